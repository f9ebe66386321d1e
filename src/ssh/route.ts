import type { KeptConnection } from "./connection.ts";
import { detached } from "./detached.ts";
import { type Ending, type Leash, leashed } from "./leash.ts";
import { commandLine } from "./quote.ts";

/** How command lines reach a node: on a connection to it, or by one more `ssh` on the entry node. */
export interface Route {
  /** Name of the node as Proxmox knows it. */
  readonly node: string;
  readonly connection: KeptConnection;
  /** Arguments of the `ssh` that runs on the entry node, up to the command; empty for a direct connection. */
  readonly hop: readonly string[];
  /** How that `ssh` is ended, where its user is not the one who logged in. */
  readonly hopEnding?: Ending | undefined;
}

/** The line for the login shell of the connection's host that runs another line on the route's node. */
export function routed(route: Route, line: string): string {
  return route.hop.length === 0 ? line : commandLine([...route.hop, line]);
}

/** The line that runs a command on the route's node so that it ends with the connection, at each host on the way. */
export function routedLeash(route: Route, argv: readonly string[], leash: Leash): string {
  if (route.hop.length === 0) return leashed(argv, leash);
  const { token } = leash;
  return leashed([...route.hop, leashed(argv, { ...leash, wait: true })], { token, ending: route.hopEnding });
}

/** How many hosts a command on the route is leashed at. */
export function hostsOn(route: Route): number {
  return route.hop.length === 0 ? 1 : 2;
}

/** The line that runs a command on the route's node so that it survives the connection. */
export function routedDetached(route: Route, argv: readonly string[], token: string): string {
  return routed(route, commandLine(detached(token, argv)));
}
