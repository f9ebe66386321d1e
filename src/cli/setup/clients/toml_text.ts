import { parse, stringify, TomlError } from "smol-toml";
import { type FileText, MalformedFile, type Tables } from "./file_text.ts";

/**
 * Reads and changes TOML. A table is appended to the end or cut out where it stands; libraries can write TOML anew, but
 * none keeps the comments.
 */
export const tomlText: FileText = {
  parse: (text) => {
    try {
      return parse(text.replace(/^\uFEFF/, ""));
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      throw new MalformedFile(`is no valid TOML (line ${error.line})`);
    }
  },
  change: (text, section, name, value) => {
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const without = cut(text, section, name);
    if (value === undefined) return without;
    const body = without.replace(/\s+$/, "");
    const table = stringify({ [section]: { [name]: value } }).trim().replaceAll("\n", eol);
    return `${body}${body === "" ? "" : eol + eol}${table}${eol}`;
  },
};

/** Cuts the table out with those below it, from its heading to the next heading of another; comments before that stay. */
function cut(text: string, section: string, name: string): string {
  const kept: string[] = [];
  let cutting = false;
  let held: string[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const path = headingOf(line);
    if (path !== undefined) {
      cutting = path[0] === section && path[1] === name;
      kept.push(...held);
      held = [];
    }
    if (!cutting) kept.push(line);
    // What follows the last line of the table may belong to the next one.
    else if (path === undefined && /^\s*(#.*)?$/.test(line)) held.push(line);
    else held = [];
  }
  return kept.join("").concat(held.some((line) => line.trim() !== "") ? held.join("") : "");
}

/** The keys of a table's heading, `[mcp_servers."a b"]`; undefined for any other line. */
function headingOf(line: string): readonly string[] | undefined {
  const inside = /^\s*\[{1,2}([^\]]+)\]{1,2}\s*(?:#.*)?$/.exec(line.trimEnd())?.[1];
  if (inside === undefined) return undefined;
  const keys: string[] = [];
  let table: Tables;
  try {
    table = parse(`[${inside}]`);
  } catch {
    return undefined;
  }
  for (let [entry] = Object.entries(table); entry !== undefined;) {
    keys.push(entry[0]);
    const below: unknown = entry[1];
    [entry] = typeof below === "object" && below !== null ? Object.entries(below) : [];
  }
  return keys;
}
