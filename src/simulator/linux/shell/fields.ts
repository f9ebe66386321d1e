import type { Process } from "../kernel/process.ts";
import { absolutePath, joinPath } from "../files/path.ts";
import { SystemError } from "../system_error.ts";
import { escapePattern, hasWildcards, patternExpression, unescapePattern } from "./pattern.ts";

/** A piece of an expanded word. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  /** Whether the text came from an expansion, so that it falls apart at IFS. */
  readonly expanded: boolean;
  /** A field ends before this piece, as between the parts of `"$@"`. */
  readonly breaks?: boolean;
}

/** Splits pieces into fields at the characters of IFS; each field is a pattern in which quoted text is escaped. */
export function splitFields(pieces: readonly Piece[], ifs: string): string[] {
  const fields: string[] = [];
  let field: string | undefined;
  const end = (): void => {
    if (field !== undefined) fields.push(field);
    field = undefined;
  };
  for (const { text, quoted, expanded, breaks } of pieces) {
    if (breaks === true) end();
    if (quoted || !expanded) {
      if (quoted || text !== "") field = (field ?? "") + (quoted ? escapePattern(text) : text);
      continue;
    }
    let afterBlank = field === undefined;
    for (const char of text) {
      if (!ifs.includes(char)) {
        field = (field ?? "") + (char === "\\" ? "\\\\" : char);
        afterBlank = false;
      } else if (/\s/.test(char)) {
        end();
        afterBlank = true;
      } else {
        // Any other separator ends a field even when that is empty.
        if (!afterBlank || field === undefined) field ??= "";
        end();
        afterBlank = true;
      }
    }
  }
  end();
  return fields;
}

/** Replaces patterns by the paths they match; those that match none stay as they are. */
export function expandPaths(process: Process, patterns: readonly string[], isOff: boolean): string[] {
  return patterns.flatMap((pattern) => {
    const found = isOff || !hasWildcards(pattern) ? [] : matchingPaths(process, pattern);
    return found.length > 0 ? found : [unescapePattern(pattern)];
  });
}

function matchingPaths({ fs, cwd }: Process, pattern: string): string[] {
  const isAbsolute = pattern.startsWith("/");
  const parts = pattern.split("/").filter((part) => part !== "");
  let paths = [""];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    paths = paths.flatMap((path) => {
      const directory = absolutePath(path === "" ? "." : path, isAbsolute ? "/" : cwd);
      return namesMatching(fs, directory, part).map((name) => path === "" ? name : joinPath(path, name));
    });
    if (!isLast) {
      paths = paths.filter((path) => fs.peek(isAbsolute ? `/${path}` : path)?.kind === "directory");
    }
  }
  return isAbsolute ? paths.map((path) => `/${path}`) : paths;
}

function namesMatching(fs: Process["fs"], directory: string, part: string): string[] {
  if (!hasWildcards(part)) {
    const name = unescapePattern(part);
    return fs.peek(joinPath(directory, name), { follow: false }) === undefined ? [] : [name];
  }
  const expression = patternExpression(part);
  try {
    return fs.list(directory).filter((name) =>
      expression.test(name) && (!name.startsWith(".") || part.startsWith("."))
    );
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}
