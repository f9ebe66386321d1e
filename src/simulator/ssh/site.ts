import type { ApiRequest, ApiResponse } from "../api/dispatcher.ts";
import type { Match } from "../api/router.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Identity } from "../cluster/identity.ts";
import type { Faults } from "../faults/faults.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import type { Machines } from "./machines.ts";
import type { SshUser } from "./options.ts";

/** The identity that Proxmox's own commands act under. */
export const ROOT: Identity = { userid: "root@pam" };

/** What everything on the SSH side works with. */
export interface Site {
  readonly cluster: Cluster;
  readonly tasks: TaskRunner;
  readonly faults: Faults;
  readonly machines: Machines;
  /** Makes a call of the REST tree. */
  readonly call: (request: ApiRequest) => Promise<ApiResponse>;
  /** Finds the endpoint of a path. */
  readonly endpoint: (method: string, path: string) => Match | undefined;
  /** The script of the API viewer, which describes the REST tree. */
  readonly apiScript: () => string;
  /** Names directly below a path of the REST tree. */
  readonly childPaths: (path: string) => readonly string[];
  /** Host key of a node as `TYPE BASE64`. */
  readonly hostKey: (node: string) => string | undefined;
  /** Lines of `authorized_keys`. */
  readonly authorizedKeys: readonly string[];
  /** Users of the nodes beside root. */
  readonly users: Readonly<Record<string, SshUser>>;
  /** Seconds that each of Proxmox's commands takes to start. */
  readonly startUp: number;
}
