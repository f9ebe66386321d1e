const encoder = new TextEncoder();

/**
 * SHA-256 of a text, in hexadecimal.
 *
 * By Web Crypto: `node:crypto` would cost every start 40 ms.
 */
export async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))).toHex();
}
