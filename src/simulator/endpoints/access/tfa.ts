import { ANYONE, defineEndpoint } from "../../api/endpoint.ts";
import { text } from "../../api/schema.ts";
import type { User } from "../../cluster/identity.ts";
import { requireUser } from "../../access/require_user.ts";

const USERID = text({ format: "pve-userid", maxLength: 64 });

/** Second factors of users. */
export const tfaEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/tfa",
    description: "List TFA configurations of users.",
    permission: ANYONE,
    protected: true,
    parameters: {},
    handler: ({ cluster, identity, permissions }) =>
      Object.values(cluster.state.users)
        .filter((user) =>
          user.userid === identity.userid || permissions.has("/access/groups", ["User.Modify"])
        )
        .filter((user) => user.totp !== undefined)
        .map((user) => ({ userid: user.userid, entries: entriesOf(user) })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/access/tfa/{userid}",
    description: "List TFA configurations of a user.",
    permission: { check: ["or", ["userid-param", "self"], ["userid-group", ["User.Modify", "Sys.Audit"]]] },
    protected: true,
    parameters: { userid: USERID },
    handler: ({ cluster, params }) => entriesOf(requireUser(cluster, params.userid)),
  }),
];

function entriesOf(user: User): Record<string, unknown>[] {
  if (user.totp === undefined) return [];
  return [{ id: "totp-1", type: "totp", description: "phone", created: 1760000000, enable: 1 }];
}
