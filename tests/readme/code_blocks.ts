/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** What follows the fence, such as `sh`; empty where nothing does. */
  readonly language: string;
  readonly code: string;
  /** The line of the page on which the code starts. */
  readonly line: number;
}

/** Finds the fenced blocks of a page, in their order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { readonly language: string; readonly line: number; readonly code: string[] } | undefined;
  for (const [index, text] of page.split("\n").entries()) {
    const fence = /^\s*```(\S*)/.exec(text);
    if (open === undefined && fence !== null) open = { language: fence[1] ?? "", line: index + 2, code: [] };
    else if (open !== undefined && fence !== null) {
      blocks.push({ language: open.language, line: open.line, code: open.code.join("\n") });
      open = undefined;
    } else open?.code.push(text);
  }
  return blocks;
}

/** The commands of a shell block: a line each, unless a backslash, a loop or an open quote goes on in the next. */
export function shellCommands(code: string): readonly string[] {
  const commands: string[] = [];
  let open = "";
  for (const line of code.split("\n")) {
    open = open === "" ? line : `${open}\n${line}`;
    if (isUnfinished(open)) continue;
    if (!/^\s*(?:#|$)/.test(open)) commands.push(open);
    open = "";
  }
  return open === "" ? commands : [...commands, open];
}

function isUnfinished(text: string): boolean {
  const isLoop = /^(?:for|while|until)\b/.test(text) && !/^done\b/m.test(text);
  const quotes = text.replaceAll(/\\.|"(?:[^"\\]|\\.)*"|'[^']*'|#.*/g, "");
  return text.endsWith("\\") || isLoop || /["']/.test(quotes);
}
