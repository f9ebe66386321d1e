import type { ClientChannel } from "ssh2";
import { type Ending, endingOf } from "./leash.ts";
import type { ProcessMarkers } from "./process_marker.ts";
import { commandLine } from "./quote.ts";
import { type Route, routed } from "./route.ts";
import { RunningCommand } from "./running_command.ts";

/** A command under way and what its stderr said of its process ids. */
export interface Started {
  readonly command: RunningCommand;
  readonly channel: ClientChannel;
  readonly markers: ProcessMarkers;
}

/** Milliseconds that a command which was just started gets to say its process id, and an ended one to close its streams. */
const patience = 5000;
/** Milliseconds for the command that ends another; it takes two seconds when SIGTERM is ignored. */
const endingTime = 20_000;

/**
 * Ends a command on its node by a channel of its own, with all processes that belong to it, and waits for its streams to close.
 *
 * `ending` is the command that does it where the process id is not enough. When no channel can be had, the connection
 * is cut, and the node ends the command itself.
 */
export async function endCommand(route: Route, started: Started, ending?: Ending): Promise<void> {
  const { command, channel, markers } = started;
  const over = command.closed;
  channel.eof();
  const began = Date.now();
  while (!markers.complete && Date.now() - began < patience) {
    if (await within(50, over)) return;
  }
  const line = endingLine(route, markers, ending);
  try {
    if (line === undefined) route.connection.drop();
    else await runForEffect(route, line);
  } catch {
    route.connection.drop();
  }
  await within(patience, over);
  channel.close();
}

function endingLine(
  route: Route,
  { complete, processId }: ProcessMarkers,
  ending: Ending = endingOf,
): string | undefined {
  if (processId === undefined) return undefined;
  if (complete) return routed(route, commandLine(ending(String(processId))));
  // Before the far node has answered, the process id is that of the `ssh` on the entry node.
  return commandLine((route.hopEnding ?? endingOf)(String(processId)));
}

async function runForEffect(route: Route, line: string): Promise<void> {
  const opened = await route.connection.start(line, { urgent: true });
  const command = new RunningCommand(opened.started, {
    stdin: new Uint8Array(),
    onStdout: () => {},
    onStderr: () => {},
  });
  try {
    await within(endingTime, command.finished);
  } finally {
    command.abandon();
    opened.release();
  }
}

/** Waits for a promise, but no longer than some milliseconds; tells whether it was settled. */
async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
