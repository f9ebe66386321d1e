import type { ServerResponse } from "node:http";
import { APIDOC_PATH } from "../../src/simulator/api/apidoc.ts";
import { type Environment, quietSettings, temporaryDirectory } from "../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../harness/in_process.ts";
import { apidocOf } from "../proxmox/api_schema/shared_schema.ts";
import { type SeenRequest, startServer, succeed, type TestServer, tokenAuth } from "../rest/server.ts";
import type { SchemaRelease } from "./release_schema.ts";

/** A virtual machine and a container, which paths name. */
export const guests = { qemu: 100, lxc: 101 } as const;

/** What the server must know before it sends anything that could be harmful. */
const known: Readonly<Record<string, unknown>> = {
  "/cluster/resources": [
    ...["pve1", "pve2"].map((node) => ({ type: "node", node, id: `node/${node}`, status: "online" })),
    ...Object.entries(guests).map(([type, vmid]) => ({
      ...{ type, vmid, id: `${type}/${vmid}`, node: "pve1", name: `guest-${vmid}`, status: "stopped" },
    })),
    { type: "storage", storage: "local", node: "pve1", id: "storage/pve1/local", status: "available" },
  ],
  "/cluster/status": [
    { type: "cluster", id: "cluster", name: "meadow", quorate: 1, nodes: 2, version: 1 },
    ...["pve1", "pve2"].map((name) => ({ type: "node", id: `node/${name}`, name, online: 1 })),
  ],
};

/** A node that has every method of a release, does nothing, and says that all went well; with a server on it. */
export class WholeApi implements AsyncDisposable {
  readonly server: InProcess;
  readonly #node: TestServer;
  readonly #directory: string;

  constructor(server: InProcess, node: TestServer, directory: string) {
    this.server = server;
    this.#node = node;
    this.#directory = directory;
  }

  /** Starts both, the server with these settings. */
  static async start(release: SchemaRelease, settings: Environment = {}): Promise<WholeApi> {
    const apidoc = await apidocOf(release);
    const node = await startServer((request, response) => answer(release, apidoc, request, response));
    const directory = await temporaryDirectory();
    const server = await serveInProcess({
      ...quietSettings(directory),
      PROXMOX_HOST: "127.0.0.1",
      PROXMOX_PORT: String(node.port),
      PROXMOX_FINGERPRINT: node.certificate.fingerprint,
      PROXMOX_API_TOKEN_ID: tokenAuth.id,
      PROXMOX_API_TOKEN_SECRET: tokenAuth.secret,
      ...settings,
    });
    return new WholeApi(server, node, directory);
  }

  /** How often a request has come in. */
  countRequests(method: string, path: string): number {
    return this.#node.requests.filter((request) => request.method === method && pathOf(request) === path)
      .length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#node[Symbol.asyncDispose]();
    await Deno.remove(this.#directory, { recursive: true });
  }
}

function pathOf({ url }: SeenRequest): string {
  return decodeURIComponent(new URL(url, "https://pve").pathname).replace(/^\/api2\/extjs/, "");
}

function answer(
  release: SchemaRelease,
  apidoc: string,
  request: SeenRequest,
  response: ServerResponse,
): void {
  const path = pathOf(request);
  if (path === APIDOC_PATH) {
    response.writeHead(200, { "content-type": "application/javascript" }).end(apidoc);
  } else if (path === "/version") {
    succeed(response, { version: `${release}.1`, release, repoid: "0123456789abcdef" });
  } else if (request.method === "GET" && /\/(?:qemu|lxc)\/\d+\/config$/.test(path)) {
    succeed(response, { digest: "0".repeat(40), name: "guest" });
  } else if (request.method === "GET" && /\/(?:qemu|lxc)\/\d+\/status\/current$/.test(path)) {
    succeed(response, { vmid: path.split("/").at(-3), status: "stopped" });
  } else if (request.method === "GET") {
    succeed(response, known[path] ?? []);
  } else {
    succeed(response, null);
  }
}
