import { ApiFailure } from "../api/failure.ts";
import type { Clock } from "../cluster/clock.ts";

/**
 * What can be wrong with a node.
 *
 * `gone`: switched off or cut off. `proxy stopped`, `proxy hung`, `daemon stopped`, `daemon hung`: one of the two API
 * daemons. `statistics frozen`: pvestatd stopped, all else well.
 */
export interface NodeFault {
  readonly kind:
    | "gone"
    | "proxy stopped"
    | "proxy hung"
    | "daemon stopped"
    | "daemon hung"
    | "statistics frozen";
  /** Seconds since the epoch. */
  readonly since: number;
}

/** Seconds after which pveproxy gives up on a connection. */
const PROXY_TIMEOUT = 30;

/**
 * Refuses a call that a broken node cannot answer, after the time the real refusal takes.
 *
 * @param isLocal whether the node was asked directly, so that no hop to another pveproxy is made
 * @throws {ApiFailure} 595 when nothing could be connected to, 596 when no answer came
 */
export async function failBrokenNode(
  fault: NodeFault | undefined,
  call: { readonly isLocal: boolean; readonly isProtected: boolean },
  clock: Clock,
): Promise<void> {
  if (fault === undefined) return;
  const throughDaemon = call.isProtected;
  const throughProxy = !call.isLocal;
  if (fault.kind === "gone" && throughProxy) {
    const early = clock.age(fault.since) < 60;
    await clock.sleep(early ? PROXY_TIMEOUT : 3);
    throw proxyFailure(595, early ? "Connection timed out" : "No route to host");
  }
  if (
    (fault.kind === "proxy stopped" && throughProxy) || (fault.kind === "daemon stopped" && throughDaemon)
  ) {
    throw proxyFailure(595, "Connection refused");
  }
  if ((fault.kind === "proxy hung" && throughProxy) || (fault.kind === "daemon hung" && throughDaemon)) {
    await clock.sleep(PROXY_TIMEOUT);
    throw proxyFailure(596, "Connection timed out");
  }
}

function proxyFailure(status: 595 | 596, reason: string): ApiFailure {
  return new ApiFailure(status, reason, { body: "empty" });
}
