import { late } from "../late.ts";
import type { Policy } from "../policy/policy.ts";
import { coreTools } from "../tools/core_catalog.ts";
import { isListed, type Listing, listsMoreThanCore } from "../tools/listing.ts";
import type { Tool } from "../tools/tool.ts";
import { isCompat } from "../tools/toolsets.ts";

/**
 * The tools that a client is shown; the code of other toolsets is loaded only where some of them are on.
 *
 * Aliases come last. One that has the name of a tool of ours takes the place of that one, whose arguments it takes too.
 */
export async function toolsFor(listing: Listing): Promise<readonly Tool[]> {
  const own = listsMoreThanCore(listing)
    ? (await catalog()).listedTools(listing)
    : coreTools.filter((tool) => isListed(tool, listing));
  const aliases = (await aliasesOn(listing.policy)).filter((tool) => isListed(tool, listing));
  if (aliases.length === 0) return own;
  const names = new Set(aliases.map(({ name }) => name));
  return [...own.filter(({ name }) => !names.has(name)), ...aliases];
}

const coreToolsByName: ReadonlyMap<string, Tool> = new Map(coreTools.map((tool) => [tool.name, tool]));

/** The tool of this name, listed or not, an alias only where its toolset is on; undefined when there is none. */
export async function toolNamed(name: string, policy: Policy): Promise<Tool | undefined> {
  return await aliasNamed(name, policy) ?? coreToolsByName.get(name) ??
    (await catalog()).allTools.find((tool) => tool.name === name);
}

/** The alias of this name whose toolset is on, or undefined. */
export async function aliasNamed(name: string, policy: Policy): Promise<Tool | undefined> {
  return (await aliasesOn(policy)).find((alias) => alias.name === name);
}

/** Every tool there is, listed or not, without aliases. */
export async function everyTool(): Promise<readonly Tool[]> {
  return (await catalog()).allTools;
}

/** Every alias there is, its toolset on or off. */
export async function everyAlias(): Promise<readonly Tool[]> {
  return (await aliasCatalog()).allAliases;
}

async function aliasesOn({ settings: { toolsets } }: Policy): Promise<readonly Tool[]> {
  if (!toolsets.some(isCompat)) return [];
  return (await everyAlias()).filter(({ toolset }) => toolsets.includes(toolset));
}

function catalog(): Promise<typeof import("../tools/catalog.ts")> {
  return late<typeof import("../tools/catalog.ts")>("../tools/catalog.ts", import.meta.url);
}

function aliasCatalog(): Promise<typeof import("../tools/compat/catalog.ts")> {
  return late<typeof import("../tools/compat/catalog.ts")>("../tools/compat/catalog.ts", import.meta.url);
}
