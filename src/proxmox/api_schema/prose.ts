import { inline } from "../../text/foreign.ts";

/** Characters that a description keeps. */
const longest = 200;

/** The first sentence of a description from Proxmox's schema, on one line, at most 200 characters. */
export function firstSentence(description: string): string {
  const line = inline(description, 1000);
  const end = /[.!?](?=\s+[A-Z(`"])/.exec(line);
  return inline(end === null ? line : line.slice(0, end.index + 1), longest);
}
