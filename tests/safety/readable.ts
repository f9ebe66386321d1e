import type { ToolReply } from "../harness/tool_client.ts";
import { forgedLine } from "./hostile_strings.ts";

/** Characters that a person does not see, or that move what he sees; line ends and tabs are none of them. */
const unseen =
  // deno-lint-ignore no-control-regex -- control characters are what this looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/u;

const forged = new RegExp(`^\\s*${forgedLine}`, "m");

/** Says what is wrong with a text: it hides something from its reader, passes foreign text for its own, or is too long. */
export function textFault(text: string, limit: number): string | undefined {
  const hidden = unseen.exec(text);
  if (hidden !== null) return `U+${hidden[0].codePointAt(0)?.toString(16)} in ${excerpt(text, hidden.index)}`;
  const line = forged.exec(text);
  if (line !== null) return `a forged line in ${excerpt(text, line.index)}`;
  if (!text.isWellFormed()) return "half a character";
  return text.length > limit ? `${text.length} characters` : undefined;
}

/** The same for everything that a client gets of an answer. */
export function replyFault(reply: ToolReply, limit: number): string | undefined {
  const structured = textsIn(reply.structured).map((text) => textFault(text, Infinity));
  return textFault(reply.text, limit) ?? structured.find((fault) => fault !== undefined);
}

function excerpt(text: string, at: number): string {
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
}
