import pc from "picocolors";

/** Functions that colour a text, or leave it as it is. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Whether lines may be written over and coloured there: a terminal that understands it, and nobody who asked for plain text. */
export function isRichTerminal(stream: { isTerminal(): boolean }): boolean {
  return stream.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/** Colours for a stream; none outside a terminal, with `NO_COLOR` that is not empty, and with `TERM=dumb`. */
export function coloursFor(stream: { isTerminal(): boolean }): Colours {
  return pc.createColors(isRichTerminal(stream) && (Deno.env.get("NO_COLOR") ?? "") === "");
}

/** A table or a help text with its headings in bold: the lines that `isHeading` names, which is told each line and its index. */
export function boldHeadings(
  text: string,
  isHeading: (line: string, index: number) => boolean,
  { bold }: Colours,
): string {
  return text.split("\n").map((line, index) => isHeading(line, index) ? bold(line) : line).join("\n");
}
