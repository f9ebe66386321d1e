import * as z from "zod";
import type { ClusterSettings } from "../../config/settings.ts";
import type { Policy } from "../../policy/policy.ts";
import { Cluster } from "../../proxmox/cluster.ts";
import type { Connection } from "../../proxmox/connection.ts";

const version = z.object({ version: z.string() });

/**
 * The REST API of a cluster by itself: with SSH configured too, the tools would go that way round a fault unnoticed.
 *
 * The first request is made once, however many checks read something out of how it went.
 */
export class ApiVisit {
  readonly cluster: ClusterSettings;
  readonly connection: Connection;
  readonly #kept: Cluster;
  #first: Promise<{ readonly error: unknown } | undefined> | undefined;

  constructor(cluster: ClusterSettings, policy: Policy) {
    this.cluster = cluster;
    // Whoever waits for a diagnosis is not helped by a second try that fails like the first.
    this.#kept = new Cluster({ ...cluster, transport: "api", retryAttempts: 0 }, policy);
    this.connection =
      this.#kept.view(policy, { tool: "doctor", access: "read", confirmed: false }).connection;
  }

  /** How the first request failed; undefined when it did not. */
  firstFault(): Promise<{ readonly error: unknown } | undefined> {
    return this.#first ??= this.request().then(() => undefined, (error: unknown) => ({ error }));
  }

  /** Makes the cheapest request that needs a login. Source: `GET /version`. */
  async request(): Promise<void> {
    await this.connection.get("/version", version, undefined, { unpaced: true });
  }

  /** Ends kept connections. */
  close(): Promise<void> {
    return this.#kept.close();
  }
}
