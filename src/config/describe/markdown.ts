import { allSettings } from "../declared/all.ts";
import { groups, type Setting } from "../setting.ts";
import { inGroups, otherNames } from "./parts.ts";

/** The table of settings for the README, in Markdown. */
export function settingsTable(): string {
  const rows = inGroups(allSettings).flatMap(([group, settings]) => [
    `| **${groups[group]}** | | | |`,
    ...settings.map(row),
  ]);
  return [
    "| Setting | Also accepted | Default | What it does |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function row(setting: Setting): string {
  const cells = [
    code(setting.name),
    otherNames(setting).map(code).join(", "),
    setting.defaultText === String(setting.default) ? code(setting.defaultText) : setting.defaultText,
    setting.doc,
  ];
  return `|${cells.map((cell) => cell === "" ? " |" : ` ${cell.replaceAll("|", "\\|")} |`).join("")}`;
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
