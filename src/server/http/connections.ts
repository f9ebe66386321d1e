import type { Socket } from "node:net";

/**
 * The open connections, at most a given number: when one more comes, the one that has been idle longest makes room, and
 * when none is idle the newcomer is turned away.
 *
 * Hence a crowd of silent connections cannot keep anybody out who has something to ask.
 */
export class Connections {
  readonly #most: number;
  /** Connections without a request, the one that has been idle longest first. */
  readonly #idle = new Map<string, Socket>();
  readonly #busy = new Map<string, Socket>();

  /** @param most connections open at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many connections are open. */
  get size(): number {
    return this.#idle.size + this.#busy.size;
  }

  /** Takes in a connection that was just opened, before TLS. */
  add(socket: Socket): void {
    const key = keyOf(socket);
    if (this.size >= this.#most) {
      const [longest] = this.#idle;
      if (longest === undefined) return void socket.destroy();
      this.#idle.delete(longest[0]);
      longest[1].destroy();
    }
    this.#idle.set(key, socket);
    socket.once("close", () => {
      if (this.#idle.get(key) === socket) this.#idle.delete(key);
      if (this.#busy.get(key) === socket) this.#busy.delete(key);
    });
  }

  /**
   * Notes that a request came in on a connection; with TLS, `socket` is the encrypted one on top of it. What comes back
   * notes that the request was answered.
   */
  begin(socket: Socket): () => void {
    const key = keyOf(socket);
    move(key, this.#idle, this.#busy);
    return () => move(key, this.#busy, this.#idle);
  }
}

function move(key: string, from: Map<string, Socket>, to: Map<string, Socket>): void {
  const socket = from.get(key);
  if (socket === undefined) return;
  from.delete(key);
  to.set(key, socket);
}

function keyOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
