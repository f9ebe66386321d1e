import type { Policy } from "../policy/policy.ts";

/** Whom a server instance serves: one client over stdio, or one request over HTTP. */
export interface ServedTo {
  readonly transport: "stdio" | "http";
  /** What this caller may do: the process's own policy, or a narrower one. */
  readonly policy: Policy;
  /** The caller's name over HTTP; undefined where there is only one. */
  readonly name?: string | undefined;
}
