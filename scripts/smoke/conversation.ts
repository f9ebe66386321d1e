import { z } from "zod";

const answer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What an ended server left behind. */
export interface Ended {
  readonly code: number;
  readonly stderr: string;
}

/**
 * A JSON-RPC conversation over stdio with a server that this starts, one message a line, without any MCP library: what
 * is checked or measured through it is the server alone.
 *
 * Every request is bounded by a deadline. A line that is no JSON, or the end of the stream, fails all open requests.
 */
export class Conversation {
  /** Process id of the server. */
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stderr: Promise<string>;
  readonly #reading: Promise<void>;
  readonly #deadlineMs: number;
  #lastId = 0;

  /**
   * @param command program and arguments
   * @param options.env variables added to this process's own
   * @param options.deadlineMs how long a request may take, in milliseconds
   */
  constructor(
    command: readonly string[],
    options: { readonly env?: Readonly<Record<string, string>>; readonly deadlineMs?: number } = {},
  ) {
    const [program, ...args] = command;
    if (program === undefined) throw new TypeError("No program to start was named");
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#child = new Deno.Command(program, {
      args,
      env: { ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.pid = this.#child.pid;
    this.#writer = this.#child.stdin.getWriter();
    this.#stderr = new Response(this.#child.stderr).text();
    this.#reading = this.#read().catch((error: unknown) => {
      this.#failAll(error instanceof Error ? error : new Error(String(error)));
    });
  }

  /** Sends a request and returns its result; rejects with the server's error message, or when the deadline passes. */
  async request(method: string, params: unknown = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const timer = setTimeout(() => {
      reject(new Error(`${method} was not answered within ${this.#deadlineMs} ms`));
    }, this.#deadlineMs);
    try {
      // Awaited together: the answer may fail while the request is still being written.
      const [result] = await Promise.all([promise, this.#send({ jsonrpc: "2.0", id, method, params })]);
      return result;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Sends a notification, which has no answer. */
  async notify(method: string, params: unknown = {}): Promise<void> {
    await this.#send({ jsonrpc: "2.0", method, params });
  }

  /** Introduces this client, so that the server takes requests, and returns the result of `initialize`. */
  async initialize(): Promise<unknown> {
    const result = await this.request("initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "proxmox-mcp-smoke", version: "1.0.0" },
    });
    await this.notify("notifications/initialized");
    return result;
  }

  /** Closes standard input, by which a client says goodbye, and waits for the server's end; kills it at the deadline. */
  async end(): Promise<Ended> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), this.#deadlineMs);
    try {
      await this.#writer.close().catch(() => undefined);
      const [{ code }, stderr] = await Promise.all([this.#child.status, this.#stderr, this.#reading]);
      return { code, stderr };
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(message: unknown): Promise<void> {
    try {
      await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
    } catch {
      // What the server wrote before it closed its standard input says more than "broken pipe".
      await this.#reading;
      throw await this.#endedEarly();
    }
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#take(line);
    }
    this.#failAll(await this.#endedEarly());
  }

  async #endedEarly(): Promise<Error> {
    return new Error(`The server ended early. It wrote: ${(await this.#stderr).trim()}`);
  }

  #take(line: string): void {
    const message: unknown = JSON.parse(line);
    const { success, data } = answer.safeParse(message);
    // Notifications and the server's own requests are of no interest here.
    if (!success) return;
    const waiting = this.#waiting.get(data.id);
    if (data.error === undefined) waiting?.resolve(data.result);
    else waiting?.reject(new Error(data.error.message));
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
