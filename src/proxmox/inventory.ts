import { ExplainedError } from "../text/explained.ts";
import type { Wire } from "../wire/wire.ts";
import { abandonOn } from "./abandon.ts";
import { Connection } from "./connection.ts";
import { type Guest, readResources, type Resources } from "./resources.ts";

/** No guest with this vmid is visible to the login. */
export class UnknownGuestError extends ExplainedError {
  override readonly name = "UnknownGuestError";
}

/**
 * Knows where each guest of a cluster is: one `GET /cluster/resources` answers for all nodes.
 *
 * The answer is kept for a moment and shared by concurrent calls. Rows lag by up to ten seconds in Proxmox itself, but
 * `node` and `lock` are current at once; who needs the state asks `status/current`.
 */
export class Inventory {
  readonly #connection: Connection;
  readonly #maxAge: number;
  #latest: { readonly at: number; readonly resources: Promise<Resources> } | undefined;

  /** @param maxAge milliseconds for which an answer is used again. */
  constructor(wire: Wire, maxAge = 3000) {
    this.#connection = new Connection(wire);
    this.#maxAge = maxAge;
  }

  /**
   * Everything in the cluster, at most `maxAge` old, or asked anew with `fresh`.
   *
   * The request is shared by all who wait for it, so that one caller's abort ends only that caller's waiting.
   */
  resources(
    options: { readonly fresh?: boolean; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Resources> {
    const now = performance.now();
    if (this.#latest === undefined || options.fresh === true || now - this.#latest.at > this.#maxAge) {
      const resources = this.#ask();
      const latest = { at: now, resources };
      this.#latest = latest;
      resources.catch(() => {
        if (this.#latest === latest) this.#latest = undefined;
      });
    }
    return abandonOn(this.#latest.resources, options.signal);
  }

  /**
   * Finds a guest by its vmid, which is unique in a cluster; looked up anew when the kept answer does not have it.
   *
   * @throws {UnknownGuestError} when the cluster, as far as the login sees it, has no such guest.
   */
  async guest(
    vmid: number,
    options: { readonly fresh?: boolean; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Guest> {
    const kept = this.#latest;
    const known = find(await this.resources(options), vmid);
    if (known !== undefined) return known;
    // Only an answer that was already there when we came may be too old to have the guest.
    const renewed = this.#latest === kept
      ? find(await this.resources({ ...options, fresh: true }), vmid)
      : undefined;
    if (renewed !== undefined) return renewed;
    throw new UnknownGuestError(`No guest with vmid ${vmid} is visible.`, {
      remedy: "proxmox_guest_find lists the guests. If it exists in Proxmox, the login lacks VM.Audit on " +
        `/vms/${vmid} or its pool.`,
    });
  }

  /** Forgets what is known, for example after a guest was created, moved or removed. */
  forget(): void {
    this.#latest = undefined;
  }

  async #ask(): Promise<Resources> {
    const answer = await this.#connection.request("GET", "/cluster/resources");
    return readResources(answer.data);
  }
}

function find(resources: Resources, vmid: number): Guest | undefined {
  return resources.guests.find((guest) => guest.vmid === vmid);
}
