import type { Viewer } from "./rfb_server.ts";

/** Milliseconds for which an opened console waits for its viewer, whatever the speed of the cluster's clock. */
const patience = 10_000;

/** The ports that consoles listen on, one each. */
const firstPort = 5900;
const lastPort = 5999;

/** A console that has been opened and waits for a viewer, or shows itself to one. */
export interface Console {
  readonly vmid: number;
  readonly ticket: string;
  /** Shows it; resolves when the viewer has gone. */
  readonly show: (viewer: Viewer) => Promise<void>;
}

/** The consoles of a cluster that are open, by port. */
export class Consoles {
  readonly #open = new Map<number, { readonly console: Console; readonly until: number }>();

  /** Lets a console listen on a free port, and answers with the port. */
  open(console: Console): number {
    const now = Date.now();
    for (const [port, { until }] of this.#open) if (until <= now) this.#open.delete(port);
    for (let port = firstPort; port <= lastPort; port++) {
      if (this.#open.has(port)) continue;
      this.#open.set(port, { console, until: now + patience });
      return port;
    }
    throw new Error("Every port for consoles is in use.");
  }

  /** The console that waits on a port; undefined when there is none, or no longer. */
  at(port: number): Console | undefined {
    const found = this.#open.get(port);
    return found === undefined || found.until <= Date.now() ? undefined : found.console;
  }

  /** The console on a port for its one viewer: nobody else can have it afterwards. */
  take(port: number): Console | undefined {
    const console = this.at(port);
    this.#open.delete(port);
    return console;
  }
}
