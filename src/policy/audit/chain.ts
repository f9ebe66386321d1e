import { sha256 } from "../sha256.ts";

/** The `prev` of a chain's first line. */
export const chainStart = "0".repeat(64);

/** The end of a chain as it stands: the last line's number and hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** A chain without lines. */
export const emptyChain: ChainEnd = { seq: 0, hash: chainStart };

/** Turns the fields of a line into its text with the hash at the end, without a line end. */
export async function seal(
  fields: Readonly<Record<string, unknown>>,
  after: ChainEnd,
): Promise<{ readonly text: string; readonly end: ChainEnd }> {
  const seq = after.seq + 1;
  const open = JSON.stringify({ seq, ...fields, prev: after.hash }).slice(0, -1);
  const hash = await sha256(open);
  return { text: `${open},"hash":"${hash}"}`, end: { seq, hash } };
}

const sealed = /^(\{"seq":(\d+),.*"prev":"([0-9a-f]{64})"),"hash":"([0-9a-f]{64})"\}$/s;

/** What the text of a line says of its place in the chain. */
export interface ChainLink extends ChainEnd {
  readonly prev: string;
  /** Whether the hash is the one of the text. */
  readonly intact: boolean;
}

/** Reads a line's place in the chain, or undefined when the text is no whole line. */
export async function linkOf(text: string): Promise<ChainLink | undefined> {
  const match = sealed.exec(text);
  if (match === null) return undefined;
  const [, open = "", seq = "", prev = "", hash = ""] = match;
  return { seq: Number(seq), prev, hash, intact: (await sha256(open)) === hash };
}
