import * as z from "zod";
import { type ChainEnd, emptyChain, linkOf } from "./chain.ts";

/**
 * The file beside the log (`audit.jsonl.head`) that says where the chain ends: with it, lines cut off at the log's end are
 * noticed too. It is also what processes that share a log lock.
 */
const headSchema = z.object({
  seq: z.number().int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes of the log when its last line was written. */
  size: z.number().int().nonnegative(),
});

/** Where the chain ends, as the head file says. */
export type Head = z.infer<typeof headSchema>;

/** Path of the head file of a log. */
export function headPath(log: string): string {
  return `${log}.head`;
}

/** Reads a head from the text of its file; undefined when the text is none (empty, or cut off by a crash). */
export function parseHead(text: string): Head | undefined {
  try {
    return headSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Longer than any head: written over in one piece, a head is never cut off, not even for a moment. */
const headLength = 192;

/** The text of a head's file. */
export function headText(head: Head): string {
  return JSON.stringify(head).padEnd(headLength);
}

/** Where the next line is to be chained to, and why that was not simply where the head said. */
export interface Resumption {
  readonly end: ChainEnd;
  readonly recovered?: string;
}

/**
 * Decides where the chain goes on.
 *
 * A head that knows less than the log has lost a race with a crash: the log's whole lines after it count. A head that
 * knows more than the log has seen lines that somebody took away: the chain goes on after them, so that the gap shows.
 *
 * @param tail the log's text from the head's size on; all of its end that is at hand where there is no head.
 */
export async function resume(head: Head | undefined, size: number, tail: string): Promise<Resumption> {
  if (head !== undefined && size <= head.size) return { end: head };
  const after = await lastLink(tail, head);
  if (head !== undefined) return { end: after ?? head };
  if (size === 0) return { end: emptyChain };
  return { end: after ?? emptyChain, recovered: "the head file was missing or unreadable" };
}

async function lastLink(tail: string, head: Head | undefined): Promise<ChainEnd | undefined> {
  let last: ChainEnd | undefined;
  for (const text of tail.split("\n")) {
    const link = await linkOf(text);
    if (link === undefined || !link.intact) continue;
    // After a known head only lines that continue it count; without one, the last whole line is all there is to go by.
    const expected = last ?? head;
    if (head !== undefined && (expected === undefined || link.prev !== expected.hash)) continue;
    last = { seq: link.seq, hash: link.hash };
  }
  return last;
}
