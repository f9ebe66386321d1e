import { late } from "../late.ts";
import { coreTools } from "../tools/core_catalog.ts";
import { isListed, type Listing, listsMoreThanCore } from "../tools/listing.ts";
import type { Tool } from "../tools/tool.ts";

/** The tools that a client is shown; the code of other toolsets is loaded only where some of them are on. */
export async function toolsFor(listing: Listing): Promise<readonly Tool[]> {
  if (listsMoreThanCore(listing)) return (await catalog()).listedTools(listing);
  return coreTools.filter((tool) => isListed(tool, listing));
}

/** The tool of this name, listed or not; undefined when there is none. */
export async function toolNamed(name: string): Promise<Tool | undefined> {
  const isIt = (tool: Tool) => tool.name === name;
  return coreTools.find(isIt) ?? (await catalog()).allTools.find(isIt);
}

/** Every tool there is, listed or not. */
export async function everyTool(): Promise<readonly Tool[]> {
  return (await catalog()).allTools;
}

function catalog(): Promise<typeof import("../tools/catalog.ts")> {
  return late<typeof import("../tools/catalog.ts")>("../tools/catalog.ts", import.meta.url);
}
