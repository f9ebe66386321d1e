import { OpenFile } from "../linux/kernel/open_file.ts";

/** Bytes of one stream that the agent keeps; what comes after is thrown away. */
const LIMIT = 16 * 1024 ** 2;

/** The stdout or stderr of a program run by the agent: kept until somebody asks for it. */
export class CapturedOutput extends OpenFile {
  readonly kind = "pipe";
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #isTruncated = false;

  /** Whether bytes were thrown away. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  /** Everything that was kept. */
  get bytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  override write(bytes: Uint8Array): number {
    const kept = bytes.slice(0, LIMIT - this.#length);
    this.#isTruncated ||= kept.length < bytes.length;
    this.#chunks.push(kept);
    this.#length += kept.length;
    return bytes.length;
  }
}
