import { Agent, request } from "node:https";
import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Simulator } from "../../../src/simulator/simulator.ts";
import type { Answer } from "./compare.ts";
import type { Exchange } from "./recording.ts";

/** Secrets of the recorded lab's accounts. */
export interface LabAccounts {
  /** By `user@realm!name`. */
  readonly tokens: Readonly<Record<string, string>>;
  /** By user. */
  readonly passwords: Readonly<Record<string, string>>;
}

/** Asks a simulator what was asked in a recording, with its own tickets, secrets and task ids in place of the old ones. */
export class Replay implements AsyncDisposable {
  readonly #simulator: Simulator;
  readonly #accounts: LabAccounts;
  readonly #ports = new Map<string, number>();
  readonly #agent: Agent;
  readonly #upids = new Map<string, string>();
  readonly #pids = new Map<string, string>();
  readonly #tickets = new Map<string, { readonly ticket: string; readonly csrf: string }>();

  constructor(simulator: Simulator, accounts: LabAccounts) {
    this.#simulator = simulator;
    this.#accounts = accounts;
    this.#agent = new Agent({ keepAlive: true, ca: simulator.caPem });
  }

  /** Sends the request of a recording and answers with what came back. */
  async send({ name, request: recorded, response }: Exchange): Promise<Answer> {
    const headers = await this.#headers(recorded);
    const isQuery = recorded.method === "GET" || recorded.method === "DELETE";
    const form = encodeForm(this.#translate(recorded.params ?? {}));
    const given = this.#translatePath(recorded.path);
    const path = isQuery && form !== "" ? `${given}${given.includes("?") ? "&" : "?"}${form}` : given;
    const body = completeUpload(recorded.raw_body) ?? (isQuery ? "" : form);
    const type = name === "content-type text" ? "text/plain" : contentType(recorded.raw_body);
    if (body !== "" || type === "application/json") headers["Content-Type"] ??= type;
    const answer = await this.#exchange(await this.#port(recorded.via), recorded.method, path, headers, body);
    this.#learn(dataOf(response.body), dataOf(answer.body));
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }

  async #port(via: string | undefined): Promise<number> {
    const node = via ?? "pve";
    if (node === "pve") return this.#simulator.port;
    const known = this.#ports.get(node) ?? (await this.#simulator.open(node)).port;
    this.#ports.set(node, known);
    return known;
  }

  /** The recorded headers are cut short: whose they were is in the name of the account. */
  async #headers(recorded: Exchange["request"]): Promise<Record<string, string>> {
    const headers: Record<string, string> = { ...recorded.headers };
    const [kind = "", account = ""] = (recorded.auth ?? "").split(/[: ]/);
    if (kind === "token") {
      headers["Authorization"] = `PVEAPIToken=${account}=${this.#accounts.tokens[account]}`;
    }
    if (kind === "ticket") {
      const { ticket, csrf } = await this.#login(account.includes("@") ? account : "root@pam");
      headers["Cookie"] = `PVEAuthCookie=${encodeURIComponent(ticket)}`;
      const given = recorded.headers?.["CSRFPreventionToken"];
      if (given?.startsWith("AAAA") === false || !account.includes("@")) {
        headers["CSRFPreventionToken"] = csrf;
      }
    }
    for (const name of ["Cookie", "Authorization"]) {
      const value = headers[name];
      if (value?.endsWith("...") === true) headers[name] = await this.#restore(value);
    }
    return headers;
  }

  async #restore(value: string): Promise<string> {
    const token = /PVEAPIToken[= ]([^=]+)=(?!0000)/.exec(value)?.[1];
    const secret = token === undefined ? undefined : this.#accounts.tokens[token];
    if (secret !== undefined) return value.replace(/=[^=]*$/, `=${secret}`);
    if (!value.includes("PVEAuthCookie=PVE:alice@pve:6B")) return value;
    return `PVEAuthCookie=${(await this.#login("alice@pve")).ticket}`;
  }

  async #login(username: string): Promise<{ readonly ticket: string; readonly csrf: string }> {
    const known = this.#tickets.get(username);
    if (known !== undefined) return known;
    const params = { username, password: this.#accounts.passwords[username] };
    const { data } = await this.#simulator.call({ method: "POST", path: "/access/ticket", params });
    const { ticket, CSRFPreventionToken: csrf } = Object(data);
    this.#tickets.set(username, { ticket, csrf });
    return { ticket, csrf };
  }

  /** Remembers which of the simulator's task and process ids stands for which recorded one. */
  #learn(recorded: unknown, simulated: unknown): void {
    if (typeof recorded === "string" && recorded.startsWith("UPID:") && typeof simulated === "string") {
      this.#upids.set(recorded, simulated);
    }
    const [one, other] = [Object(recorded)["pid"], Object(simulated)["pid"]];
    if (one !== undefined && other !== undefined) this.#pids.set(String(one), String(other));
  }

  #translatePath(path: string): string {
    return path.replace(/UPID[^/?]*/, (upid) => {
      const known = this.#upids.get(decodeURIComponent(upid));
      return known === undefined ? upid : encodeURIComponent(known);
    });
  }

  #translate(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const entries = Object.entries(params).map(([key, value]) => [key, unfold(value)]);
    const result: Record<string, unknown> = Object.fromEntries(entries);
    if (result["pid"] !== undefined) result["pid"] = this.#pids.get(String(result["pid"])) ?? result["pid"];
    if (String(result["password"]).startsWith("PVE:")) {
      result["password"] = this.#tickets.get(String(result["username"]))?.ticket ?? result["password"];
    }
    return result;
  }

  #exchange(
    port: number,
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Answer> {
    const bytes = new TextEncoder().encode(body);
    const length = bytes.length > 0 ? { "Content-Length": String(bytes.length) } : {};
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const options = {
      host: "127.0.0.1",
      port,
      method,
      path,
      agent: this.#agent,
      headers: { ...headers, ...length },
    };
    const outgoing = request(options, (incoming) => readAnswer(incoming).then(resolve, reject));
    outgoing.on("error", reject);
    outgoing.end(bytes);
    return promise;
  }
}

async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const raw = new Uint8Array(await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer());
  const bytes = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  const text = new TextDecoder().decode(bytes);
  const isJson = (incoming.headers["content-type"] ?? "").startsWith("application/json");
  return {
    status: incoming.statusCode ?? 0,
    reason: incoming.statusMessage ?? "",
    body: isJson ? JSON.parse(text) : null,
  };
}

function encodeForm(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      `${encodeURIComponent(key)}=${encodeURIComponent(String(one))}`
    )
  ).join("&");
}

/** Files were written down only in part; all of them were zeros, and of this length. */
function completeUpload(body: string | undefined): string | undefined {
  if (body === undefined || !body.startsWith("------lab123") || body.endsWith("--\r\n")) return body;
  return `${body.replace(/\0+$/, "")}${"\0".repeat(40000)}\r\n------lab123--\r\n`;
}

/** What the lab's script sent is not in the recordings, but follows from the body. */
function contentType(body: string | undefined): string {
  if (body?.startsWith("------lab123") === true) return "multipart/form-data; boundary=----lab123";
  return body === "" || /^[{[]/.test(body ?? "") ? "application/json" : "application/x-www-form-urlencoded";
}

/** Long values were written down as `x*600000`. */
function unfold(value: unknown): unknown {
  const match = typeof value === "string" ? /^(.) ?\* ?(\d+)$/.exec(value) : null;
  return match === null ? value : (match[1] ?? "").repeat(Number(match[2]));
}

function dataOf(body: unknown): unknown {
  return Object(body)["data"];
}
