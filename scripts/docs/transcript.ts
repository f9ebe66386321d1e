import type { PlayedTurn } from "./played.ts";

/** Writes a played conversation in Markdown: what the person says, the call, what the server asks, and what it answers. */
export function transcript(turns: readonly PlayedTurn[]): string {
  return turns.map(({ person, tool, arguments: given, question, types, answer }) =>
    [
      `> ${person}`,
      `\`${tool}\` \`${JSON.stringify(given)}\``,
      ...(question === "" ? [] : ["The server asks the person:", fenced(question), reply(types)]),
      fenced(answer),
    ].join("\n\n")
  ).join("\n\n");
}

function reply(types: string | undefined): string {
  return types === undefined ? "The person declines." : `The person types \`${types}\`.`;
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
