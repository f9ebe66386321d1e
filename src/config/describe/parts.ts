import { type Group, groups, type Setting } from "../setting.ts";

/** The settings under their headings, in the order of the headings. */
export function inGroups(settings: readonly Setting[]): readonly (readonly [Group, readonly Setting[]])[] {
  const byGroup = new Map<Group, Setting[]>();
  for (const setting of settings) {
    const already = byGroup.get(setting.group);
    if (already === undefined) byGroup.set(setting.group, [setting]);
    else already.push(setting);
  }
  const order = Object.keys(groups);
  return [...byGroup].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

/** The default as a sentence, in Markdown; empty where there is none. */
export function defaultSentence(setting: Setting): string {
  if (setting.defaultText === "") return "";
  return setting.defaultText === "required" ? "Required." : `Default: ${setting.defaultText}.`;
}

/** Every other name the setting has in the environment, `NAME_FILE` of a secret included. */
export function otherNames(setting: Setting): readonly string[] {
  return setting.secret ? [...setting.aliases, `${setting.name}_FILE`] : setting.aliases;
}
