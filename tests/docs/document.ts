/** A block of code between fences. */
export interface Block {
  readonly document: string;
  /** Line of its first fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** A Markdown document of the repository. */
export interface Document {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
  /** The text without its blocks of code, which stand for themselves. */
  readonly prose: string;
  readonly blocks: readonly Block[];
}

/** The repository's root. */
export const repository = new URL("../../", import.meta.url);

/** Reads every document that people read: those at the root and those in `docs/`. */
export async function readDocuments(): Promise<readonly Document[]> {
  const paths: string[] = [];
  for (const folder of ["", "docs/"]) {
    for await (const { name } of Deno.readDir(new URL(folder === "" ? "./" : folder, repository))) {
      if (name.endsWith(".md")) paths.push(folder + name);
    }
  }
  return await Promise.all(
    paths.sort().map(async (path) => {
      const text = await Deno.readTextFile(new URL(path, repository));
      return { path, text, ...split(path, text) };
    }),
  );
}

/** The documents' blocks in some languages. */
export function blocksIn(documents: readonly Document[], ...languages: readonly string[]): readonly Block[] {
  return documents.flatMap(({ blocks }) => blocks).filter(({ language }) => languages.includes(language));
}

/** `README.md:12`. */
export function placeOf({ document, line }: Block): string {
  return `${document}:${line}`;
}

function split(path: string, text: string): Pick<Document, "prose" | "blocks"> {
  const prose: string[] = [];
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly language: string; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (fence === null) (open?.lines ?? prose).push(line);
    else if (open === undefined) open = { line: index + 1, language: fence[1] ?? "", lines: [] };
    else {
      blocks.push({ document: path, line: open.line, language: open.language, text: open.lines.join("\n") });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.line} opens a block that is never closed`);
  return { prose: prose.join("\n"), blocks };
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf({ prose }: Document): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Where a document's links and pictures lead; those to other sites too. */
export function linksOf({ prose }: Document): readonly string[] {
  const withoutCode = prose.replaceAll(/`[^`\n]*`/g, "");
  return [
    ...[...withoutCode.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = ""]) => target),
    ...[...withoutCode.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = ""]) => target),
  ];
}
