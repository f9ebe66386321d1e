import https from "node:https";
import type { ServerResponse } from "node:http";
import { bytesAsText, textAsBytes } from "../../../src/proxmox/guest_agent.ts";
import { type Environment, startCluster, type TestCluster } from "../../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../../harness/in_process.ts";
import { bare, fail, type SeenRequest, startServer, succeed, type TestServer } from "../../rest/server.ts";

/** The VM whose agent truly runs programs, here on this machine. */
export const vmid = 101;

interface Running {
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<void>;
  answer: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A simulated cluster behind an HTTPS server of its own that answers for the guest agent: programs truly run, and what
 * goes in and comes out has the form that was recorded (16, 17).
 */
export class AgentLab implements AsyncDisposable {
  readonly cluster: TestCluster;
  /** Programs that were started, oldest first. */
  readonly started: (readonly string[])[] = [];
  /** What the agent refuses to start, in its own words. */
  refusal: string | undefined;
  /** Programs at whose start the connection breaks. */
  breaksAt: (argv: readonly string[]) => boolean = () => false;
  /** A program that was started is told here; the agent answers when this is over. */
  onStart: (argv: readonly string[]) => void | Promise<void> = () => {};
  /** Somebody asks how a program stands. */
  onLook: () => void = () => {};
  #stuck = false;
  #server: TestServer | undefined;
  #client: InProcess | undefined;
  readonly #running = new Map<number, Running>();

  constructor(cluster: TestCluster) {
    this.cluster = cluster;
  }

  /** Directory that is the VM's and, as `local`, the server's. */
  get directory(): string {
    return this.cluster.directory;
  }

  get server(): InProcess {
    if (this.#client === undefined) throw new Error("the lab was not started");
    return this.#client;
  }

  async start(settings: Environment): Promise<void> {
    const server = await startServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    this.#client = await serveInProcess({
      ...this.cluster.environment,
      I_ACCEPT_RISKS: "true",
      PROXMOX_FILES_ROOT: this.directory,
      PROXMOX_PORT: String(server.port),
      PROXMOX_FINGERPRINT: server.certificate.fingerprint,
      ...settings,
    });
  }

  /** Waits until every program that was started has ended. */
  async allEnded(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.[Symbol.asyncDispose]();
    await this.#server?.[Symbol.asyncDispose]();
    for (const { child, ended, answer } of this.#running.values()) {
      if (answer === undefined) child.kill("SIGKILL");
      await ended;
    }
    await this.cluster[Symbol.asyncDispose]();
  }

