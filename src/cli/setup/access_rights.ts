import { permissions } from "../../proxmox/acl.ts";
import type { Connection } from "../../proxmox/connection.ts";
import type { AccessStep } from "./access_plan.ts";

/** A privilege that a login lacks for a step, and where. */
export interface Lacking {
  readonly privilege: string;
  readonly path: string;
}

/** What Proxmox asks for each kind of step (pve-access-control, the permissions of the endpoints). */
function needed(step: AccessStep): readonly Lacking[] {
  switch (step.kind) {
    case "role":
      return [{ privilege: "Sys.Modify", path: "/access" }];
    case "user":
      return [
        { privilege: "Realm.AllocateUser", path: `/access/realm/${step.userid.split("@").at(-1)}` },
        { privilege: "User.Modify", path: "/access/groups" },
      ];
    case "token":
      return [{ privilege: "User.Modify", path: "/access/groups" }];
    case "grant":
      return [{ privilege: "Permissions.Modify", path: "/" }];
  }
}

/** Asks before anything is begun whether the login may do the steps; empty when it may. */
export async function lackingFor(
  connection: Connection,
  steps: readonly AccessStep[],
): Promise<readonly Lacking[]> {
  const wanted = new Map(steps.flatMap(needed).map((need) => [`${need.path} ${need.privilege}`, need]));
  const paths = [...new Set([...wanted.values()].map(({ path }) => path))];
  const held = new Map(
    await Promise.all(
      paths.map(async (path) =>
        [path, (await permissions(connection, { path })).get(path) ?? new Map<string, boolean>()] as const
      ),
    ),
  );
  return [...wanted.values()].filter(({ path, privilege }) => held.get(path)?.has(privilege) !== true);
}
