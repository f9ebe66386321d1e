import { fileURLToPath } from "node:url";
import { z } from "zod";

const opening = z.object({ port: z.number(), caPem: z.string(), tokenId: z.string(), secret: z.string() });
const requestList = z.array(
  z.object({ method: z.string(), path: z.string(), params: z.record(z.string(), z.unknown()).default({}) }),
);

/** A request that the cluster has seen. */
export type SeenRequest = z.infer<typeof requestList>[number];

/** The request that answers for all nodes and guests. */
export const everything: SeenRequest = { method: "GET", path: "/cluster/resources", params: {} };

/** A simulated Proxmox VE cluster that runs in a child process, and the bare way to ask it. */
export class SimulatedCluster implements AsyncDisposable {
  /** The environment by which the server finds the cluster, with its rate limit off. */
  readonly env: Readonly<Record<string, string>>;
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #caFile: string;
  readonly #client: Deno.HttpClient;
  readonly #url: string;
  readonly #authorization: string;

  private constructor(
    child: Deno.ChildProcess,
    lines: ReadableStreamDefaultReader<string>,
    login: z.infer<typeof opening>,
    caFile: string,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.#writer = child.stdin.getWriter();
    this.#caFile = caFile;
    this.#client = Deno.createHttpClient({ caCerts: [login.caPem] });
    this.#url = `https://127.0.0.1:${login.port}/api2/extjs`;
    this.#authorization = `PVEAPIToken=${login.tokenId}=${login.secret}`;
    this.env = {
      PROXMOX_HOST: "127.0.0.1",
      PROXMOX_PORT: String(login.port),
      PROXMOX_CA_FILE: caFile,
      PROXMOX_API_TOKEN_ID: login.tokenId,
      PROXMOX_API_TOKEN_SECRET: login.secret,
      PROXMOX_RATE_LIMIT: "0",
      LOG_LEVEL: "error",
    };
  }

  /** Starts a cluster: `lab` with a dozen guests, or `large` with 5,000 on 50 nodes. */
  static async start(seed: "lab" | "large"): Promise<SimulatedCluster> {
    const script = fileURLToPath(new URL("cluster_process.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, seed],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(splitLines()).getReader();
    const login = opening.parse(JSON.parse((await lines.read()).value ?? ""));
    const caFile = await Deno.makeTempFile({ suffix: ".pem" });
    await Deno.writeTextFile(caFile, login.caPem);
    return new SimulatedCluster(child, lines, login, caFile);
  }

  /** The requests that came in since this was last asked. */
  async takeRequests(): Promise<readonly SeenRequest[]> {
    await this.#writer.write(new TextEncoder().encode("\n"));
    return requestList.parse(JSON.parse((await this.#lines.read()).value ?? ""));
  }

  /** Sends a request as plainly as it can be sent and parses the answer's JSON. */
  async fetch({ method, path, params }: SeenRequest): Promise<unknown> {
    const query = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
    const response = await fetch(`${this.#url}${path}${query.size > 0 ? `?${query}` : ""}`, {
      method,
      client: this.#client,
      headers: { authorization: this.#authorization },
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`);
    return await response.json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.#writer.close();
    await this.#child.status;
    await Deno.remove(this.#caFile);
  }
}

function splitLines(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) controller.enqueue(line);
    },
  });
}
