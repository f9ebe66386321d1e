const encoder = new TextEncoder();

/** A bare TCP connection to a server, over which a test says whatever it likes. */
export class RawConnection implements Disposable {
  /** Everything the server said, once it has closed the connection or {@linkcode RawConnection.close} was called. */
  readonly ended: Promise<string>;
  readonly #connection: Deno.TcpConn;
  #open = true;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.ended = this.#read();
  }

  /** Whether the server has not closed the connection. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Says something; false when the server no longer listens. */
  async say(text: string): Promise<boolean> {
    const bytes = encoder.encode(text);
    try {
      for (let written = 0; written < bytes.length;) {
        written += await this.#connection.write(bytes.subarray(written));
      }
      return true;
    } catch {
      return false;
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // The reader has closed it when the server did.
    }
  }

  async #read(): Promise<string> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    let said = "";
    try {
      for (let count = await this.#connection.read(buffer); count !== null;) {
        said += decoder.decode(buffer.subarray(0, count), { stream: true });
        count = await this.#connection.read(buffer);
      }
    } catch {
      // A reset ends a connection as well as a proper close.
    }
    this.#open = false;
    this[Symbol.dispose]();
    return said;
  }
}

/** Connects to a port of this machine. */
export async function connectRaw(port: number): Promise<RawConnection> {
  return new RawConnection(await Deno.connect({ hostname: "127.0.0.1", port }));
}

/** Says one thing and returns what the server answered until it closed the connection. */
export async function exchangeRaw(port: number, text: string): Promise<string> {
  using connection = await connectRaw(port);
  await connection.say(text);
  return await connection.ended;
}

/** The status that an answer begins with; 0 where there was none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** Headers as lines of a request. */
export function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
}
