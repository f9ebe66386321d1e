/** A request as the guard sees it: Proxmox's REST tree, whichever wire is to carry it. */
export interface GuardedRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Asked by every wire before a request leaves the process. */
export interface RequestGuard {
  /** Returns when the request may leave; throws a `PolicyError` that names the setting which would allow it. */
  check(request: GuardedRequest): void;
  /** The same for a command line over SSH that is no `pvesh` request: `exec` in a guest, `host` on a node. */
  checkCommand(access: "exec" | "host"): void;
}
