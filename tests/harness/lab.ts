import assert from "node:assert/strict";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.ts";
import type { CallerLimits } from "../../src/policy/caller.ts";
import { type Environment, startCluster, type TestCluster } from "./cluster.ts";
import { type InProcess, serveInProcess } from "./in_process.ts";
import type { Arguments, CallOptions, ToolReply } from "./tool_client.ts";

/** How a lab is set up: options of the simulator, and settings on top of the server's own. */
export interface LabOptions extends SimulatorOptions {
  readonly settings?: Environment;
  /** Limits of the caller, where it is one of several. */
  readonly caller?: CallerLimits;
}

/** A simulated cluster and a server on it in this process, and the shortest ways to call a tool. */
export class Lab implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly server: InProcess;

  constructor(cluster: TestCluster, server: InProcess) {
    this.cluster = cluster;
    this.server = server;
  }

  get simulator(): Simulator {
    return this.cluster.simulator;
  }

  /** Calls a tool and returns whatever it answers. */
  call(tool: string, args?: Arguments, options?: CallOptions): Promise<ToolReply> {
    return this.server.call(tool, args, options);
  }

  /** Calls a tool that has to succeed and returns its text. */
  async text(tool: string, args?: Arguments, options?: CallOptions): Promise<string> {
    const { isError, text } = await this.call(tool, args, options);
    assert.equal(isError, false, `${tool} failed: ${text}`);
    return text;
  }

  /** Calls a tool that has to fail and returns what it says. */
  async failure(tool: string, args?: Arguments, options?: CallOptions): Promise<string> {
    const { isError, text } = await this.call(tool, args, options);
    assert.equal(isError, true, `${tool} succeeded: ${text}`);
    return text;
  }

  /** The newest task of the cluster. */
  get latestTask() {
    return this.simulator.cluster.state.tasks.at(-1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }
}

/** Starts a cluster and a server on it. */
export async function startLab({ settings = {}, caller, ...options }: LabOptions = {}): Promise<Lab> {
  const cluster = await startCluster(options);
  try {
    return new Lab(cluster, await serveInProcess({ ...cluster.environment, ...settings }, caller));
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}
