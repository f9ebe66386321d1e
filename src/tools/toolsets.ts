/** The groups of tools that are switched on and off together (`PROXMOX_TOOLSETS`); `door` is always on. */
export const toolsets = [
  "door",
  "core",
  "provision",
  "backup",
  "monitor",
  "network",
  "firewall",
  "access",
  "ha",
  "pool",
] as const;

/** Toolsets of aliases: the tools of another Proxmox MCP server under its own names. On only where they are named; `all` is without. */
export const compatToolsets = [
  "compat-mcp-proxmox-admin",
  "compat-ry-ops",
  "compat-gilby125",
  "compat-husniadil",
] as const;

/** A toolset of aliases. */
export type CompatToolset = (typeof compatToolsets)[number];

/** The toolset that a tool belongs to. */
export type Toolset = (typeof toolsets)[number] | CompatToolset;

/** Names that `PROXMOX_TOOLSETS` may have: the toolsets, `minimal` (the door alone) and `all`. */
export const toolsetNames: readonly string[] = [...toolsets, ...compatToolsets, "minimal", "all"];

/** Whether a toolset holds aliases. */
export function isCompat(toolset: string): toolset is CompatToolset {
  return compatToolsets.some((compat) => compat === toolset);
}
