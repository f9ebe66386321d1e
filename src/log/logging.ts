import { configure, dispose, getLogger, type LogLevel, type LogRecord, type Sink } from "@logtape/logtape";
import { jsonLine, textLine } from "./record.ts";
import { registerSecret } from "./redact.ts";

/** How a run logs; plain values, so that this room needs no other. */
export interface Logging {
  /** The lowest level that is written. */
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
  /** Directory for `combined.log` and `error.log` (JSON lines); made when missing. */
  readonly directory?: string | undefined;
  /** Values that must appear in no record; see `registerSecret`. */
  readonly secrets?: readonly string[];
}

/**
 * Sends the records of `getLogger(["proxmox-mcp", ...])` to stderr, and with a directory also to `combined.log` and
 * `error.log` there (mode 0600). Never writes to stdout, which carries MCP.
 *
 * A directory that cannot be written is reported on stderr; logging then goes there alone. May be called again.
 */
export async function configureLogging(logging: Logging): Promise<void> {
  for (const secret of logging.secrets ?? []) registerSecret(secret);
  const level: LogLevel = logging.level === "warn" ? "warning" : logging.level;
  const files = logging.directory === undefined ? undefined : await openFiles(logging.directory);
  const failed = files instanceof Error ? files : undefined;
  const sinks: Record<string, Sink> = { stderr: writeToStderr };
  if (files !== undefined && !(files instanceof Error)) {
    sinks.combined = files.combined;
    sinks.error = onlyErrors(files.error);
  }
  await configure({
    reset: true,
    sinks,
    loggers: [
      { category: "proxmox-mcp", sinks: Object.keys(sinks), lowestLevel: level },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "warning" },
    ],
  });
  if (failed !== undefined) {
    getLogger(["proxmox-mcp", "log"]).error("{reason} Logging to stderr only.", { reason: failed.message });
  }
}

/** Closes the log files; records written afterwards are lost. */
export async function closeLogging(): Promise<void> {
  await dispose();
}

const encoder = new TextEncoder();

function writeToStderr(record: LogRecord): void {
  const line = encoder.encode(textLine(record));
  try {
    for (let written = 0; written < line.length;) written += Deno.stderr.writeSync(line.subarray(written));
  } catch {
    // Nobody reads stderr any more (the client has gone, or its pipe is full): a lost line must not end the server.
  }
}

interface LogFiles {
  readonly combined: Sink & Disposable;
  readonly error: Sink & Disposable;
}

async function openFiles(directory: string): Promise<LogFiles | Error> {
  const combined = `${directory}/combined.log`;
  const error = `${directory}/error.log`;
  try {
    await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
    for (const path of [combined, error]) {
      // The sink would create its file with the mode of the umask; made here first, it is private from the start.
      (await Deno.open(path, { append: true, create: true, mode: 0o600 })).close();
    }
    const { getFileSink } = await import("@logtape/file");
    // Unbuffered: what led to a crash is on the disk.
    const options = { formatter: jsonLine, bufferSize: 0 };
    return { combined: getFileSink(combined, options), error: getFileSink(error, options) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new Error(`Cannot write log files in ${directory} (LOG_DIR): ${reason}.`, { cause });
  }
}

function onlyErrors(sink: Sink & Disposable): Sink & Disposable {
  const filtered = (record: LogRecord): void => {
    if (record.level === "error" || record.level === "fatal") sink(record);
  };
  return Object.assign(filtered, { [Symbol.dispose]: () => sink[Symbol.dispose]() });
}
