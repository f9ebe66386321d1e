import { wrap } from "../../text/wrap.ts";
import { configOption } from "../command_line.ts";
import { allSettings } from "../declared/all.ts";
import { configFileName } from "../json_file.ts";
import { configVariable } from "../names.ts";
import { groups, type Setting } from "../setting.ts";
import { defaultSentence, inGroups } from "./parts.ts";

/** The settings part of `proxmox-mcp --help`: every setting as option and as environment variable, by group; plain text. */
export function settingsHelp(width = 100): string {
  const head = [
    "Settings come from options, else the environment, else .env (searched up to five directories up), else",
    `${configFileName}. Secrets are never options; NAME_FILE names a file that holds one.`,
    "",
    `  ${configOption} FILE  (${configVariable})`,
    ...explanation(`Configuration file to read instead of ${configFileName}.`, width),
  ];
  const body = inGroups(allSettings).flatMap(([group, settings]) => [
    "",
    groups[group],
    ...settings.flatMap((setting) => [`  ${usage(setting)}`, ...explanation(meaning(setting), width)]),
  ]);
  return [...head, ...body].join("\n");
}

function usage(setting: Setting): string {
  if (setting.secret) return `${setting.name}  (or ${setting.option}-file FILE)`;
  if (!setting.isSwitch) return `${setting.option} ${placeholderOf(setting)}  (${setting.name})`;
  return `${
    setting.default === true ? setting.option.replace("--", "--no-") : setting.option
  }  (${setting.name})`;
}

function placeholderOf(setting: Setting): string {
  return /^\S{1,40}$/.test(setting.example) ? setting.example : "VALUE";
}

function meaning(setting: Setting): string {
  return `${setting.doc} ${defaultSentence(setting)}`.trim().replaceAll("`", "");
}

function explanation(text: string, width: number): readonly string[] {
  const indent = " ".repeat(6);
  return wrap(text, width - indent.length).map((line) => indent + line);
}
