import { ApiError, ConnectionError, type ConnectionFault } from "../wire/errors.ts";

/** Statuses of a proxy or gateway that may pass: the daemon behind it restarts, or a kept connection broke. */
const passingStatuses = new Set([502, 503, 504, 595, 596, 599]);

/** Faults that may pass; a wrong name, a wrong certificate or a wrong port stay wrong. */
const passingFaults = new Set<ConnectionFault>(["refused", "unreachable", "silent", "reset", "closed"]);

/** Tells whether trying a read again may help. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionError) return passingFaults.has(error.fault);
  return error instanceof ApiError && passingStatuses.has(error.status);
}

/** Tells whether a kept connection may just have been dead, in which case a fresh one helps at once. */
export function mayHaveBeenDead(error: unknown): boolean {
  return error instanceof ConnectionError && (error.fault === "reset" || error.fault === "closed");
}

/**
 * Milliseconds to wait before a further try: doubled each time, and between half and the whole of it by chance, so that
 * many clients do not come back in step.
 *
 * @param tries How many tries have failed, 1 or more.
 */
export function backOff(tries: number, base: number, chance: () => number = Math.random): number {
  return base * 2 ** (tries - 1) * (0.5 + chance() / 2);
}
