import { PassThrough, Readable, Writable } from "node:stream";
import { Runtime } from "../server/runtime.ts";
import { serveOverStdio } from "../server/stdio.ts";
import { startDemoCluster } from "./demo_cluster.ts";
import { mayStartItself, ownCommand } from "./own_process.ts";
import { startWith } from "./start.ts";

/** The running server of the tour. */
export interface TourServer {
  /** What the tour says about how it is reached. */
  readonly over: string;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly ended: Promise<unknown>;
}

/** Starts `serve --demo` as a process of its own, or within this one where the program may start no other. */
export function startTourServer(): TourServer {
  return mayStartItself() ? spawnedServer() : embeddedServer();
}

function spawnedServer(): TourServer {
  const { command, args } = ownCommand(["serve", "--demo"]);
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  return {
    over: "standard input and output",
    readable: child.stdout,
    writable: child.stdin,
    ended: child.status,
  };
}

function embeddedServer(): TourServer {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return {
    over: "the streams of its stdio transport",
    readable: Readable.toWeb(output) as ReadableStream<Uint8Array>,
    writable: Writable.toWeb(input) as WritableStream<Uint8Array>,
    ended: serveOn(input, output),
  };
}

async function serveOn(input: PassThrough, output: PassThrough): Promise<void> {
  await using cluster = await startDemoCluster();
  const settings = await startWith(["--log-level", "error"], cluster.environment);
  await serveOverStdio(new Runtime(settings), new AbortController().signal, { input, output });
  output.end();
}
