/** A door on the loopback address in front of a server: shut, it refuses connections and cuts those that stand. */
export class Door implements AsyncDisposable {
  readonly port: number;
  readonly #target: Deno.ConnectOptions;
  readonly #open = new Set<Deno.Conn>();
  #listener: Deno.Listener | undefined;

  /** @param port where the server behind it listens. */
  constructor(hostname: string, port: number) {
    this.#target = { hostname, port };
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.transport === "tcp" ? this.#listener.addr.port : 0;
    void this.#serve(this.#listener);
  }

  /** Lets nobody in any more and throws everybody out. */
  shut(): void {
    this.#listener?.close();
    this.#listener = undefined;
    for (const connection of this.#open) closeQuietly(connection);
    this.#open.clear();
  }

  /** Lets connections in again, on the same port. */
  unlock(): void {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
    void this.#serve(this.#listener);
  }

  async #serve(listener: Deno.Listener): Promise<void> {
    try {
      for await (const client of listener) void this.#pass(client);
    } catch {
      // The door was shut while somebody knocked.
    }
  }

  async #pass(client: Deno.Conn): Promise<void> {
    this.#open.add(client);
    try {
      const server = await Deno.connect(this.#target);
      this.#open.add(server);
      await Promise.all([client.readable.pipeTo(server.writable), server.readable.pipeTo(client.writable)]);
    } catch {
      // One of the two has gone.
    } finally {
      closeQuietly(client);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.shut();
    return Promise.resolve();
  }
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
