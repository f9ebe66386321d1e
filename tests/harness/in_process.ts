import { InMemoryTransport } from "@modelcontextprotocol/client";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { loadSettings } from "../../src/config/load.ts";
import type { CallerLimits } from "../../src/policy/caller.ts";
import { buildServer } from "../../src/server/build.ts";
import { Runtime } from "../../src/server/runtime.ts";
import { toolsetNames } from "../../src/tools/toolsets.ts";
import type { Environment } from "./cluster.ts";
import { connectModern, type ModernClient } from "./modern_client.ts";
import type { Arguments, CallOptions, ListedTool, ToolClient, ToolReply } from "./tool_client.ts";

/** A server in this very process with a client; only the pipe between the two is no real one. */
export class InProcess<Client extends ToolClient = ModernClient> implements ToolClient {
  readonly runtime: Runtime;
  readonly client: Client;
  readonly #stop: () => Promise<void>;

  constructor(runtime: Runtime, client: Client, stop: () => Promise<void>) {
    this.runtime = runtime;
    this.client = client;
    this.#stop = stop;
  }

  get protocolVersion(): string {
    return this.client.protocolVersion;
  }

  get instructions(): string | undefined {
    return this.client.instructions;
  }

  listTools(): Promise<readonly ListedTool[]> {
    return this.client.listTools();
  }

  call(tool: string, args?: Arguments, options?: CallOptions): Promise<ToolReply> {
    return this.client.call(tool, args, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.#stop();
    await this.runtime.close();
  }
}

/**
 * Starts a server in this process from an environment, as `serve` would, and connects a client of the 2026 era to it.
 *
 * @param caller the limits of the caller, where it is one of several over HTTP.
 */
export function serveInProcess(environment: Environment, caller?: CallerLimits): Promise<InProcess> {
  return serveTo(environment, connectModern, caller);
}

/** The same for any client. */
export async function serveTo<Client extends ToolClient>(
  environment: Environment,
  connect: (transport: InMemoryTransport) => Promise<Client>,
  caller?: CallerLimits,
): Promise<InProcess<Client>> {
  const runtime = await runtimeOf(environment);
  const policy = caller === undefined ? runtime.policy : runtime.policy.narrow(caller);
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const served = serveStdio(() => buildServer(runtime, { transport: "stdio", policy }), {
    transport: serverSide,
  });
  return new InProcess(runtime, await connect(clientSide), () => served.close());
}

/** What a server works with, made from an environment alone: no file is looked for. */
export async function runtimeOf(environment: Environment): Promise<Runtime> {
  const { settings } = await loadSettings({
    env: environment,
    cwd: "/nowhere",
    searchFiles: false,
    toolsets: toolsetNames,
  });
  return new Runtime(settings);
}
