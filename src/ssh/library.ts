import type { InboundConfig, OutboundConfig } from "./cipher/packet_cipher.ts";

/** The parts of ssh2 that this room uses. */
export type Ssh2 = typeof import("ssh2");

/** What ssh2 makes its ciphers with, as far as it matters here. */
interface CipherMakers {
  createCipher(config: OutboundConfig): unknown;
  createDecipher(config: InboundConfig): unknown;
}

let loading: Promise<Ssh2> | undefined;

/**
 * Loads ssh2 when it is first needed, for it takes part of a start that most servers do without.
 *
 * @returns the library; the same one every time.
 */
export function loadSsh2(): Promise<Ssh2> {
  return loading ??= load();
}

async function load(): Promise<Ssh2> {
  await exchangeCiphers();
  return (await import("ssh2")).default;
}

/**
 * Gives ssh2 this room's chacha20-poly1305, which moves twice as much as its own. That has to be done before the rest of ssh2 is
 * loaded; where somebody has loaded it already, it stays with its own, which works the same.
 */
async function exchangeCiphers(): Promise<void> {
  const [{ default: makers }, { PacketCipher, PacketDecipher }] = await Promise.all([
    import("ssh2/lib/protocol/crypto.js") as Promise<{ readonly default: CipherMakers }>,
    import("./cipher/packet_cipher.ts"),
  ]);
  const { createCipher, createDecipher } = makers;
  const exchanged: CipherMakers = {
    createCipher: (config) =>
      isOurs(config.outbound.cipherInfo) ? new PacketCipher(config) : createCipher(config),
    createDecipher: (config) =>
      isOurs(config.inbound.decipherInfo) ? new PacketDecipher(config) : createDecipher(config),
  };
  Object.assign(makers, exchanged);
}

function isOurs({ sslName }: { readonly sslName: string }): boolean {
  return sslName === "chacha20";
}
