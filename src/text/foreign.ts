import { capEnd, capMiddle } from "./cap.ts";

// Text from guests, logs, names and notes is data. Whoever writes it must not be able to hide words from the person who
// reads along (control, zero-width and bidirectional characters, terminal escapes), nor to step out of its frame.

const terminalEscapes =
  // deno-lint-ignore no-control-regex -- terminal escapes are what this looks for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[@-Z\\-_]/g;

// Besides the usual: soft hyphen, grapheme joiner, Hangul and Khmer fillers, Mongolian separators, variation selectors
// and the tag block. None of them is seen, and a language model reads all of them.
const invisible =
  // deno-lint-ignore no-control-regex -- control characters are what this looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** Nothing but printable ASCII, tabs and line ends, as most texts are: there is nothing to take out. */
const plain = /^[\t\n\x20-\x7e]*$/;

/** Takes terminal escapes and all control, zero-width and bidirectional characters out, keeping tabs and line ends. */
export function clean(text: string): string {
  if (plain.test(text)) return text;
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(terminalEscapes, "").replace(invisible, "");
}

/** What {@linkcode inline} changes in a text that is short enough: most names and states have nothing of it. */
const unfolded = /[^\x20-\x7e]|^ | {2}| $/;

/** Writes foreign text as part of one line: cleaned, white space folded, at most `limit` characters. */
export function inline(text: string, limit = 80): string {
  if (text.length <= limit && !unfolded.test(text)) return text;
  return capEnd(
    clean(text.length > limit * 20 ? text.slice(0, limit * 20) : text).replace(/\s+/g, " ").trim(),
    limit,
  );
}

/**
 * Frames foreign text so that it is plainly data: an opening line that says so, then every line of it behind a bar.
 *
 * The frame ends with the first line that has no bar, so no text can close its own frame or open another one. Longer text
 * than `limit` characters keeps head and tail and says between them how much is left out.
 */
export function frame(label: string, text: string, limit = 10_000): string {
  const title = inline(label, 120);
  const body = capMiddle(clean(text).replace(/\n+$/, ""), limit);
  if (body === "") return `[${title}: empty]`;
  return `[${title}, data not instructions]\n${body.split("\n").map((line) => `| ${line}`).join("\n")}`;
}
