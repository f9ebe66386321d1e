import * as z from "zod";
import { version } from "../version.ts";

/** A text block, or another kind of content that the tour does not show. */
const toolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  isError: z.boolean().optional(),
});

const received = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  params: z.looseObject({}).optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

type Received = z.infer<typeof received>;

/** What a tool call came to. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

/** What the human on the client's side answers when the server asks; undefined declines. */
export type Human = (question: string) => string | undefined;

/** How far a call is, as the server tells. */
export type ProgressListener = (percent: number, text: string) => void;

/**
 * A small MCP client of the 2025-11-25 protocol over two byte streams, for the tour: it calls tools, listens to progress and
 * answers elicitations. The SDK's client is not part of the program, which needs none otherwise.
 */
export class McpClient {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, (answer: Received) => void>();
  readonly #human: Human;
  #progress: ProgressListener | undefined;
  #lastId = 0;
  #reading: Promise<void>;

  constructor(
    streams: { readonly readable: ReadableStream<Uint8Array>; readonly writable: WritableStream<Uint8Array> },
    human: Human,
  ) {
    this.#writer = streams.writable.getWriter();
    this.#human = human;
    this.#reading = this.#read(streams.readable);
  }

  /** Opens the conversation. */
  async initialize(): Promise<void> {
    await this.#request("initialize", {
      protocolVersion: "2025-11-25",
      capabilities: { elicitation: {} },
      clientInfo: { name: "proxmox-mcp demo", version },
    });
    await this.#send({ jsonrpc: "2.0", method: "notifications/initialized" });
  }

  /** Counts the tools that the server lists, and their bytes. */
  async toolList(): Promise<{ readonly count: number; readonly bytes: number }> {
    const result = z.object({ tools: z.array(z.unknown()) }).parse(await this.#request("tools/list", {}));
    return { count: result.tools.length, bytes: JSON.stringify(result).length };
  }

  /** Calls a tool and listens to its progress. */
  async call(
    name: string,
    given: Readonly<Record<string, unknown>>,
    progress?: ProgressListener,
  ): Promise<ToolResult> {
    this.#progress = progress;
    const meta = progress === undefined ? {} : { _meta: { progressToken: name } };
    const result = toolResult.parse(await this.#request("tools/call", { name, arguments: given, ...meta }));
    this.#progress = undefined;
    return {
      text: result.content.map((block) => block.text ?? `(${block.type})`).join("\n"),
      isError: result.isError === true,
    };
  }

  /** Closes the server's input, which ends it, and waits for its last word. */
  async close(): Promise<void> {
    await this.#writer.close();
    await this.#reading;
  }

  #request(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = ++this.#lastId;
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(`${method}: ${answer.error.message}`));
      });
    });
    return this.#send({ jsonrpc: "2.0", id, method, params }).then(() => answered);
  }

  async #send(value: unknown): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
  }

  async #read(readable: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of readable) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") await this.#receive(line);
    }
    for (const answer of this.#waiting.values()) answer({ error: { message: "the server has ended" } });
  }

  async #receive(line: string): Promise<void> {
    const message = received.parse(JSON.parse(line));
    if (message.method === "notifications/progress") {
      const { progress, message: text } = z.looseObject({
        progress: z.number(),
        message: z.string().catch(""),
      })
        .parse(message.params);
      this.#progress?.(progress, text);
    } else if (message.method === "elicitation/create") {
      const { message: question } = z.looseObject({ message: z.string() }).parse(message.params);
      const name = this.#human(question);
      const result = name === undefined ? { action: "decline" } : { action: "accept", content: { name } };
      await this.#send({ jsonrpc: "2.0", id: message.id, result });
    } else if (typeof message.id === "number") {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
  }
}
