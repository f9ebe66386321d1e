import { type SignalName, SIGNALS } from "./signals.ts";

/** How a process ended. */
export type ExitStatus = { readonly code: number } | { readonly signal: SignalName };

/** The exit code that shells show for how a process ended: 128 and the signal's number for a killed one. */
export function exitCode(status: ExitStatus): number {
  return "code" in status ? status.code : 128 + SIGNALS[status.signal];
}
