import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { gunzipSync } from "node:zlib";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/simulator.ts";

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  /** The reason phrase, which `fetch` would hide. */
  readonly reason: string;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** A request to send; the body goes out as it is. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly form?: Readonly<Record<string, string | number>>;
}

/** A simulator and a client of it that shows everything the server sends. */
export class Lab implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly #agent: Agent;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca: simulator.caPem });
  }

  /** Starts a simulator that does not wait for anything. */
  static async start(options: SimulatorOptions = {}): Promise<Lab> {
    return new Lab(await startSimulator({ speed: Infinity, authDelay: 0, ...options }));
  }

  /** Sends a request as the given token, as root's full token when none is named, or as nobody. */
  async send(
    method: string,
    path: string,
    sent: Sent = {},
    login: "full" | "auditor" | "operator" | "powerless" | "expired" | "nobody" = "full",
  ): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const form = sent.form === undefined ? undefined : new URLSearchParams(
      Object.entries(sent.form).map(([key, value]) => [key, String(value)]),
    ).toString();
    const body = sent.body ?? form ?? "";
    const headers: Record<string, string> = {
      ...(login === "nobody" ? {} : authorization(this.simulator, login)),
      ...(form === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
      ...(body === "" ? {} : { "Content-Length": String(new TextEncoder().encode(body).length) }),
      ...sent.headers,
    };
    const outgoing = request(
      { host: "127.0.0.1", port: this.simulator.port, method, path, headers, agent: this.#agent },
      (incoming) => readReply(incoming).then(resolve, reject),
    );
    outgoing.on("error", reject);
    outgoing.end(body);
    return await promise;
  }

  /** Calls an endpoint below `/api2/json` and answers with the whole reply. */
  call(
    method: string,
    path: string,
    form?: Sent["form"],
    login?: Parameters<Lab["send"]>[3],
  ): Promise<Reply> {
    const isQuery = method === "GET" || method === "DELETE";
    const query = form === undefined || !isQuery
      ? ""
      : `?${new URLSearchParams(Object.entries(form).map(([k, v]) => [k, String(v)]))}`;
    return this.send(
      method,
      `/api2/json${path}${query}`,
      form === undefined || isQuery ? {} : { form },
      login,
    );
  }

  /** Calls an endpoint that has to succeed and answers with its data. */
  async data(
    method: string,
    path: string,
    form?: Sent["form"],
    login?: Parameters<Lab["send"]>[3],
  ): Promise<Data> {
    const reply = await this.call(method, path, form, login);
    assert.equal(reply.status, 200, `${method} ${path}: ${reply.status} ${reply.reason} ${reply.text}`);
    return json(reply)["data"];
  }

  /** Starts a task, waits for its end and answers with how it ended and what it said. */
  async task(
    method: string,
    path: string,
    form?: Sent["form"],
  ): Promise<{ readonly status: string; readonly log: string[] }> {
    const upid = String(await this.data(method, path, form));
    await this.simulator.tasks.ended(upid);
    const task = this.simulator.tasks.find(upid);
    assert(task !== undefined, `no task ${upid}`);
    return { status: task.exitstatus ?? "running", log: task.log };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.simulator.close();
  }
}

/** The header of a token. */
export function authorization(
  { logins }: Simulator,
  login: "full" | "auditor" | "operator" | "powerless" | "expired",
): Record<string, string> {
  return { Authorization: `PVEAPIToken=${logins[login].tokenId}=${logins[login].secret}` };
}

/** Anything JSON can hold; tests look into it and fail when it is not there. */
// deno-lint-ignore no-explicit-any -- answers are compared, not trusted: their shape is what the tests are about
export type Data = any;

/** The body of an answer as JSON. */
export function json(reply: Reply): Record<string, Data> {
  return JSON.parse(reply.text);
}

async function readReply(incoming: IncomingMessage): Promise<Reply> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const raw = new Uint8Array(await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer());
  const bytes = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  return {
    status: incoming.statusCode ?? 0,
    reason: incoming.statusMessage ?? "",
    headers: incoming.headers,
    text: new TextDecoder().decode(bytes),
  };
}
