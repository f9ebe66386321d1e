import { ConnectionError, WireError } from "../wire/errors.ts";
import { Capture, type Captured, capturedText } from "./capture.ts";
import { brokenOff, type Exit } from "./channel.ts";
import { endCommand } from "./ending.ts";
import { type Ending, newToken } from "./leash.ts";
import { ProcessMarkers } from "./process_marker.ts";
import { Stop, timeUp } from "./stop.ts";
import { hostsOn, type Route, routedLeash } from "./route.ts";
import { RunningCommand } from "./running_command.ts";

/** How a command is run. */
export interface RunOptions {
  /** Sent to the command's stdin, which ends afterwards; nothing by default. */
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Ends the command on the node; the error is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the command is ended; none by default. */
  readonly timeout?: number | undefined;
  /**
   * Called with each piece of output as it comes; a promise holds the server back until it is settled. What of the piece is to
   * stay after that is to be copied.
   */
  readonly onStdout?: (chunk: Uint8Array) => void | Promise<void>;
  readonly onStderr?: (chunk: Uint8Array) => void | Promise<void>;
  /** How many bytes of each stream are kept for the outcome; default 16 MiB. */
  readonly maxBytes?: number;
  /** How the command is ended on the node, where that takes more than a signal to its process. */
  readonly ending?: Ending | undefined;
  /** Value of LC_ALL for the command; the login's locale by default. */
  readonly locale?: string | undefined;
}

/** How a command went. */
export interface CommandOutcome extends Exit {
  readonly stdout: Captured;
  readonly stderr: Captured;
}

/** A command was still running when its time was up, and was ended. */
export class CommandTimeoutError extends WireError {
  override readonly name = "CommandTimeoutError";
  /** What the command had written until then. */
  readonly outcome: CommandOutcome;

  constructor(message: string, options: { readonly outcome: CommandOutcome; readonly remedy: string }) {
    super(message, options);
    this.outcome = options.outcome;
  }
}

const defaultMaxBytes = 16 * 1024 * 1024;

/**
 * Runs a command on a route's node and waits for its end.
 *
 * Whatever ends the waiting early (signal, timeout, a stream of ours that fails) ends the command on the node too, with
 * everything it started. When the connection breaks, the node itself does so.
 *
 * @throws {ConnectionError} with fault `reset` when the connection broke while the command ran, another when it never started.
 * @throws {CommandTimeoutError} with the output until then.
 */
export async function run(
  route: Route,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<CommandOutcome> {
  const token = newToken();
  const line = routedLeash(route, argv, { token, ending: options.ending, locale: options.locale });
  const opened = await route.connection.start(line, { signal: options.signal });
  const markers = new ProcessMarkers(token, hostsOn(route));
  const capture = new OutputCapture(options, markers);
  const command = new RunningCommand(opened.started, {
    stdin: options.stdin ?? new Uint8Array(),
    ...capture.streams,
  });
  using stop = new Stop(options);
  try {
    const exit = await Promise.race([command.finished, stop.promise]);
    if (exit === undefined) throw brokenOff(route.connection.address);
    const outcome = capture.outcome(exit);
    if (!markers.complete) throw neverStarted(route, outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof ConnectionError)) {
      await endCommand(route, { command, channel: opened.started.channel, markers }, options.ending);
    }
    if (error !== timeUp) throw error;
    throw new CommandTimeoutError(`The command was ended after ${(options.timeout ?? 0) / 1000} s.`, {
      outcome: capture.outcome({ code: undefined, signal: undefined }),
      remedy: "Allow it more time, or start it in the background (`nohup ... &`) and look at it later.",
    });
  } finally {
    command.abandon();
    opened.release();
  }
}

/** The error for a line that ended before the command began: a login shell or the `ssh` on the entry node gave up. */
export function neverStarted(
  { node, connection }: Route,
  { stderr, stdout, code }: CommandOutcome,
): ConnectionError {
  const said = (capturedText(stderr) + capturedText(stdout)).trim() || `exit code ${code}`;
  return new ConnectionError(`No command can be started on ${node || connection.address} over SSH: ${said}`, {
    fault: "closed",
    address: connection.address,
    remedy: "Nothing was done. Log in by hand the same way and see what the login shell says.",
  });
}

/** Keeps both streams up to the limit, without the lines that say process ids. */
class OutputCapture {
  readonly streams: {
    readonly onStdout: (chunk: Uint8Array) => void | Promise<void>;
    readonly onStderr: (chunk: Uint8Array) => void | Promise<void>;
  };
  readonly #stdout: Capture;
  readonly #stderr: Capture;
  readonly #markers: ProcessMarkers;

  constructor({ maxBytes = defaultMaxBytes, onStdout, onStderr }: RunOptions, markers: ProcessMarkers) {
    this.#stdout = new Capture(maxBytes);
    this.#stderr = new Capture(maxBytes);
    this.#markers = markers;
    this.streams = {
      onStdout: (chunk) => {
        this.#stdout.push(chunk);
        return onStdout?.(chunk);
      },
      onStderr: (chunk) => {
        const own = markers.push(chunk);
        if (own.length === 0) return;
        this.#stderr.push(own);
        return onStderr?.(own);
      },
    };
  }

  outcome(exit: Exit): CommandOutcome {
    this.#stderr.push(this.#markers.flush());
    return { ...exit, stdout: this.#stdout.result(), stderr: this.#stderr.result() };
  }
}
