import { configOption } from "../../config/command_line.ts";
import { allSettings } from "../../config/declared/all.ts";
import type { Setting } from "../../config/setting.ts";
import { allTools } from "../../tools/catalog.ts";
import type { Command } from "../command.ts";

/** Everything that a shell may complete; each word is plain (letters, digits, `-`, `_`, `=`), so no shell needs quotes. */
export interface Vocabulary {
  readonly commands: readonly { readonly name: string; readonly options: readonly string[] }[];
  /** Options of the settings, which every command takes. */
  readonly settings: readonly string[];
  /** By the name that `call` takes, without `proxmox_`; the arguments end in `=`. */
  readonly tools: readonly { readonly name: string; readonly arguments: readonly string[] }[];
}

/** Reads the words from the commands' usage, the settings and the catalogue of tools. */
export function vocabularyOf(commands: readonly Command[]): Vocabulary {
  return {
    commands: commands.map(({ name, usage, details }) => ({
      name,
      options: optionsIn(`${usage} ${details}`),
    })),
    settings: [configOption, ...allSettings.map(optionOf)],
    tools: allTools.map((tool) => ({
      name: tool.name.replace(/^proxmox_/, ""),
      arguments: Object.keys(tool.inputSchema()["properties"] ?? {}).map((name) => `${name}=`),
    })),
  };
}

function optionsIn(help: string): readonly string[] {
  return [...new Set(help.match(/--[a-z][a-z-]*/g))];
}

/** A secret is given by file, and a switch that is on can only be turned off. */
function optionOf(setting: Setting): string {
  if (setting.secret) return `${setting.option}-file`;
  return setting.isSwitch && setting.default === true
    ? setting.option.replace("--", "--no-")
    : setting.option;
}
