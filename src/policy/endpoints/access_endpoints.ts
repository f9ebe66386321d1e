import type { EndpointGroup } from "./group.ts";

/**
 * Changes below `/access`: all of them are confirmed, because whoever may make users, tokens and grants may make
 * himself anything, and no later call can tell what was done with the rights in between.
 */
export const accessEndpoints: readonly EndpointGroup[] = [
  { access: "destroy", why: "grants or takes away privileges", endpoints: ["PUT /access/acl"] },
  {
    access: "destroy",
    why: "changes what a role may do, wherever it is granted",
    endpoints: ["POST /access/roles", "PUT|DELETE /access/roles/{roleid}"],
  },
  {
    access: "destroy",
    why: "changes who exists and belongs to which group",
    endpoints: [
      "POST /access/users",
      "PUT|DELETE /access/users/{userid}",
      "POST /access/groups",
      "PUT|DELETE /access/groups/{groupid}",
    ],
  },
  {
    access: "destroy",
    why: "makes, changes or revokes a login that works without a password",
    endpoints: ["POST|PUT|DELETE /access/users/{userid}/token/{tokenid}"],
  },
  {
    access: "destroy",
    why: "changes a password or a second factor",
    endpoints: [
      "PUT /access/password",
      "POST /access/tfa/{userid}",
      "PUT|DELETE /access/tfa/{userid}/{id}",
      "PUT /access/users/{userid}/unlock-tfa",
    ],
  },
  {
    access: "destroy",
    why: "changes where users come from and how they log in",
    endpoints: [
      "POST /access/domains",
      "PUT|DELETE /access/domains/{realm}",
      "POST /access/domains/{realm}/sync",
      "POST|PUT|DELETE /cluster/jobs/realm-sync/{id}",
    ],
  },
  {
    access: "destroy",
    why: "logs in as someone",
    endpoints: [
      "POST /access/ticket",
      "POST /access/vncticket",
      "POST /access/openid/auth-url",
      "POST /access/openid/login",
    ],
  },
];
