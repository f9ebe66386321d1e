import { Capture, capturedText } from "./capture.ts";
import { brokenOff } from "./channel.ts";
import { readReport } from "./detached.ts";
import { newToken } from "./leash.ts";
import { ProcessMarkers } from "./process_marker.ts";
import { type Route, routedDetached } from "./route.ts";
import { neverStarted } from "./run.ts";
import { RunningCommand } from "./running_command.ts";
import { Stop } from "./stop.ts";

/** How a detached command went, as far as it was waited for. */
export interface DetachedOutcome {
  /** UPID of the task that it started and still follows; then the rest is not known yet. */
  readonly upid: string | undefined;
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const maxOutput = 64 * 1024 * 1024;

/**
 * Runs a command that survives its connection, and waits until it is over or has started a task of Proxmox.
 *
 * The signal ends the waiting alone.
 *
 * @throws {ConnectionError} with fault `reset` when the connection broke and it is unknown what the command did, another
 * when the command never started.
 */
export async function runDetached(
  route: Route,
  argv: readonly string[],
  signal?: AbortSignal,
): Promise<DetachedOutcome> {
  const token = newToken();
  const opened = await route.connection.start(routedDetached(route, argv, token), { signal });
  const markers = new ProcessMarkers(token, 1);
  const [stdout, stderr] = [new Capture(maxOutput), new Capture(maxOutput)];
  const { promise: taskSeen, resolve: seeTask } = Promise.withResolvers<"task">();
  const command = new RunningCommand(opened.started, {
    stdin: new Uint8Array(),
    onStdout: (chunk) => stdout.push(chunk),
    onStderr: (chunk) => {
      stderr.push(markers.push(chunk));
      if (readReport(token, capturedText(stderr.result())).upid !== undefined) seeTask("task");
    },
  });
  using stop = new Stop({ signal });
  try {
    const exit = await Promise.race([command.finished, taskSeen, stop.promise]);
    if (!markers.complete && exit !== undefined && exit !== "task") {
      stderr.push(markers.flush());
      throw neverStarted(route, { ...exit, stdout: stdout.result(), stderr: stderr.result() });
    }
    const report = readReport(token, capturedText(stderr.result()));
    if (report.upid === undefined && report.code === undefined) throw brokenOff(route.connection.address);
    return { ...report, stdout: capturedText(stdout.result()) };
  } finally {
    command.abandon();
    opened.release();
  }
}