  async #answer(request: SeenRequest, response: ServerResponse): Promise<void> {
    const url = new URL(request.url, "https://pve");
    const command = /\/agent\/(exec|exec-status|file-read)$/.exec(url.pathname)?.[1];
    try {
      if (command === undefined) return await this.#pass(request, response);
      const refused = await this.#refused(url);
      if (refused !== undefined) return fail(response, 500, refused);
      if (command === "exec") return await this.#exec(new URLSearchParams(request.body), response);
      if (command === "exec-status") return this.#status(Number(url.searchParams.get("pid")), response);
      if (this.cluster.simulator.cluster.release === "8.4") {
        const unknown =
          "property is not defined in schema and the schema does not allow additional properties";
        return fail(response, 400, "Parameter verification failed.", { offset: unknown });
      }
      await this.#read(url.searchParams, response);
    } catch (error) {
      fail(response, 500, `Agent error: ${error}`);
    }
  }

  /** The simulator knows when an agent does not answer; one that was hung does not either. */
  async #refused(url: URL): Promise<string | undefined> {
    if (this.#stuck) return "QEMU guest agent is not running";
    const path = url.pathname.replace("/api2/extjs", "").replace(/[^/]+$/, "info");
    const { simulator } = this.cluster;
    const { tokenId, secret } = simulator.logins.full;
    const answer = await fetchJson(simulator.port, `/api2/extjs${path}`, `PVEAPIToken=${tokenId}=${secret}`);
    return answer.success === 1 ? undefined : answer.message?.trim();
  }

  async #exec(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const argv = form.getAll("command");
    const input = form.get("input-data");
    if (this.refusal !== undefined) return fail(response, 500, this.refusal);
    if (this.breaksAt(argv)) return void response.socket?.destroy();
    if (argv.some(hangs)) return this.#hang(response);
    if (input !== null && input.length > 65_536) {
      return fail(response, 400, "Parameter verification failed.", {
        "input-data": "value may only be 65536 characters long",
      });
    }
    const [program = "", ...args] = argv;
    let child: Deno.ChildProcess;
    try {
      child = new Deno.Command(program, {
        args,
        cwd: "/",
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch {
      return bare(response, 596, "Broken pipe");
    }
    const running: Running = { child, answer: undefined, ended: this.#finish(child, input ?? "") };
    this.#running.set(child.pid, running);
    this.started.push(argv);
    await this.onStart(argv);
    succeed(response, { pid: child.pid });
  }

  async #finish(child: Deno.ChildProcess, input: string): Promise<void> {
    const writer = child.stdin.getWriter();
    const fed = writer.write(textAsBytes(input)).then(() => writer.close()).catch(() => undefined);
    const [out, err, status] = await Promise.all([
      new Response(child.stdout).bytes(),
      new Response(child.stderr).bytes(),
      child.status,
    ]);
    await fed;
    const running = this.#running.get(child.pid);
    if (running === undefined) return;
    running.answer = {
      exited: 1,
      ...(status.signal === null ? { exitcode: status.code } : { signal: status.code - 128 }),
      ...(out.length === 0 ? {} : { "out-data": bytesAsText(out), "out-truncated": 0 }),
      ...(err.length === 0 ? {} : { "err-data": bytesAsText(err), "err-truncated": 0 }),
    };
  }

  #status(pid: number, response: ServerResponse): void {
    this.onLook();
    const running = this.#running.get(pid);
    if (running === undefined) return fail(response, 500, "Agent error: PID ld does not exist");
    if (running.answer === undefined) return succeed(response, { exited: 0 });
    this.#running.delete(pid);
    succeed(response, running.answer);
  }

  async #read(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const path = query.get("file") ?? "";
    if (hangs(path)) return this.#hang(response);
    using file = await Deno.open(path);
    await file.seek(Number(query.get("offset")), Deno.SeekMode.Start);
    const part = new Uint8Array(Number(query.get("count")));
    let filled = 0;
    for (let read = 1; read > 0 && filled < part.length; filled += read) {
      read = await file.read(part.subarray(filled)) ?? 0;
    }
    succeed(response, { content: part.subarray(0, filled).toBase64(), "bytes-read": filled });
  }

  #hang(response: ServerResponse): void {
    this.#stuck = true;
    fail(response, 500, `VM ${vmid} qga command 'guest-exec' failed - got timeout`);
  }

  /** Lets the simulator answer. */
  async #pass(request: SeenRequest, response: ServerResponse): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { host: _, ...headers } = request.headers;
    const onward = https.request({
      ...{ host: "127.0.0.1", port: this.cluster.simulator.port, path: request.url, method: request.method },
      ...{ headers, rejectUnauthorized: false, agent: false },
    }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.statusMessage ?? "", answer.headers);
      answer.pipe(response);
      answer.on("end", resolve);
    });
    onward.on("error", reject);
    onward.end(request.body === "" ? undefined : request.body);
    await promise;
  }
}

/** Starts the lab; options as of the simulator, settings on top of the server's. */
export async function startAgentLab(
  { settings = {}, version }: { readonly settings?: Environment; readonly version?: "8.4" } = {},
): Promise<AgentLab> {
  const lab = new AgentLab(await startCluster(version === undefined ? {} : { version }));
  try {
    await lab.start(settings);
    return lab;
  } catch (error) {
    await lab[Symbol.asyncDispose]();
    throw error;
  }
}

/** The agent counts characters and is sent bytes: two more of these than of those, and it waits for ever. */
function hangs(text: string): boolean {
  return new TextEncoder().encode(text).length - text.length >= 2;
}

interface Brief {
  readonly success?: number;
  readonly message?: string;
}

async function fetchJson(port: number, path: string, authorization: string): Promise<Brief> {
  const { promise, resolve, reject } = Promise.withResolvers<Brief>();
  https.get({
    ...{ host: "127.0.0.1", port, path, headers: { authorization } },
    ...{ rejectUnauthorized: false, agent: false },
  }, (answer) => {
    let text = "";
    answer.on("data", (chunk) => text += chunk);
    answer.on("end", () => resolve(JSON.parse(text)));
  }).on("error", reject);
  return await promise;
}
