import { getLogger } from "@logtape/logtape";
import type { Client } from "ssh2";
import { ConnectionError } from "../wire/errors.ts";
import { pause } from "../wire/pause.ts";
import { abandonable } from "./abandonable.ts";
import { ended, execute, type StartedChannel, TooManyChannels } from "./channel.ts";
import { assertLength } from "./quote.ts";
import { Slots } from "./slots.ts";

/** How a {@linkcode KeptConnection} connects and how long it keeps what it has. */
export interface KeptConnectionOptions {
  /** `host:port`, for messages. */
  readonly address: string;
  /** Makes a connection and logs in. */
  readonly open: () => Promise<Client>;
  readonly maxChannels: number;
  /** Milliseconds without a channel after which the connection is closed; default five minutes. */
  readonly idle?: number;
}

/** An open channel on which a command runs. */
export interface OpenChannel {
  readonly started: StartedChannel;
  /** Gives the channel's place to the next in the queue; call it once the channel is closed. */
  release(): void;
}

const defaultIdle = 300_000;
/** Milliseconds before each further try of a connection that stood before: sshd may just be starting again. */
const reconnectDelays = [200, 400, 800, 1600];
/** Milliseconds before each further try to open a channel on a connection that takes no more. */
const reopenDelays = [20, 50, 100, 200, 400];
const logger = getLogger(["proxmox-mcp", "ssh"]);

/**
 * One connection to a host, made when it is first needed and kept: commands share it, each on a channel of its own.
 *
 * At most `maxChannels` are open at once, the others wait in line. A connection that broke is made again by the next
 * command, with growing pauses; one without channels is closed after a while.
 */
export class KeptConnection {
  readonly #options: KeptConnectionOptions;
  readonly #slots: Slots;
  #connecting: Promise<Client> | undefined;
  #isOpen = false;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #stoodBefore = false;
  #closed = false;
  #channels = 0;

  constructor(options: KeptConnectionOptions) {
    this.#options = options;
    this.#slots = new Slots(options.maxChannels);
  }

  /** `host:port`. */
  get address(): string {
    return this.#options.address;
  }

  /** Whether the connection stands at this moment. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Makes the connection when there is none; throws as {@linkcode openClient} does. */
  async connect(): Promise<void> {
    await this.#client();
    this.#watchIdle();
  }

  /**
   * Starts a command line on a channel of its own, as soon as one is free.
   *
   * `urgent` skips the line: for ending a command that holds a place itself. Nothing was started when this throws a
   * {@linkcode ConnectionError}, unless its fault is `reset`.
   */
  async start(
    line: string,
    options: { readonly signal?: AbortSignal | undefined; readonly urgent?: boolean } = {},
  ): Promise<OpenChannel> {
    assertLength(line);
    for (let urgent = options.urgent === true, tries = 0;; tries++) {
      const free = urgent ? () => {} : await this.#slots.take(options.signal);
      try {
        const started = await this.#open(line, options.signal);
        clearTimeout(this.#idleTimer);
        this.#channels++;
        return { started, release: this.#once(free) };
      } catch (error) {
        free();
        if (!(error instanceof TooManyChannels) || !(await this.#mayOpenLater(urgent, tries))) throw error;
        urgent &&= this.#channels < 2;
      }
    }
  }

  /**
   * Decides what to do when the server opens no further channel, after a pause: it counts one that was just closed a
   * moment longer. When others are still open then, it takes fewer than was configured; one place is kept free for
   * ending commands.
   */
  async #mayOpenLater(urgent: boolean, tries: number): Promise<boolean> {
    const delay = reopenDelays[tries];
    if (delay !== undefined) await pause(delay);
    if (this.#channels > 1) this.#slots.lower(this.#channels - 1);
    return delay !== undefined || (this.#channels > 0 && !urgent);
  }

  /** Cuts the connection off, so that the node ends what runs on it; the next command makes a new one. */
  drop(): void {
    const connecting = this.#connecting;
    this.#connecting = undefined;
    connecting?.then((client) => client.destroy(), () => {});
  }

  /** Ends the connection; commands that still run on it are cut off. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    const connecting = this.#connecting;
    this.#connecting = undefined;
    const client = await connecting?.catch(() => undefined);
    if (client !== undefined) await ended(client);
  }

  #once(free: () => void): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#channels--;
      free();
      this.#watchIdle();
    };
  }

  async #open(line: string, signal: AbortSignal | undefined): Promise<StartedChannel> {
    for (let kept = this.#connecting !== undefined;; kept = false) {
      const client = await abandonable(this.#client(), signal);
      try {
        return await execute(client, line, this.address);
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        this.#forget(client);
        // A kept connection may have died unnoticed; the command was not sent, so a new connection may carry it.
        if (!kept || error.fault !== "closed") throw error;
      }
    }
  }

  #client(): Promise<Client> {
    if (this.#closed) {
      return Promise.reject(
        new ConnectionError(`The SSH connection to ${this.address} was closed by this server.`, {
          fault: "closed",
          address: this.address,
        }),
      );
    }
    return this.#connecting ??= this.#connectAnew();
  }

  async #connectAnew(): Promise<Client> {
    try {
      const client = await this.#tryInTurn();
      this.#stoodBefore = true;
      this.#isOpen = true;
      client.once("close", () => {
        this.#isOpen = false;
        logger.debug("SSH connection to {address} ended", { address: this.address });
        this.#forget(client);
      });
      return client;
    } catch (error) {
      this.#connecting = undefined;
      throw error;
    }
  }

  async #tryInTurn(): Promise<Client> {
    for (const delay of this.#stoodBefore ? reconnectDelays : []) {
      try {
        return await this.#options.open();
      } catch (error) {
        if (this.#closed || !mayPass(error)) throw error;
        logger.debug("SSH connection to {address} fails, next try in {delay} ms", {
          address: this.address,
          delay,
        });
        await pause(delay);
      }
    }
    return await this.#options.open();
  }

  #forget(client: Client): void {
    const connecting = this.#connecting;
    connecting?.then((current) => {
      if (current === client && this.#connecting === connecting) this.#connecting = undefined;
    }, () => {});
    client.end();
  }

  #watchIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#channels > 0 || this.#closed) return;
    this.#idleTimer = setTimeout(() => {
      const connecting = this.#connecting;
      this.#connecting = undefined;
      connecting?.then((client) => client.end(), () => {});
    }, this.#options.idle ?? defaultIdle);
  }
}

/** Tells whether a fault may be gone a moment later: sshd restarts, or has too many waiting to log in. */
function mayPass(error: unknown): boolean {
  return error instanceof ConnectionError && ["refused", "reset", "closed"].includes(error.fault);
}
