import { isDeepStrictEqual } from "node:util";
import type { Syntax } from "./client.ts";
import { type FileText, MalformedFile, type Tables } from "./file_text.ts";
import { jsonText } from "./json_text.ts";
import { tomlText } from "./toml_text.ts";

const texts: Readonly<Record<Syntax, FileText>> = {
  json: jsonText({ comments: false, trailingCommas: false }),
  commented: jsonText({ comments: true, trailingCommas: false }),
  jsonc: jsonText({ comments: true, trailingCommas: true }),
  toml: tomlText,
};

/** The entry of a name in a file's text; undefined where there is none. @throws {MalformedFile} */
export function entryIn(text: string, syntax: Syntax, section: string, name: string): unknown {
  return tableIn(texts[syntax].parse(text), section)[name];
}

/**
 * The text with one entry set or taken out, and nothing else changed, which is made sure of.
 *
 * @throws {MalformedFile} when the file cannot be read, or the entry could not be set without changing more.
 */
export function withEntry(
  text: string,
  syntax: Syntax,
  section: string,
  name: string,
  value: Tables | undefined,
): string {
  const { parse, change } = texts[syntax];
  const before = parse(text);
  const { [name]: _, ...others } = tableIn(before, section);
  const wanted = { ...before, [section]: value === undefined ? others : { ...others, [name]: value } };
  const changed = change(text, section, name, value);
  const { [section]: table = {}, ...rest } = parse(changed);
  if (!isDeepStrictEqual(plain({ ...rest, [section]: table }), plain(wanted))) {
    throw new MalformedFile("is written in a way that this program cannot extend safely");
  }
  return changed;
}

function tableIn(tables: Tables, section: string): Tables {
  const table = tables[section];
  if (table === undefined) return {};
  if (typeof table !== "object" || table === null || Array.isArray(table)) {
    throw new MalformedFile(`has something else than a table of servers in ${section}`);
  }
  return { ...table };
}

/** Without prototypes, and without the order of keys, which says nothing. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => typeof part === "bigint" ? `${part}n` : part),
  );
}
