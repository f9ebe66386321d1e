import { access, tools as toolSettings } from "../../config/declared/access.ts";
import type { Setting } from "../../config/setting.ts";
import { allTools } from "../../tools/catalog.ts";
import type { Tool } from "../../tools/tool.ts";
import { type Toolset, toolsets } from "../../tools/toolsets.ts";

/** What a person wants the assistant to be able to do. */
export type AccessLevel = "look" | "operate" | "everything";

/** A setting and the value that setup gives it. */
export type Given = readonly [Setting, string | number | boolean | readonly string[]];

/** A level as it is offered and what follows from it. */
export interface AccessLevelTerms {
  readonly title: string;
  readonly hint: string;
  readonly role: string;
  readonly toolsets: readonly Toolset[];
  /** Privileges that tools of these toolsets would use and do not get; those that cannot work without are left out. */
  readonly withheld: readonly string[];
}

/** The levels by name, the most careful first. */
export const accessLevels: Readonly<Record<AccessLevel, AccessLevelTerms>> = {
  look: {
    title: "Look",
    hint: "guests, nodes, storages, tasks and logs; changes nothing",
    role: "MCPLook",
    toolsets: ["door", "core"],
    withheld: [],
  },
  operate: {
    title: "Operate",
    hint: "also start, stop, snapshot, roll back and back up the guests there are",
    role: "MCPOperate",
    toolsets: ["door", "core", "backup"],
    withheld: ["Sys.Modify", "VM.Allocate"],
  },
  everything: {
    title: "Everything",
    hint: "also create, change and delete guests, storage contents, networks; but no users and rights",
    role: "MCPEverything",
    // Whoever may grant rights has every right, so that is never given in passing.
    toolsets: toolsets.filter((toolset) => toolset !== "access"),
    withheld: [],
  },
};

/** Privileges without which nothing can be seen, on any level; a read tool that needs more than that names it itself. */
const lookingOnly = /\.(?:Audit|Syslog)$/;

/** The privileges that a level needs, sorted. With `commands` also those to run commands in VMs. */
export function privilegesOf(level: AccessLevel, commands: boolean): readonly string[] {
  const { withheld } = accessLevels[level];
  const looking = allTools.flatMap((tool) => tool.access === "read" ? tool.privileges : [])
    .filter((privilege) => lookingOnly.test(privilege));
  const doing = level === "look" ? [] : toolsOf(level).filter((tool) => commands || tool.access !== "exec")
    .flatMap((tool) => tool.privileges);
  return [...new Set([...looking, ...doing])].filter((privilege) => !withheld.includes(privilege)).sort();
}

/**
 * The privileges as a release knows them; `known` are all it has. Before 9.0 `VM.Monitor` stood for everything that the guest
 * agent does, commands in the VM too, so it takes the place of nothing less than the right to run those.
 */
export function privilegesKnown(wanted: readonly string[], known: ReadonlySet<string>): readonly string[] {
  const commands = wanted.includes("VM.GuestAgent.Unrestricted") ? ["VM.Monitor"] : [];
  return [...new Set([...wanted, ...commands])].filter((privilege) => known.has(privilege)).sort();
}

/** The settings that hold the server to a level. */
export function settingsOf(level: AccessLevel, commands: boolean): readonly Given[] {
  const { toolsets: names } = accessLevels[level];
  const unusable = unusableTools(level);
  return [
    ...(level === "look" ? [[access.readOnly, true] as const] : []),
    ...(commands && level !== "look" ? [[access.acceptRisks, true] as const] : []),
    ...(level === "look" ? [] : [[toolSettings.toolsets, names.filter((name) => name !== "door")] as const]),
    ...(unusable.length === 0 ? [] : [[toolSettings.exclude, unusable] as const]),
  ];
}

/** Tools that cannot work without what is withheld, so that no assistant tries them. Those of the core work in part. */
function unusableTools(level: AccessLevel): readonly string[] {
  const { withheld } = accessLevels[level];
  return toolsOf(level)
    .filter((tool) => tool.toolset !== "core" && tool.privileges.some((name) => withheld.includes(name)))
    .map((tool) => tool.name).sort();
}

function toolsOf(level: AccessLevel): readonly Tool[] {
  return allTools.filter((tool) => accessLevels[level].toolsets.includes(tool.toolset));
}
