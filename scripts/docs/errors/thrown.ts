import { splitInside } from "./source_text.ts";
import { worded } from "./worded.ts";

/** A sentence that the program may say when something fails, and what helps. */
export interface KnownError {
  readonly message: string;
  readonly remedy: string;
}

/** A kind of failure with what it says. */
export interface ErrorKind {
  /** Name of the class. */
  readonly name: string;
  /** The room of its first file. */
  readonly room: string;
  /** The first sentence of the class's documentation. */
  readonly meaning: string;
  readonly errors: readonly KnownError[];
}

/** A source file. */
export interface SourceFile {
  /** Path below `src/`. */
  readonly path: string;
  readonly text: string;
}

const base = "ExplainedError";

/** Finds every place where an error for people is made, in the order of the files. */
export function thrownErrors(files: readonly SourceFile[]): readonly ErrorKind[] {
  const classes = explainedClasses(files);
  const found = new Map<string, KnownError[]>();
  for (const { text } of files) {
    for (const match of text.matchAll(/\bnew (\w+)\(/g)) {
      const name = match[1] ?? "";
      if (!classes.has(name)) continue;
      const [message = "", ...rest] = splitInside(text, match.index + match[0].length);
      add(found, name, worded(message, text), remedyIn(rest.join(", "), text));
    }
    for (const match of text.matchAll(/\bfindings\.mistake\(/g)) {
      const [sentence = ""] = splitInside(text, match.index + match[0].length);
      add(found, "ConfigurationError", worded(sentence, text), "");
    }
  }
  return [...classes.values()].map((kind) => ({ ...kind, errors: found.get(kind.name) ?? [] }));
}

function add(
  found: Map<string, KnownError[]>,
  name: string,
  message: string | undefined,
  remedy: string,
): void {
  // Where nothing but names is left, the sentence is made elsewhere.
  if (message === undefined || message.replaceAll(/‹[^›]*›|[…\s.:]/g, "") === "") return;
  const errors = found.get(name) ?? [];
  if (!errors.some((known) => known.message === message)) errors.push({ message, remedy });
  found.set(name, errors);
}

function remedyIn(options: string, source: string): string {
  if (!options.startsWith("{")) return "";
  const properties = splitInside(options, 1);
  const given = properties.find((property) => /^remedy\b/.test(property));
  if (given === undefined) return "";
  return worded(given.replace(/^remedy:?\s*/, "") || "remedy", source) ?? "…";
}

/** The classes that descend from the base of all errors for people, with their first sentences. */
function explainedClasses(
  files: readonly SourceFile[],
): ReadonlyMap<string, Omit<ErrorKind, "errors">> {
  const declared = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\/\*\*([^]*?)\*\/\n(?:export )?(?:abstract )?class (\w+) extends (\w+)/g)].map(
      ([, comment = "", name = "", parent = ""]) => ({
        name,
        parent,
        room: path.split("/")[0] ?? "",
        meaning: firstSentence(comment.split("/**").at(-1) ?? ""),
      }),
    )
  );
  const family = new Set([base]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const { name, parent } of declared) if (family.has(parent)) family.add(name);
  }
  return new Map(
    declared.filter(({ name }) => family.has(name)).map(({ parent: _, ...kind }) => [kind.name, kind]),
  );
}

function firstSentence(comment: string): string {
  const text = comment.replaceAll(/^\s*\* ?/gm, "").replaceAll(/\{@linkcode (\w+)\}/g, "$1").trim();
  return (text.split("\n\n")[0] ?? "").replaceAll("\n", " ");
}
