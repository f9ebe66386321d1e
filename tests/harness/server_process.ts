import { z } from "zod";
import type { Environment } from "./cluster.ts";
import { serverCommand } from "./command.ts";

const message = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string()]).nullish(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

/** A JSON-RPC message that the server wrote. */
export type Message = z.infer<typeof message>;

/** What a process left behind. */
export interface Ending {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  /** Everything it wrote to standard output. */
  readonly stdout: string;
  readonly stderr: string;
}

/** After this many milliseconds a wait fails instead of hanging the suite. */
const patience = 30_000;

/** `main.ts` as a process, spoken to in raw lines: what is sent and what comes back is under the test's control. */
export class ServerProcess implements AsyncDisposable {
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ending>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #messages: Message[] = [];
  readonly #waiting = new Set<() => void>();
  #stdout = "";
  #stderr = "";
  #lastId = 0;

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    this.#input = child.stdin.getWriter();
    this.ended = this.#end();
  }

  /** Everything written to standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Writes one line to the server's standard input, whatever it is. */
  async writeLine(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Sends a request and returns its id without waiting. */
  async send(method: string, params: unknown = {}): Promise<number> {
    const id = ++this.#lastId;
    await this.writeLine(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return id;
  }

  /** Sends a notification. */
  async notify(method: string, params: unknown = {}): Promise<void> {
    await this.writeLine(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  /** Sends a request and returns the message that answers it, result or error. */
  async ask(method: string, params: unknown = {}): Promise<Message> {
    const id = await this.send(method, params);
    return await this.message((message) => message.id === id && message.method === undefined);
  }

  /** Introduces a client of the 2025 era. */
  async initialize(): Promise<Message> {
    const answer = await this.ask("initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "raw-test-client", version: "1.0.0" },
    });
    await this.notify("notifications/initialized");
    return answer;
  }

  /** Waits for a message that fits, also one that came already. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    return await this.#until(() => this.#messages.find(fits), "the message that the test waits for");
  }

  /** Waits until standard error holds something that fits. */
  async errorOutput(pattern: RegExp): Promise<string> {
    return await this.#until(
      () => pattern.test(this.#stderr) ? this.#stderr : undefined,
      `${pattern} on stderr`,
    );
  }

  /** Closes standard input, as a client that goes. */
  async closeInput(): Promise<void> {
    await this.#input.close();
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Ends the process however it stands. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    await this.ended;
    clearTimeout(timer);
  }

  async #until<Value>(look: () => Value | undefined, what: string): Promise<Value> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`Within ${patience} ms there was not ${what}. stderr: ${this.#stderr}`)),
      patience,
    );
    try {
      for (let found = look();; found = look()) {
        if (found !== undefined) return found;
        const more = Promise.withResolvers<void>();
        this.#waiting.add(more.resolve);
        const gone = this.ended.then((ending) => {
          if (look() === undefined) throw new Error(`The server ended without ${what}: ${ending.stderr}`);
        });
        await Promise.race([more.promise, gone, late.promise]);
        this.#waiting.delete(more.resolve);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #end(): Promise<Ending> {
    const [status] = await Promise.all([
      this.#child.status,
      this.#read(this.#child.stdout, (text) => this.#takeOutput(text)),
      this.#read(this.#child.stderr, (text) => this.#stderr += text),
    ]);
    return { code: status.code, signal: status.signal, stdout: this.#stdout, stderr: this.#stderr };
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>, take: (text: string) => void): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      take(text);
      for (const wake of this.#waiting) wake();
    }
  }

  #takeOutput(text: string): void {
    const seen = this.#stdout.lastIndexOf("\n") + 1;
    this.#stdout += text;
    const complete = this.#stdout.slice(seen, this.#stdout.lastIndexOf("\n") + 1);
    for (const line of complete.split("\n")) {
      // Lines that are no messages stay in `stdout`, where tests look for them.
      const parsed = message.safeParse(jsonOf(line));
      if (parsed.success) this.#messages.push(parsed.data);
    }
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Spawns `main.ts` with these arguments in a directory, with these settings and no others. */
export function spawnRaw(
  place: { readonly environment: Environment; readonly directory: string },
  args: readonly string[] = [],
): ServerProcess {
  const { program, args: own, environment } = serverCommand(args);
  return new ServerProcess(
    new Deno.Command(program, {
      args: [...own],
      cwd: place.directory,
      clearEnv: true,
      env: { ...environment, ...place.environment },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}
