import type { Logging } from "./logging.ts";

let planned: Logging | undefined;
let started: Promise<void> | undefined;

/**
 * Says how this run is to log, without loading what that takes: most starts have nothing to say before the first call.
 *
 * Until {@linkcode startLogging} has run, records are lost and secrets are not known to the redaction.
 */
export function planLogging(logging: Logging): void {
  planned = logging;
  started = undefined;
}

/** Starts logging as planned, once; to be awaited before the first record and the first answer. */
export function startLogging(): Promise<void> {
  return started ??= start();
}

/** Closes the log files, if logging ever started. */
export async function endLogging(): Promise<void> {
  if (started === undefined) return;
  await started;
  const { closeLogging } = await import("./logging.ts");
  await closeLogging();
}

async function start(): Promise<void> {
  if (planned === undefined) return;
  const { configureLogging } = await import("./logging.ts");
  await configureLogging(planned);
}
