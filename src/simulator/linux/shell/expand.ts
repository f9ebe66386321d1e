import { ArithmeticFault, evaluateArithmetic } from "./arithmetic.ts";
import { expandPaths, type Piece, splitFields } from "./fields.ts";
import { ShellFault } from "./flow.ts";
import { escapePattern, trimMatch } from "./pattern.ts";
import type { Shell } from "./shell.ts";
import type { ParameterPart, Part, Word } from "./syntax.ts";

/** Expands words to the fields that become arguments. */
export async function expandFields(shell: Shell, words: readonly Word[]): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    const pieces = await expandParts(shell, withTilde(shell, word).parts);
    const patterns = splitFields(pieces, shell.variables.get("IFS") ?? " \t\n");
    fields.push(...expandPaths(shell.process, patterns, shell.options.has("f")));
  }
  return fields;
}

/** Expands a word to one text: no splitting, no paths. */
export async function expandText(shell: Shell, word: Word): Promise<string> {
  const pieces = await expandParts(shell, withTilde(shell, word).parts);
  return pieces.map(({ text, breaks }, index) => breaks === true && index > 0 ? ` ${text}` : text).join("");
}

/** Expands a word to a pattern in which quoted text stands for itself. */
export async function expandPattern(shell: Shell, word: Word): Promise<string> {
  const pieces = await expandParts(shell, withTilde(shell, word).parts);
  return pieces.map(({ text, quoted }) => quoted ? escapePattern(text) : text).join("");
}

async function expandParts(shell: Shell, parts: readonly Part[]): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const part of parts) pieces.push(...await expandPart(shell, part));
  return pieces;
}

async function expandPart(shell: Shell, part: Part): Promise<Piece[]> {
  switch (part.kind) {
    case "text":
      return [{ text: part.text, quoted: part.quoted, expanded: false }];
    case "command": {
      const text = await shell.capture(part.script);
      return [{ text: text.replace(/\n+$/, ""), quoted: part.quoted, expanded: true }];
    }
    case "arithmetic":
      return [{ text: await arithmetic(shell, part.expression), quoted: part.quoted, expanded: true }];
    case "parameter":
      return await parameter(shell, part);
  }
}

async function arithmetic(shell: Shell, expression: Word): Promise<string> {
  try {
    return String(evaluateArithmetic(await expandText(shell, expression), shell.variables));
  } catch (error) {
    if (error instanceof ArithmeticFault) throw new ShellFault(error.message);
    throw error;
  }
}

async function parameter(shell: Shell, part: ParameterPart): Promise<Piece[]> {
  const { name, operator, word, quoted } = part;
  if (name === "@" || name === "*") {
    if (operator === undefined) return positional(shell, name, quoted);
    if (operator === "length") return [piece(String(shell.positional.length), part)];
  }
  const value = shell.parameter(name);
  const isMissing = value === undefined || (part.colon === true && value === "");
  switch (operator) {
    case "length":
      return [piece(String([...(value ?? "")].length), part)];
    case "-":
      return isMissing ? await alternative(shell, part) : [piece(value, part)];
    case "+":
      return isMissing ? [] : await alternative(shell, part);
    case "=":
      if (!isMissing) return [piece(value, part)];
      shell.variables.set(name, await expandText(shell, word ?? { parts: [] }));
      return [piece(shell.variables.get(name) ?? "", part)];
    case "?": {
      if (!isMissing) return [piece(value, part)];
      const reason = word === undefined ? "" : await expandText(shell, word);
      throw new ShellFault(`${name}: ${reason === "" ? "parameter not set" : reason}`);
    }
    case undefined:
      if (value === undefined && shell.options.has("u")) throw new ShellFault(`${name}: parameter not set`);
      // Nothing at all, quoted, is still an empty argument.
      return value === undefined && !quoted ? [] : [piece(value ?? "", part)];
    default:
      return [
        piece(trimMatch(value ?? "", await expandPattern(shell, word ?? { parts: [] }), operator), part),
      ];
  }
}

function piece(text: string, { quoted }: ParameterPart): Piece {
  return { text, quoted, expanded: true };
}

async function alternative(shell: Shell, { word, quoted }: ParameterPart): Promise<Piece[]> {
  if (word === undefined) return [];
  const pieces = await expandParts(shell, withTilde(shell, word).parts);
  if (quoted) return [{ text: pieces.map(({ text }) => text).join(""), quoted, expanded: true }];
  return pieces.map((one) => ({ ...one, expanded: true }));
}

function positional(shell: Shell, name: "@" | "*", quoted: boolean): Piece[] {
  const values = shell.positional;
  if (name === "*" && quoted) {
    const separator = (shell.variables.get("IFS") ?? " ").slice(0, 1);
    return [{ text: values.join(separator), quoted, expanded: true }];
  }
  return values.map((text, index) => ({ text, quoted, expanded: true, breaks: index > 0 }));
}

/** A tilde at the beginning of a word is a home directory. */
function withTilde(shell: Shell, word: Word): Word {
  const [first, ...rest] = word.parts;
  if (first?.kind !== "text" || first.quoted) return word;
  const match = /^~([a-z_][\w-]*)?(?=\/|$)/.exec(first.text);
  if (match === null || (rest.length > 0 && match[0].length === first.text.length)) return word;
  const home = match[1] === undefined ? shell.variables.get("HOME") : shell.homeOf(match[1]);
  if (home === undefined) return word;
  const text = first.text.slice(match[0].length);
  return { parts: [{ kind: "text", text: home, quoted: true }, { ...first, text }, ...rest] };
}
