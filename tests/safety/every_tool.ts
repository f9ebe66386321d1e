import { allTools } from "../../src/tools/catalog.ts";
import { allAliases } from "../../src/tools/compat/catalog.ts";
import type { Tool } from "../../src/tools/tool.ts";
import { compatToolsets } from "../../src/tools/toolsets.ts";

/** `PROXMOX_TOOLSETS` with everything in it, the names of other servers too. */
export const everyToolset = ["all", ...compatToolsets].join(",");

const aliasNames = new Set(allAliases.map(({ name }) => name));

/** Every tool of a server with {@linkcode everyToolset}: an alias with the name of one of ours stands in its place. */
export const everyTool: readonly Tool[] = [
  ...allTools.filter(({ name }) => !aliasNames.has(name)),
  ...allAliases,
];
