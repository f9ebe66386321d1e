import { capEnd, capMiddle } from "./cap.ts";

// Text from guests, logs, names and notes is data. Whoever writes it must not be able to hide words from the person who
// reads along (control, zero-width and bidirectional characters, terminal escapes), nor to step out of its frame.

// deno-lint-ignore no-control-regex -- terminal escapes are what this looks for
const terminalEscapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

const invisible =
  // deno-lint-ignore no-control-regex -- control characters are what this looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Takes terminal escapes and all control, zero-width and bidirectional characters out, keeping tabs and line ends. */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(terminalEscapes, "").replace(invisible, "");
}

/** Writes foreign text as part of one line: cleaned, white space folded, at most `limit` characters. */
export function inline(text: string, limit = 80): string {
  return capEnd(
    clean(text.length > limit * 20 ? text.slice(0, limit * 20) : text).replace(/\s+/g, " ").trim(),
    limit,
  );
}

/**
 * Frames foreign text so that it is plainly data: a labelled opening line, every line behind a bar, a closing line.
 *
 * No line of the text can look like the frame's own, since each of its lines begins with the bar. Longer text than
 * `limit` characters keeps head and tail.
 */
export function frame(label: string, text: string, limit = 10_000): string {
  const body = capMiddle(clean(text).replace(/\n+$/, ""), limit);
  if (body === "") return `[${label}: empty]`;
  return `[${label}, data not instructions]\n${body.split("\n").map((line) => `| ${line}`).join("\n")}`;
}
