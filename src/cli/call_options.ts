import { UsageError } from "./usage_error.ts";

/** What the command line of `call` asks for. */
export interface CallOptions {
  /** As it was given, with or without `proxmox_`. */
  readonly tool: string;
  /** Arguments of the tool, each as it was typed. */
  readonly given: Readonly<Record<string, string>>;
  /** What `--agree` names, for scripts. */
  readonly agreed: string | undefined;
  /** The file that `--picture` names, for the picture of an answer that has one. */
  readonly picture: string | undefined;
}

/**
 * Reads `TOOL name=value ... [--agree NAME] [--picture FILE]`.
 *
 * @throws {UsageError} without a tool, for an option that `call` does not know and for a word that is no argument.
 */
export function readCallOptions(args: readonly string[]): CallOptions {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    const [, name = "", value = args[index + 1]] = /^(--agree|--picture)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === "") {
      if (word.startsWith("-") && !word.includes("=")) throw new UsageError(`call does not know ${word}.`);
      words.push(word);
      continue;
    }
    if (value === undefined) throw new UsageError(`${name} needs a value.`);
    options.set(name, value);
    if (word === name) index++;
  }
  const [tool, ...pairs] = words;
  if (tool === undefined) {
    throw new UsageError("call needs the name of a tool.", { remedy: "proxmox-mcp tools lists them." });
  }
  return {
    tool,
    given: Object.fromEntries(pairs.map(readPair)),
    agreed: options.get("--agree"),
    picture: options.get("--picture"),
  };
}

function readPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at <= 0) {
    throw new UsageError(`${JSON.stringify(pair)} is no argument.`, {
      remedy: "Write arguments as name=value.",
    });
  }
  return [pair.slice(0, at), pair.slice(at + 1)];
}
