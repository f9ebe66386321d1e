import { dirname } from "node:path";
import { resolvePath } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { Given } from "./given.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Setting } from "./setting.ts";

/** Where the program runs, as far as values depend on it. */
export interface Place {
  readonly directory: string;
  readonly home: string | undefined;
}

/** The values of one cluster or of all: what was given, parsed by each setting's schema, else the default. */
export class Resolved {
  readonly #givens: ReadonlyMap<Setting, Given>;
  readonly #place: Place;
  readonly #findings: Findings;
  readonly #refused = new Set<Setting>();

  constructor(givens: ReadonlyMap<Setting, Given>, place: Place, findings: Findings) {
    this.#givens = givens;
    this.#place = place;
    this.#findings = findings;
  }

  /** The setting's value. One that does not fit is noted as a mistake, once, and the default takes its place. */
  get<V, D extends V | undefined>(setting: Setting<V, D>): V | D {
    const given = this.#givens.get(setting);
    if (given === undefined || given.inFile || this.#refused.has(setting)) return setting.default;
    const outcome = setting.schema().safeParse(given.value, { reportInput: true });
    if (outcome.success) return outcome.data;
    this.#refused.add(setting);
    this.#findings.mistake(
      `${describeOrigin(given.origin)} ${faultOf(setting, given, outcome.error.issues)}.`,
    );
    return setting.default;
  }

  /** The value of a setting that is a path: absolute, `~` resolved, relative to where it was written. */
  path<D extends string | undefined>(setting: Setting<string, D>): string | D {
    const value = this.get(setting);
    return typeof value === "string" ? locate(value, this.origin(setting), this.#place) : value;
  }

  /** Whether somebody gave a value, fitting or not, in a file that can be read or not. */
  isSet(setting: Setting): boolean {
    return this.#givens.has(setting);
  }

  /** Where the value came from. */
  origin(setting: Setting): Origin {
    return this.#givens.get(setting)?.origin ?? { kind: "default" };
  }

  /** How a sentence names the setting: by where it was set, else by its name. */
  name(setting: Setting): string {
    const origin = this.origin(setting);
    return origin.kind === "default" ? setting.name : describeOrigin(origin);
  }
}

/** Resolves a path against the file that it stands in, or else the working directory. */
export function locate(path: string, origin: Origin, place: Place): string {
  const base = origin.kind === "file" || origin.kind === "dotenv" ? dirname(origin.file) : place.directory;
  return resolvePath(path, base, place.home);
}

/** The rest of a sentence that begins with where the value was set. */
function faultOf(setting: Setting, given: Given, issues: readonly Issue[]): string {
  const messages = [...new Set(issues.map((issue) => issue.message))].join("; ");
  if (setting.secret) return messages;
  const entries = issues.filter((issue) => issue.path.length > 0).map((issue) => shown(issue.input));
  return entries.length === 0
    ? `is ${shown(given.value)}, but ${messages}`
    : `has ${entries.length === 1 ? "the entry" : "the entries"} ${
      entries.join(", ")
    }, but an entry ${messages}`;
}

/** What is used of a zod issue. */
interface Issue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly input?: unknown;
}

/** A value as a sentence quotes it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 76)}..."`;
}
