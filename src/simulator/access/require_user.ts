import { failure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { User } from "../cluster/identity.ts";

/**
 * The user with that id.
 *
 * @throws {ApiFailure} 500 when there is none
 */
export function requireUser(cluster: Cluster, userid: string): User {
  const user = cluster.state.users[userid];
  if (user === undefined) throw failure(`no such user ('${userid}')`);
  return user;
}
