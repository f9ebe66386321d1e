import * as z from "zod";
import type { GuestType } from "../../proxmox/resources.ts";
import { parseArguments } from "../arguments.ts";
import { ctList, vmList } from "../guest_list.ts";
import { nodeList, nodeStatusTool } from "../node.ts";
import { type JsonSchema, schemaOf } from "../schema.ts";
import { snapshotCreate, snapshotList } from "../snapshot.ts";
import { snapshotDelete, snapshotRestore } from "../snapshot_destroy.ts";
import { storageList } from "../storage.ts";
import type { Tool } from "../tool.ts";
import { onGuestOfType } from "./alias.ts";
import { powerTool } from "./our_tools.ts";

/** Which wire carries a call is for PROXMOX_DEFAULT_TRANSPORT to say; the argument is checked and changes nothing. */
const transport = z.enum(["ssh", "api", "auto"]).optional();

/** What kind of guest a snapshot is of; the tools that take it serve both, so it is held against the guest. */
const type = z.enum(["vm", "ct"]).optional();

/** A tool of ours under its own name that takes mcp-proxmox-admin's arguments too: `transport`, and `type` where it has that. */
function alsoTaking(tool: Tool, old: z.ZodRawShape = { transport }): Tool {
  const parser = z.looseObject(old);
  let schema: JsonSchema | undefined;
  return {
    ...tool,
    toolset: "compat-mcp-proxmox-admin",
    standsFor: [tool.name],
    prepare(given) {
      schema ??= schemaOf(z.object(old), "input");
      const all = { ...schema, properties: { ...tool.inputSchema().properties, ...schema.properties } };
      const { transport: _, ...rest } = parseArguments(tool.name, parser, all, given);
      if (!("type" in old)) return tool.prepare(rest);
      const { type, ...others } = rest;
      return onGuestOfType(tool.prepare(others), guestTypeOf(type), "leave type= out");
    },
  };
}

function guestTypeOf(type: unknown): GuestType | undefined {
  return type === "vm" ? "qemu" : type === "ct" ? "lxc" : undefined;
}

const powerTools = [
  "proxmox_vm_start",
  "proxmox_vm_stop",
  "proxmox_vm_shutdown",
  "proxmox_vm_restart",
  "proxmox_ct_start",
  "proxmox_ct_stop",
  "proxmox_ct_restart",
];

/** The 16 tools of mcp-proxmox-admin: their names are ours, so each takes the place of the tool that it stands for. */
export const mcpProxmoxAdminAliases: readonly Tool[] = [
  ...[vmList, ctList, nodeList, nodeStatusTool, storageList].map((tool) => alsoTaking(tool)),
  ...powerTools.map((name) => alsoTaking(powerTool(name))),
  ...[snapshotList, snapshotCreate, snapshotRestore, snapshotDelete].map((tool) =>
    alsoTaking(tool, { transport, type })
  ),
];
