import { fileURLToPath } from "node:url";
import { z } from "zod";

const listening = /Serving MCP at (\S+)\/mcp/;
const mcpResult = z.object({
  result: z.looseObject({ content: z.array(z.looseObject({ text: z.string() })) }),
});

/** A server over HTTP in a child process. */
export class HttpChild implements AsyncDisposable {
  readonly pid: number;
  /** The address of MCP. */
  readonly url: string;
  readonly #child: Deno.ChildProcess;
  readonly #drained: Promise<void>;

  private constructor(child: Deno.ChildProcess, url: string, rest: ReadableStream<string>) {
    this.pid = child.pid;
    this.url = url;
    this.#child = child;
    this.#drained = rest.pipeTo(new WritableStream());
  }

  /** Starts `serve --http` on a free port. */
  static async server(env: Readonly<Record<string, string>>): Promise<HttpChild> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", fileURLToPath(new URL("../../main.ts", import.meta.url)), "serve", "--http"],
      env: { ...env, MCP_HTTP_PORT: "0", LOG_LEVEL: "info" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const { found, rest } = await readUntil(child.stderr, listening);
    return new HttpChild(child, `${found}/mcp`, rest);
  }

  /** Starts the one-tool server that answers this result. */
  static async oneTool(result: unknown): Promise<HttpChild> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", fileURLToPath(new URL("one_tool_http_server.ts", import.meta.url))],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(result)));
    await writer.close();
    const { found, rest } = await readUntil(child.stdout, /^(\d+)\n/);
    return new HttpChild(child, `http://127.0.0.1:${found}/mcp`, rest);
  }

  /** Calls `proxmox_node_list` as a client of the 2026 era and returns its result. */
  async call(): Promise<unknown> {
    const answer = await fetch(this.url, { method: "POST", headers, body });
    return mcpResult.parse(await answer.json()).result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await this.#drained;
  }
}

const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/call",
  "mcp-name": "proxmox_node_list",
};

const body = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: "proxmox_node_list",
    arguments: {},
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

/** Reads until the pattern is there; what comes later stays in the stream. */
async function readUntil(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  pattern: RegExp,
): Promise<{ readonly found: string; readonly rest: ReadableStream<string> }> {
  const text = stream.pipeThrough(new TextDecoderStream());
  const reader = text.getReader();
  for (let read = "";;) {
    const { value, done } = await reader.read();
    read += value ?? "";
    const found = pattern.exec(read)?.[1];
    if (found !== undefined) {
      reader.releaseLock();
      return { found, rest: text };
    }
    if (done) throw new Error(`The server ended before it served: ${read}`);
  }
}
