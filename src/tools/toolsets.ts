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

/** The toolset that a tool belongs to. */
export type Toolset = (typeof toolsets)[number];

/** Names that `PROXMOX_TOOLSETS` may have: the toolsets, `minimal` (the door alone) and `all`. */
export const toolsetNames: readonly string[] = [...toolsets, "minimal", "all"];
