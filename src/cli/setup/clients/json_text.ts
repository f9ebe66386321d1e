import {
  applyEdits,
  type Edit,
  findNodeAtLocation,
  modify,
  type Node,
  parse,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { type FileText, MalformedFile, type Tables } from "./file_text.ts";

/** What a client reads beyond JSON as the standard has it. */
interface Leniency {
  readonly comments: boolean;
  readonly trailingCommas: boolean;
}

/** Reads and changes JSON as a client reads it. */
export function jsonText(leniency: Leniency): FileText {
  return {
    parse: (text) => parsed(text, leniency),
    change: (text, section, name, value) => {
      const { mark, body } = split(text);
      const edits = value === undefined
        ? modify(body, [section, name], undefined, {})
        : [setting(body, section, name, value)];
      return mark + applyEdits(body, edits);
    },
  };
}

function parsed(text: string, { comments, trailingCommas }: Leniency): Tables {
  const { body } = split(text);
  const errors: ParseError[] = [];
  const content: unknown = parse(body, errors, {
    disallowComments: !comments,
    allowTrailingComma: trailingCommas,
  });
  const [first] = errors;
  if (first !== undefined) {
    const line = body.slice(0, first.offset).split("\n").length;
    throw new MalformedFile(`is no valid JSON (${printParseErrorCode(first.error)} at line ${line})`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new MalformedFile("holds no JSON object");
  }
  return { ...content };
}

/** The byte order mark apart, which Windows' editors write; an empty file counts as an empty object. */
function split(text: string): { readonly mark: string; readonly body: string } {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(mark.length);
  return { mark, body: body.trim() === "" ? "{}\n" : body };
}

/** The edit that sets an entry. The library's own would format its neighbours anew. */
function setting(body: string, section: string, name: string, value: Tables): Edit {
  const root = parseTree(body);
  if (root === undefined) throw new MalformedFile("holds no JSON object");
  const style = styleOf(body);
  const present = findNodeAtLocation(root, [section, name]);
  if (present !== undefined) {
    return { offset: present.offset, length: present.length, content: written(value, 2, style) };
  }
  const table = findNodeAtLocation(root, [section]);
  return table === undefined
    ? appending(body, root, section, { [name]: value }, 1, style)
    : appending(body, table, name, value, 2, style);
}

interface Style {
  readonly indent: string;
  readonly eol: string;
}

/** Puts a property behind the last one of an object, whose properties stand `depth` steps deep. */
function appending(
  body: string,
  object: Node,
  key: string,
  value: Tables,
  depth: number,
  style: Style,
): Edit {
  const line = `${style.eol}${style.indent.repeat(depth)}`;
  const property = `${line}${JSON.stringify(key)}: ${written(value, depth, style)}`;
  const last = object.children?.at(-1);
  if (last === undefined) {
    const end = `${style.eol}${style.indent.repeat(depth - 1)}`;
    const close = object.offset + object.length - 1;
    const inside = body.slice(object.offset + 1, close).trimEnd();
    const offset = object.offset + 1 + inside.length;
    return { offset, length: close - offset, content: `${property}${end}` };
  }
  const after = body.slice(last.offset + last.length);
  const comma = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*,/.exec(after)?.[0] ?? "";
  // A comment behind the last property stays on its line, and a trailing comma is kept up.
  const comment = /^[^\S\r\n]*\/\/[^\r\n]*/.exec(after.slice(comma.length))?.[0] ?? "";
  const braceFollows = /^[^\S\r\n]*\}/.test(after.slice(comma.length + comment.length));
  const end = braceFollows ? `${style.eol}${style.indent.repeat(depth - 1)}` : "";
  return {
    offset: last.offset + last.length + comma.length,
    length: comment.length,
    content: `${comma === "" ? "," : ""}${comment}${property}${comma === "" ? "" : ","}${end}`,
  };
}

function written(value: Tables, depth: number, { indent, eol }: Style): string {
  return JSON.stringify(value, null, indent).replaceAll("\n", `${eol}${indent.repeat(depth)}`);
}

/** Indents as the file does, or by two spaces. */
function styleOf(body: string): Style {
  return {
    indent: /^([ \t]+)"/m.exec(body)?.[1] ?? "  ",
    eol: body.includes("\r\n") ? "\r\n" : "\n",
  };
}
