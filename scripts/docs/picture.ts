import { wrap } from "../../src/text/wrap.ts";
import type { PlayedTurn } from "./played.ts";

/** Who says a line of the picture; each has a colour of its own. */
type Voice = "person" | "tool" | "answer" | "refusal" | "question";

interface Line {
  readonly voice: Voice;
  readonly text: string;
}

const colours: Readonly<Record<Voice, string>> = {
  person: "#f4f7fa",
  tool: "#7fb4e6",
  answer: "#b9c7d3",
  refusal: "#f0a39a",
  question: "#f2b866",
};

const columns = 98;
const lineHeight = 21;
const margin = 28;
/** Width of a character of the font, in pixels: 0.6 of its size, as in most monospaced ones. */
const advance = 8.4;

/** Draws turns of a conversation as an SVG: what the person says, the call, what the server asks, and what it answers. */
export function picture(turns: readonly PlayedTurn[]): string {
  const lines = turns.flatMap((turn, index) => [...(index === 0 ? [] : [undefined]), ...linesOf(turn)]);
  const width = Math.round(columns * advance + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const texts = lines.map((line, index) =>
    line === undefined || line.text === ""
      ? ""
      : `  <text x="${margin}" y="${margin + 15 + index * lineHeight}" fill="${colours[line.voice]}"${
        line.voice === "person" ? ' font-weight="bold"' : ""
      } xml:space="preserve">${escaped(line.text)}</text>`
  ).filter((text) => text !== "");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    `  font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">`,
    `  <rect width="${width}" height="${height}" rx="14" fill="#16202b" />`,
    ...texts,
    "</svg>\n",
  ].join("\n");
}

function linesOf({ person, tool, arguments: given, question, types, answer, isError }: PlayedTurn): Line[] {
  const asked = question.split("\n").flatMap((line) => wrap(line, columns - 6))
    .map((text) => ({ voice: "question" as const, text: `  │ ${text}` }));
  const typed = { voice: "person" as const, text: `  │ ${types ?? "(the person declines)"}` };
  return [
    ...said("person", `› ${person}`),
    ...said("tool", `${tool} ${JSON.stringify(given)}`),
    ...(question === "" ? [] : [...asked, typed]),
    ...answer.split("\n").flatMap((line) => said(isError ? "refusal" : "answer", line)),
  ];
}

/** A line broken where the picture ends. */
function said(voice: Voice, line: string): Line[] {
  return wrap(line, columns - 2).map((text, index) => ({ voice, text: index === 0 ? text : `  ${text}` }));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
