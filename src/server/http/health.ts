import * as z from "zod";
import { getLogger } from "@logtape/logtape";
import { explain } from "../../text/explained.ts";
import { version } from "../../version.ts";
import type { Runtime } from "../runtime.ts";

/** Milliseconds for which it is believed that Proxmox answers, or does not. */
const belief = 10_000;

/** Milliseconds in which Proxmox has to answer to count as reachable. */
const patience = 5_000;

/** The answer of `/health`. */
export interface HealthReport {
  readonly status: "healthy";
  readonly service: "proxmox-mcp";
  readonly version: string;
  /** Whether every cluster's API answered when it was last asked; false until then. */
  readonly api_reachable: boolean;
  /** Whether an SSH connection stands. */
  readonly ssh_connected: boolean;
}

/** How the process is, and how Proxmox was when it was last asked. */
export class Health {
  readonly #runtime: Runtime;
  readonly #asking = new AbortController();
  #reachable = false;
  #askedAt = -Infinity;
  #question: Promise<void> | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** What is known at this moment. Proxmox is asked anew behind the answer's back, so that no answer waits for it. */
  report(): HealthReport {
    this.#ask();
    return {
      status: "healthy",
      service: "proxmox-mcp",
      version,
      api_reachable: this.#reachable,
      ssh_connected: this.#runtime.openClusters.some(({ sshConnections }) => sshConnections > 0),
    };
  }

  /** Ends a question to Proxmox that is on its way. */
  async close(): Promise<void> {
    this.#asking.abort();
    await this.#question;
  }

  #ask(): void {
    const now = performance.now();
    if (this.#question !== undefined || now - this.#askedAt < belief || this.#asking.signal.aborted) return;
    this.#askedAt = now;
    this.#question = this.#askAll().finally(() => this.#question = undefined);
  }

  async #askAll(): Promise<void> {
    const answers = await Promise.all(this.#runtime.clusterNames.map((name) => this.#answers(name)));
    this.#reachable = answers.every((answered) => answered);
  }

  async #answers(name: string): Promise<boolean> {
    try {
      const cluster = await this.#runtime.cluster(name);
      const call = { tool: "health", access: "read", confirmed: false } as const;
      const view = cluster?.view(this.#runtime.policy, call, this.#asking.signal);
      await view?.connection.get("/version", z.unknown(), undefined, { unpaced: true, timeout: patience });
      return view !== undefined;
    } catch (error) {
      getLogger(["proxmox-mcp", "http"]).debug("{cluster} does not answer: {reason}", {
        cluster: name,
        reason: explain(error),
      });
      return false;
    }
  }
}
