import { nearest } from "../text/nearest.ts";
import { allSettings } from "./declared/all.ts";
import type { Findings } from "./findings.ts";
import { type Given, isGiven, type Layer } from "./given.ts";
import type { Setting } from "./setting.ts";
import { switchFromText } from "./values.ts";

/** The option that names the configuration file. */
export const configOption = "--config";

/** What the command line says about settings. */
export interface CommandLine {
  readonly layer: Layer;
  /** Value of `--config`. */
  readonly configPath: string | undefined;
}

/**
 * Takes the options that are settings (and `--config`), with their values, out of the arguments; the rest is for the
 * command. Nothing after `--` is touched.
 */
export function splitArguments(
  args: readonly string[],
): { readonly settings: readonly string[]; readonly rest: readonly string[] } {
  const settings: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (argument === "--") {
      rest.push(...args.slice(index));
      break;
    }
    const option = optionOf(argument);
    if (option === undefined) rest.push(argument);
    else {
      settings.push(argument);
      const next = args[index + 1];
      if (takesNext(option, argument, next) && next !== undefined) {
        settings.push(next);
        index++;
      }
    }
  }
  return { settings, rest };
}

/** The option of a setting (or `--config`) that an unknown option probably means. */
export function nearestOption(option: string): string | undefined {
  return nearest(option, [...allSettings.map((setting) => setting.option), configOption]);
}

/** Reads settings from arguments as `splitArguments` hands them out; anything else in them is a mistake. */
export function readCommandLine(args: readonly string[], findings: Findings): CommandLine {
  const layer = new Map<Setting, Given>();
  let configPath: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    const option = optionOf(argument);
    if (option === undefined) {
      noteUnknown(argument, findings);
      // What follows an unknown option is probably its value, and not worth a complaint of its own.
      if (argument.startsWith("-") && args[index + 1]?.startsWith("-") === false) index++;
      continue;
    }
    let value: unknown = option.inline;
    if (takesNext(option, argument, args[index + 1])) value = args[++index];
    else if (value === undefined && option.setting?.isSwitch === true) value = !option.negated;
    if (value === undefined) findings.mistake(`${option.name} needs a value: write ${option.name} VALUE.`);
    else if (option.setting === undefined) configPath = String(value);
    else if (option.setting.secret && !option.inFile) refuseSecret(option.setting, findings);
    else if (isGiven(value, { kind: "option", name: option.name }, findings)) {
      layer.set(option.setting, {
        value,
        origin: { kind: "option", name: option.name },
        inFile: option.inFile,
      });
    }
  }
  return { layer, configPath };
}

interface Option {
  readonly name: string;
  /** Undefined for `--config`. */
  readonly setting: Setting | undefined;
  readonly inFile: boolean;
  readonly negated: boolean;
  /** The value behind `=`. */
  readonly inline: string | undefined;
}

function optionOf(argument: string): Option | undefined {
  const equals = argument.indexOf("=");
  const name = equals < 0 ? argument : argument.slice(0, equals);
  const inline = equals < 0 ? undefined : argument.slice(equals + 1);
  const option = { name, inline, inFile: false, negated: false };
  if (name === configOption) return { ...option, setting: undefined };
  for (const setting of allSettings) {
    if (name === setting.option) return { ...option, setting };
    if (setting.secret && name === `${setting.option}-file`) return { ...option, setting, inFile: true };
    if (setting.isSwitch && inline === undefined && name === setting.option.replace("--", "--no-")) {
      return { ...option, setting, negated: true };
    }
  }
  return undefined;
}

/** A switch takes the next argument only when that is a truth value; every other option takes it unless it is an option. */
function takesNext(option: Option, argument: string, next: string | undefined): boolean {
  if (next === undefined || option.negated || argument.includes("=")) return false;
  return option.setting?.isSwitch === true ? switchFromText(next) !== undefined : !next.startsWith("--");
}

function noteUnknown(argument: string, findings: Findings): void {
  const name = argument.split("=", 1)[0] ?? argument;
  const meant = name.startsWith("-") ? nearestOption(name) : undefined;
  findings.mistake(
    meant === undefined
      ? `${name} is no option: proxmox-mcp --help lists them.`
      : `${name} is no option: did you mean ${meant}?`,
  );
}

function refuseSecret(setting: Setting, findings: Findings): void {
  findings.mistake(
    `${setting.option} is refused, since every user of this machine can read a command line: ` +
      `set ${setting.name} in the environment, or give a file with ${setting.option}-file.`,
  );
}
