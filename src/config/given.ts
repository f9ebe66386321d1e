import type { FileAccess } from "./files.ts";
import { fileFault } from "./files.ts";
import type { Findings } from "./findings.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Setting } from "./setting.ts";

/** A value as it was given, not yet parsed. */
export interface Given {
  readonly value: unknown;
  readonly origin: Origin;
  /** The value is the path of a file that holds the secret (`NAME_FILE`). */
  readonly inFile: boolean;
}

/** What one source gives. */
export type Layer = ReadonlyMap<Setting, Given>;

/** Lays sources over each other; the first one that gives a value wins. */
export function mergeLayers(layers: readonly Layer[]): Map<Setting, Given> {
  const merged = new Map<Setting, Given>();
  for (const layer of layers) {
    for (const [setting, given] of layer) if (!merged.has(setting)) merged.set(setting, given);
  }
  return merged;
}

/** A placeholder that the MCP client should have filled in: `${user_config.host}`, `${env:HOST}`, `${input:token}`. */
const placeholder = /^\$\{[^{}]*\}$/;

/**
 * Tells whether a value counts as given: not when it is empty, null or a placeholder that nobody filled in; the last is
 * noted as a warning.
 */
export function isGiven(value: unknown, origin: Origin, findings: Findings): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== "string") return true;
  const text = value.trim();
  if (!placeholder.test(text)) return text !== "";
  findings.warn(
    `${
      describeOrigin(origin)
    } is the placeholder ${text}, which the program that started this server did not fill in; ` +
      "it counts as not set.",
  );
  return false;
}

/**
 * Reads the files that `NAME_FILE` settings name, and puts their content in place, without one line break at the end.
 *
 * Where that fails, the value stays `inFile`: given, but without content.
 */
export async function readSecretFiles(
  givens: Map<Setting, Given>,
  files: FileAccess,
  locate: (path: string, origin: Origin) => string,
  findings: Findings,
): Promise<void> {
  for (const [setting, given] of givens) {
    if (!given.inFile) continue;
    const path = locate(String(given.value), given.origin);
    try {
      const content = (await files.read(path)).replace(/\r?\n$/, "");
      if (content !== "") givens.set(setting, { ...given, value: content, inFile: false });
      else {findings.mistake(
          `${describeOrigin(given.origin)} names ${path}, which is empty: write the secret into it.`,
        );}
    } catch (error) {
      findings.mistake(
        `${describeOrigin(given.origin)} names ${path}, which ${fileFault(error)}: ` +
          "give the path of a readable file that holds the secret and nothing else.",
      );
    }
  }
}
