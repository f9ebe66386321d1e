import { type ChainEnd, chainStart, linkOf } from "./chain.ts";
import { type Head, headPath, parseHead } from "./head.ts";

/** A place where the log is not as it was written. */
export interface AuditFault {
  /** Line of the file, from 1; undefined for what concerns its end or the file as a whole. */
  readonly line: number | undefined;
  readonly message: string;
}

/** What verifying found. */
export interface AuditVerdict {
  /** Lines in the file. */
  readonly lines: number;
  /** Empty when the log is whole. */
  readonly faults: readonly AuditFault[];
}

/**
 * Checks a log's chain and finds lines that were removed, changed, added, reordered or cut off.
 *
 * Whoever can write the files can also compute a chain anew: keep copies elsewhere against that.
 *
 * @throws when the log is there but cannot be read.
 */
export async function verifyAudit(log: string): Promise<AuditVerdict> {
  const text = await readIfThere(log);
  const head = await readIfThere(headPath(log));
  return await verifyText(text, head === undefined ? undefined : parseHead(head) ?? "unreadable");
}

/** The same for a log's text (undefined: no file) and what its head file says. */
export async function verifyText(
  text: string | undefined,
  head: Head | "unreadable" | undefined,
): Promise<AuditVerdict> {
  const lines = (text ?? "").split("\n");
  const cutOff = lines.pop() ?? "";
  if (cutOff !== "") lines.push(cutOff);
  const faults: AuditFault[] = [];
  let end: ChainEnd = { seq: 0, hash: chainStart };
  for (const [index, line] of lines.entries()) {
    const link = await linkOf(line);
    if (link === undefined) {
      faults.push({ line: index + 1, message: "is cut off, or no line of this log" });
      continue;
    }
    if (!link.intact) faults.push({ line: index + 1, message: `(number ${link.seq}) was changed` });
    else if (wasRecovered(line)) {
      const message =
        `(number ${link.seq}) was written after the head file was lost: lines before it may be missing`;
      faults.push({ line: index + 1, message });
    }
    const misplaced = misplacement(link, end);
    if (misplaced !== undefined) faults.push({ line: index + 1, message: misplaced });
    end = link;
  }
  const atEnd = endFault(text, head, end);
  if (atEnd !== undefined) faults.push({ line: undefined, message: atEnd });
  return { lines: lines.length, faults };
}

function misplacement(link: ChainEnd & { readonly prev: string }, before: ChainEnd): string | undefined {
  if (link.prev === before.hash && link.seq === before.seq + 1) return undefined;
  if (link.seq > before.seq + 1) return `comes after a gap: ${numbers(before.seq + 1, link.seq - 1)} missing`;
  if (link.seq <= before.seq) return `(number ${link.seq}) is out of order, or was put in`;
  return `(number ${link.seq}) does not continue the line before it: one of the two was replaced`;
}

function endFault(
  text: string | undefined,
  head: Head | "unreadable" | undefined,
  end: ChainEnd,
): string | undefined {
  if (head === undefined) {
    return end.seq === 0 ? undefined : "the head file is missing: lines at the end may be, too";
  }
  if (head === "unreadable") return "the head file cannot be read: lines at the end may be missing";
  if (text === undefined && head.seq > 0) return `the log is gone: ${numbers(1, head.seq)} missing`;
  if (head.seq > end.seq) return `${numbers(end.seq + 1, head.seq)} missing at the end`;
  if (head.seq === end.seq && head.hash !== end.hash) {
    return "the last line is not the one that was written last";
  }
  // A head that is behind was overtaken by a crash; the lines after it are in the chain all the same.
  return undefined;
}

function numbers(from: number, to: number): string {
  return from === to ? `line number ${from} is` : `line numbers ${from} to ${to} are`;
}

/** The chain is intact here, so the line is JSON that this program wrote. */
function wasRecovered(line: string): boolean {
  const parsed: unknown = JSON.parse(line);
  return typeof parsed === "object" && parsed !== null && "recovered" in parsed;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
