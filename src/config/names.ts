import { nearest } from "../text/nearest.ts";
import { connection } from "./declared/connection.ts";
import { ssh } from "./declared/ssh.ts";
import { allSettings } from "./declared/all.ts";
import type { Findings } from "./findings.ts";
import { type Given, isGiven, type Layer } from "./given.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Setting } from "./setting.ts";

/** Names the configuration file where arguments are hard to give. */
export const configVariable = "PROXMOX_CONFIG";

/** Environment variables of one source. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the settings out of environment variables, from the environment itself or from a `.env` file. */
export function readVariables(
  variables: Variables,
  originOf: (name: string) => Origin,
  findings: Findings,
): Layer {
  const layer = new Map<Setting, Given>();
  for (const setting of allSettings) {
    const found = namesOf(setting)
      .filter(({ name }) => !ambiguous.has(name) || sshBeside(variables))
      .map(({ name, inFile }) => ({ name, inFile, value: variables[name], origin: originOf(name) }))
      .filter(({ value, origin }) => isGiven(value, origin, findings));
    const [first, ...others] = found;
    if (first === undefined) continue;
    layer.set(setting, { value: first.value, origin: first.origin, inFile: first.inFile });
    for (const other of others) if (other.value !== first.value) noteClash(first, other, findings);
  }
  noteUnknown(variables, originOf, findings);
  return layer;
}

interface Found {
  readonly name: string;
  readonly inFile: boolean;
  readonly origin: Origin;
}

function namesOf(setting: Setting): readonly { readonly name: string; readonly inFile: boolean }[] {
  const names = [setting.name, ...setting.aliases].map((name) => ({ name, inFile: false }));
  return setting.secret
    ? [...names, ...names.map(({ name }) => ({ name: `${name}_FILE`, inFile: true }))]
    : names;
}

/**
 * Names of husniadil/proxmox-mcp-server that mean other things to other programs: `HOST` is this machine for tcsh, and in
 * many a `.env` both are where a web server listens. They count only where the other names of that server stand beside them.
 */
const ambiguous: ReadonlySet<string> = new Set(["HOST", "SERVER_PORT"]);

function sshBeside(variables: Variables): boolean {
  return [ssh.user, ssh.password, ssh.keyPath]
    .flatMap((setting) => setting.aliases.flatMap((name) => [name, `${name}_FILE`]))
    .some((name) => (variables[name] ?? "") !== "");
}

/** Tells whether `HOST` is set but was passed over; the missing host is then easier to understand. */
export function hostPassedOver(variables: Variables): boolean {
  return connection.host.aliases.some((name) => (variables[name] ?? "") !== "") && !sshBeside(variables);
}

function noteClash(first: Found, other: Found, findings: Findings): void {
  if (first.inFile !== other.inFile) {
    findings.mistake(`${describeOrigin(first.origin)} and ${other.name} are both set: remove one of them.`);
  } else {
    findings.warn(
      `${describeOrigin(first.origin)} is used; ${other.name}, an older name for it, says something else.`,
    );
  }
}

/**
 * A misspelt name is a warning, since other programs have `PROXMOX_` variables too; but when the setting that was
 * meant takes power away, going on without it would be dangerous, so that is a mistake.
 */
function noteUnknown(variables: Variables, originOf: (name: string) => Origin, findings: Findings): void {
  const known = new Map(
    allSettings.flatMap((setting) => namesOf(setting).map(({ name }) => [name, setting] as const)),
  );
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith("PROXMOX_") || name === configVariable || known.has(name)) continue;
    if (value === undefined || value === "") continue;
    const meant = nearestName(name, known.keys());
    const place = describeOrigin(originOf(name));
    if (meant === undefined) findings.warn(`${place} is no setting of proxmox-mcp and is ignored.`);
    else if (known.get(meant)?.restricts === true) {
      findings.mistake(`${place} is no setting: did you mean ${meant}? Rename or remove it.`);
    } else findings.warn(`${place} is no setting and is ignored: did you mean ${meant}?`);
  }
}

/** Compares without the prefix, which would make every short name look alike; of two such names the newer one is named. */
function nearestName(name: string, known: Iterable<string>): string | undefined {
  const byRest = new Map(
    [...known].toReversed().map((candidate) => [candidate.replace(/^PROXMOX_/, ""), candidate]),
  );
  const rest = nearest(name.replace(/^PROXMOX_/, ""), byRest.keys());
  return rest === undefined ? undefined : byRest.get(rest);
}
