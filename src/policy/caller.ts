import type { GuestSelector } from "../config/selectors.ts";
import type { AccessClass } from "./access.ts";

/** What one caller over HTTP may do at most, on top of what the process may. */
export interface CallerLimits {
  /** The caller's name as refusals and the audit log show it. */
  readonly caller: string;
  /** The highest class; those before it in the order of `accessClasses` are included. */
  readonly access: AccessClass;
  /** Guests within reach; undefined reaches all. */
  readonly guests?: readonly GuestSelector[] | undefined;
  /** Globs of node names within reach; undefined reaches all. */
  readonly nodes?: readonly string[] | undefined;
  /** Pools within reach; undefined reaches all, otherwise guests outside of every pool are out of reach. */
  readonly pools?: readonly string[] | undefined;
}
