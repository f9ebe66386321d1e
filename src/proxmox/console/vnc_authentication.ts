import { createCipheriv } from "node:crypto";

/**
 * Answers the challenge of VNC's password check (RFC 6143, 7.2.2): both halves encrypted with DES, the password as the key.
 *
 * Only the first eight bytes of a password count, the bits of each in reverse.
 */
export function answerChallenge(challenge: Uint8Array, password: string): Uint8Array<ArrayBuffer> {
  const key = new Uint8Array(8);
  key.set(new TextEncoder().encode(password).subarray(0, 8).map(reversedBits));
  const answer = new Uint8Array(challenge.length);
  for (let start = 0; start < challenge.length; start += 8) {
    answer.set(encryptedBlock(challenge.subarray(start, start + 8), key), start);
  }
  return answer;
}

/** One block of DES, which no library offers by itself any more: triple DES with the same key three times is the same. */
function encryptedBlock(block: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv("des-ede3-cbc", new Uint8Array([...key, ...key, ...key]), new Uint8Array(8));
  cipher.setAutoPadding(false);
  return cipher.update(block);
}

function reversedBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}
