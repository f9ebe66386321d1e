import { nearest } from "../text/nearest.ts";
import { allSettings } from "./declared/all.ts";
import { type FileAccess, fileFault } from "./files.ts";
import type { Findings } from "./findings.ts";
import { type Given, isGiven, type Layer } from "./given.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Setting } from "./setting.ts";

/** Name of the configuration file, looked for in the working directory. */
export const configFileName = "proxmox-config.json";

/** What a configuration file says. */
export interface ConfigFile {
  readonly path: string;
  readonly shared: Layer;
  /** In the order of the file; empty when it names no clusters. */
  readonly clusters: ReadonlyMap<string, Layer>;
}

/** Reads and checks the file; undefined when it is not there and need not be, or cannot be used (then a mistake is noted). */
export async function readConfigFile(
  path: string,
  required: boolean,
  files: FileAccess,
  findings: Findings,
): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = await files.read(path);
  } catch (error) {
    if (required || !(error instanceof Deno.errors.NotFound)) {
      findings.mistake(
        `The configuration file ${path} ${fileFault(error)}: check its path and its permissions.`,
      );
    }
    return undefined;
  }
  const content = await parseJson(text.replace(/^\uFEFF/, ""), path, findings);
  if (content === undefined) return undefined;
  if (!isObject(content)) {
    findings.mistake(`${path} must hold a JSON object: { "host": "pve.example", ... }.`);
    return undefined;
  }
  const { clusters, $schema: _, ...shared } = content;
  return {
    path,
    shared: readKeys(shared, "", path, findings),
    clusters: readClusters(clusters, path, findings),
  };
}

async function parseJson(text: string, path: string, findings: Findings): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's message lacks the place for some mistakes; this parser, loaded only now, always knows it.
    const { parse, printParseErrorCode } = await import("jsonc-parser");
    const errors: { error: number; offset: number; length: number }[] = [];
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    const [first] = errors;
    const before = text.slice(0, first?.offset ?? 0).split("\n");
    const what = first === undefined ? "invalid" : jsonFaults[printParseErrorCode(first.error)] ?? "invalid";
    findings.mistake(
      `${path} is no valid JSON: ${what} at line ${before.length}, column ${
        (before.at(-1)?.length ?? 0) + 1
      }.`,
    );
    return undefined;
  }
}

const jsonFaults: Readonly<Record<string, string>> = {
  InvalidSymbol: "a word that is not in double quotes",
  InvalidNumberFormat: "a number that cannot be read",
  PropertyNameExpected: "a key in double quotes is missing (or a comma stands after the last entry)",
  ValueExpected: "a value is missing (or a comma stands after the last entry)",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a closing brace is missing",
  CloseBracketExpected: "a closing bracket is missing",
  EndOfFileExpected: "something follows the end",
  InvalidCommentToken: "a comment, which JSON does not allow,",
  UnexpectedEndOfString: "a text that does not end",
  InvalidEscapeCharacter: "a backslash that must be doubled",
  InvalidUnicode: "a broken \\u escape",
  InvalidCharacter: "a control character",
};

const clusterName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

function readClusters(clusters: unknown, path: string, findings: Findings): ReadonlyMap<string, Layer> {
  const layers = new Map<string, Layer>();
  if (clusters === undefined || clusters === null) return layers;
  if (!isObject(clusters)) {
    findings.mistake(
      `clusters in ${path} must be an object that maps names to settings: { "home": { "host": "pve.example" } }.`,
    );
    return layers;
  }
  for (const [name, content] of Object.entries(clusters)) {
    if (!clusterName.test(name)) {
      findings.mistake(
        `clusters in ${path} has the name "${name}": use letters, digits, and the characters _ . - (at most 63).`,
      );
    } else if (!isObject(content)) {
      findings.mistake(`clusters.${name} in ${path} must be an object such as { "host": "pve.example" }.`);
    } else layers.set(name, readKeys(content, `clusters.${name}.`, path, findings));
  }
  if (Object.keys(clusters).length === 0) {
    findings.mistake(`clusters in ${path} is empty: name one or remove it.`);
  }
  return layers;
}

function readKeys(content: Record<string, unknown>, prefix: string, path: string, findings: Findings): Layer {
  const layer = new Map<Setting, Given>();
  for (const [key, value] of Object.entries(content)) {
    const origin: Origin = { kind: "file", name: `${prefix}${key}`, file: path };
    const known = keys().get(key);
    if (known === undefined) noteUnknown(key, prefix !== "", origin, findings);
    else if (prefix !== "" && !known.setting.perCluster) {
      findings.mistake(
        `${describeOrigin(origin)} holds for all clusters: move it out of clusters, to the top of the file.`,
      );
    } else if (isGiven(value, origin, findings)) {
      const earlier = layer.get(known.setting);
      if (earlier === undefined) layer.set(known.setting, { value, origin, inFile: known.inFile });
      else {findings.mistake(
          `${describeOrigin(earlier.origin)} and ${key} are the same setting: remove one of them.`,
        );}
    }
  }
  return layer;
}

function noteUnknown(key: string, inCluster: boolean, origin: Origin, findings: Findings): void {
  const candidates = [...keys()].filter(([, { setting }]) => !inCluster || setting.perCluster).map(([name]) =>
    name
  );
  const meant = nearest(key, inCluster ? candidates : [...candidates, "clusters"]);
  const advice = meant === undefined
    ? "remove it, or see proxmox-mcp --help for the settings"
    : `did you mean ${meant}?`;
  findings.mistake(`${describeOrigin(origin)} is no setting: ${advice}${meant === undefined ? "." : ""}`);
}

interface Known {
  readonly setting: Setting;
  readonly inFile: boolean;
}

let knownKeys: ReadonlyMap<string, Known> | undefined;

/** Every key the file may have: camel case first, then the environment's names; secrets also with `File` or `_FILE`. */
function keys(): ReadonlyMap<string, Known> {
  knownKeys ??= new Map(allSettings.flatMap(keysOf));
  return knownKeys;
}

function keysOf(setting: Setting): readonly (readonly [string, Known])[] {
  const names = [setting.name, ...setting.aliases];
  const plain: [string, Known][] = [setting.key, ...names].map((key) => [key, { setting, inFile: false }]);
  if (!setting.secret) return plain;
  return [...plain, ...plain.map(([key]): [string, Known] => [fileKey(key), { setting, inFile: true }])];
}

/** The key that gives a secret by the path of a file: `passwordFile`, `PROXMOX_PASSWORD_FILE`. */
export function fileKey(key: string): string {
  return key === key.toUpperCase() ? `${key}_FILE` : `${key}File`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
