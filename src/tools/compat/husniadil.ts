import * as z from "zod";
import { ctExec, runInContainer } from "../exec/ct_exec.ts";
import { guestPull, guestPush } from "../exec/guest_files.ts";
import { hostExec, runOnNode } from "../exec/host_exec.ts";
import { hostPull, hostPush } from "../exec/host_files.ts";
import { vmid, wait } from "../fields.ts";
import { ctList } from "../guest_list.ts";
import { ctStatus } from "../guest_status.ts";
import type { Tool } from "../tool.ts";
import { defineAlias } from "./alias.ts";
import { commandJson, containersJson, containerStatusJson } from "./husniadil_json.ts";
import { powerTool } from "./our_tools.ts";

const toolset = "compat-husniadil";

const format = z.enum(["json", "text"]);
const command = {
  command: z.string().min(1).max(10_000),
  timeout: z.int().min(1).max(300).default(30),
  response_format: format.default("text"),
};
const filePath = z.string().min(1).max(4096);
const overwrite = z.boolean().default(false);
const permissions = z.string().regex(/^[0-7]{3,4}$/, "must be octal, such as 644").default("644");

/** The 10 tools of husniadil/proxmox-mcp-server. */
export const husniadilAliases: readonly Tool[] = [
  defineAlias({
    name: "proxmox_container_exec_command",
    toolset,
    standsFor: [ctExec],
    description: "Run a line of shell in a running container.",
    input: { vmid, ...command },
    translate: ({ response_format: _, ...input }) => input,
    answer: async (input, context, run) =>
      input.response_format === "text"
        ? await run()
        : commandJson(await runInContainer(input, context), context.limits.characters),
  }),
  defineAlias({
    name: "proxmox_list_containers",
    toolset,
    standsFor: [ctList],
    input: { response_format: format.default("json") },
    translate: () => ({ limit: 1000 }),
    answer: async ({ response_format }, context, run) =>
      (response_format === "json" ? await containersJson(context) : undefined) ?? await run(),
  }),
  defineAlias({
    name: "proxmox_container_status",
    toolset,
    standsFor: [ctStatus],
    input: { vmid, response_format: format.default("json") },
    translate: ({ vmid }) => ({ vmid }),
    answer: async (input, context, run) =>
      input.response_format === "text" ? await run() : await containerStatusJson(input, context),
  }),
  defineAlias({
    name: "proxmox_start_container",
    toolset,
    standsFor: [powerTool("proxmox_ct_start")],
    input: { vmid },
    hidden: { wait },
  }),
  defineAlias({
    name: "proxmox_stop_container",
    toolset,
    standsFor: [powerTool("proxmox_ct_stop")],
    input: { vmid },
    hidden: { wait },
  }),
  defineAlias({
    name: "proxmox_download_file_from_container",
    toolset,
    standsFor: [guestPull],
    needs: "ssh",
    description: "Copy a file out of a container to local_path on the server's side.",
    input: { vmid, container_path: filePath, local_path: filePath, overwrite },
    translate: ({ container_path: path, local_path: local, ...input }) => ({ ...input, path, local }),
    guestType: () => "lxc",
  }),
  defineAlias({
    name: "proxmox_upload_file_to_container",
    toolset,
    standsFor: [guestPush],
    needs: "ssh",
    description: "Write a file in a container from local_path on the server's side.",
    input: { vmid, local_path: filePath, container_path: filePath, permissions, overwrite },
    translate: ({ container_path: path, local_path: local, permissions: mode, ...input }) => ({
      ...input,
      path,
      local,
      mode,
    }),
    guestType: () => "lxc",
  }),
  defineAlias({
    name: "proxmox_download_file_from_host",
    toolset,
    standsFor: [hostPull],
    description: "Copy a file from a Proxmox node to local_path on the server's side.",
    input: { host_path: filePath, local_path: filePath, overwrite },
    translate: ({ host_path: path, local_path: local, ...input }) => ({ ...input, path, local }),
  }),
  defineAlias({
    name: "proxmox_upload_file_to_host",
    toolset,
    standsFor: [hostPush],
    description: "Write a file on a Proxmox node from local_path on the server's side.",
    input: { local_path: filePath, host_path: filePath, permissions, overwrite },
    translate: ({ host_path: path, local_path: local, permissions: mode, ...input }) => ({
      ...input,
      path,
      local,
      mode,
    }),
  }),
  defineAlias({
    name: "proxmox_host_exec_command",
    toolset,
    standsFor: [hostExec],
    description: "Run a line of shell as root on a Proxmox node itself.",
    input: command,
    translate: ({ response_format: _, ...input }) => input,
    answer: async (input, context, run) =>
      input.response_format === "text"
        ? await run()
        : commandJson(await runOnNode(input, context), context.limits.characters),
  }),
];
