import { type Call, defineEndpoint, type Permission } from "../../api/endpoint.ts";
import { Permissions } from "../../access/permissions.ts";
import { ApiFailure } from "../../api/failure.ts";
import { flag, optional, text } from "../../api/schema.ts";

const WORLD: Permission = { user: "world" };

const TICKET_PARAMETERS = {
  username: text({ maxLength: 64, description: "User name" }),
  password: text({ description: "The secret password. This can also be a valid ticket." }),
  realm: optional(text({ format: "pve-realm", maxLength: 32 })),
  otp: optional(text()),
  path: optional(text({ maxLength: 64, requires: "privs" })),
  privs: optional(text({ maxLength: 64, requires: "path" })),
  "new-format": optional(flag({ default: 1 })),
  "tfa-challenge": optional(text()),
} as const;

/** Where the user interface looks for the privileges in a login answer. */
const CAPABILITIES: Readonly<Record<string, { readonly path: string; readonly privs: RegExp }>> = {
  vms: { path: "/vms", privs: /^VM\.|^Permissions\.Modify$/ },
  storage: { path: "/storage", privs: /^Datastore\.|^Permissions\.Modify$/ },
  access: { path: "/access", privs: /^(User|Group)\.|^Permissions\.Modify$/ },
  nodes: { path: "/nodes", privs: /^Sys\.|^Permissions\.Modify$/ },
  dc: { path: "/", privs: /^Sys\.|^SDN\./ },
  sdn: { path: "/sdn", privs: /^SDN\.|^Permissions\.Modify$/ },
  mapping: { path: "/mapping", privs: /^Mapping\.|^Permissions\.Modify$/ },
};

/** Login with a password, a ticket or the answer to a two-factor challenge. */
export const ticketEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/ticket",
    description: "Dummy. Useful for formatters which want to provide a login page.",
    permission: WORLD,
    parameters: {},
    handler: () => null,
  }),
  defineEndpoint({
    method: "POST",
    path: "/access/ticket",
    description: "Create or verify authentication ticket.",
    permission: WORLD,
    protected: true,
    parameters: TICKET_PARAMETERS,
    handler: login,
  }),
  defineEndpoint({
    method: "GET",
    path: "/access/domains",
    description: "Authentication domain index.",
    permission: WORLD,
    parameters: {},
    handler: ({ cluster }) => cluster.state.realms,
  }),
];

function login(call: Call<typeof TICKET_PARAMETERS>): Record<string, unknown> {
  const { params, cluster, authentication } = call;
  const userid = params.username.includes("@") || params.realm === undefined
    ? params.username
    : `${params.username}@${params.realm}`;
  const challenge = params["tfa-challenge"];
  const user = cluster.state.users[userid];
  if (challenge === undefined) {
    if (!authentication.password(userid, params.password)) throw loginFailure();
    const renewed = params.password.startsWith("PVE:");
    if (user?.totp !== undefined && !renewed) {
      if (params.otp === undefined) return halfTicket(call, userid);
      if (params.otp !== user.totp) throw loginFailure();
    }
  } else if (
    !authentication.isChallenge(challenge, userid) || params.password !== `totp:${user?.totp}`
  ) {
    throw loginFailure();
  }
  if (params.path !== undefined) return { username: userid };
  const { ticket, csrf } = authentication.issue(userid);
  return {
    username: userid,
    ticket,
    CSRFPreventionToken: csrf,
    cap: capabilities(new Permissions(cluster, { userid })),
    ...(cluster.state.name === undefined ? {} : { clustername: cluster.state.name }),
  };
}

function halfTicket(call: Call<typeof TICKET_PARAMETERS>, userid: string): Record<string, unknown> {
  return {
    username: userid,
    NeedTFA: 1,
    ticket: call.authentication.challenge(userid),
    CSRFPreventionToken: call.authentication.issue(userid).csrf,
  };
}

function loginFailure(): ApiFailure {
  return new ApiFailure(401, "authentication failure");
}

function capabilities(permissions: Permissions): Record<string, Record<string, 1>> {
  const result: Record<string, Record<string, 1>> = {};
  for (const [name, { path, privs }] of Object.entries(CAPABILITIES)) {
    const held = new Set(permissions.on(path).keys());
    if (name === "vms" || name === "storage") {
      const prefix = `${path}/`;
      for (const aclPath of permissions.aclPaths()) {
        if (!aclPath.startsWith(prefix) && !aclPath.startsWith("/pool/")) continue;
        for (const priv of permissions.on(aclPath).keys()) held.add(priv);
      }
    }
    result[name] = Object.fromEntries(
      [...held].filter((priv) => privs.test(priv)).map((priv) => [priv, 1 as const]),
    );
  }
  return result;
}
