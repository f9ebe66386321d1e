import type { PolicySettings } from "../config/settings.ts";
import type { PolicyError } from "../policy/errors.ts";
import type { Policy } from "../policy/policy.ts";
import type { Tool } from "./tool.ts";
import { isCompat } from "./toolsets.ts";

/** What a tool is listed by. */
export interface Listing {
  readonly policy: Policy;
  /** Whether any cluster has an SSH login, without which tools that need one are of no use. */
  readonly ssh: boolean;
}

/** Whether a client is shown a tool: its toolset is on, its class is allowed, the lists let it in, its wire is configured. */
export function isListed(tool: Tool, listing: Listing): boolean {
  return isOn(tool, listing.policy.settings) && (tool.needs === undefined || listing.ssh) &&
    unlistedBecause(tool, listing) === undefined;
}

/** Why a tool may not be called, whatever its toolset; undefined when it may. */
export function unlistedBecause(tool: Tool, { policy }: Pick<Listing, "policy">): PolicyError | undefined {
  return policy.toolRefusal(tool.name, tool.standsFor) ??
    policy.refusal(tool.access, tool.needs === "ssh" ? { wire: "ssh" } : {});
}

/**
 * Whether tools beyond `coreTools` may be listed, so that their code has to be loaded.
 *
 * `PROXMOX_TOOLS` picks from all toolsets, and commands and files belong to `core` although most servers do not have them.
 */
export function listsMoreThanCore({ policy }: Listing): boolean {
  const { tools, toolsets } = policy.settings;
  return tools !== undefined || policy.refusal("exec") === undefined ||
    toolsets.some((toolset) =>
      toolset !== "core" && toolset !== "minimal" && toolset !== "door" && !isCompat(toolset)
    );
}

function isOn(tool: Tool, { tools, toolsets }: PolicySettings): boolean {
  if (isCompat(tool.toolset)) return toolsets.includes(tool.toolset);
  if (tool.toolset === "door" || tools !== undefined || toolsets.includes("all")) return true;
  return toolsets.includes(tool.toolset);
}
