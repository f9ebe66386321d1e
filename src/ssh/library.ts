import crypto, { type Cipheriv, type Decipheriv } from "node:crypto";

/** The parts of ssh2 that this room uses. */
export type Ssh2 = typeof import("ssh2");

let loading: Promise<Ssh2> | undefined;

/**
 * Loads ssh2 when it is first needed, for it takes part of a start that most servers do without.
 *
 * @returns the library; the same one every time.
 */
export function loadSsh2(): Promise<Ssh2> {
  return loading ??= load();
}

type Make<Made> = (algorithm: string, ...rest: readonly unknown[]) => Made;

/**
 * Deno frees a cipher when its `final` is called and never otherwise (seen with 2.9.6: 275 bytes stay of each). For
 * chacha20-poly1305, ssh2 makes three ciphers for every packet, uses each once and leaves it, so the ciphers it gets are
 * finished with their one update. They are handed to it while it loads, and to nobody else.
 */
async function load(): Promise<Ssh2> {
  const { createCipheriv, createDecipheriv } = crypto;
  Object.assign(crypto, {
    createCipheriv: finishing(createCipheriv as Make<Cipheriv>),
    createDecipheriv: finishing(createDecipheriv as Make<Decipheriv>),
  });
  try {
    return (await import("ssh2")).default;
  } finally {
    Object.assign(crypto, { createCipheriv, createDecipheriv });
  }
}

function finishing<Made extends Cipheriv | Decipheriv>(make: Make<Made>): Make<Made | OneUpdate> {
  return (algorithm, ...rest) => {
    const cipher = make(algorithm, ...rest);
    return algorithm === "chacha20" ? new OneUpdate(cipher) : cipher;
  };
}

/** A cipher that is used for one piece and then gone. */
class OneUpdate {
  readonly #cipher: Cipheriv | Decipheriv;

  constructor(cipher: Cipheriv | Decipheriv) {
    this.#cipher = cipher;
  }

  update(data: Uint8Array): Uint8Array {
    const result = this.#cipher.update(data);
    this.#cipher.final();
    return result;
  }
}
