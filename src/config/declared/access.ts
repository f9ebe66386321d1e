import { optionalSetting, settingWithDefault } from "../setting.ts";
import { globs, listOf, switchValue, textLike } from "../values.ts";

const group = "access";

const toolForm = /^[A-Za-z0-9_*?-]+$/;
const toolError = "must be the name of a tool, in which * and ? may stand for characters";

/** The switches of the access classes. */
export const access = {
  readOnly: settingWithDefault({
    name: "PROXMOX_READ_ONLY",
    group,
    restricts: true,
    default: false,
    doc: "Nothing but reading: no change leaves the program.",
    schema: switchValue,
  }),

  safeMode: settingWithDefault({
    name: "PROXMOX_SAFE_MODE",
    group,
    restricts: true,
    default: false,
    doc:
      "Nothing that loses data or runs commands: no delete, no rollback, no restore over a guest, no command.",
    schema: switchValue,
  }),

  allowElevated: settingWithDefault({
    name: "PROXMOX_ALLOW_ELEVATED",
    group,
    default: false,
    doc: "Allows commands and file transfer in VMs through the guest agent.",
    schema: switchValue,
  }),

  acceptRisks: settingWithDefault({
    name: "I_ACCEPT_RISKS",
    group,
    default: false,
    doc:
      "Allows commands and file transfer in guests, and changes over SSH, which run with the SSH user's full rights.",
    schema: switchValue,
  }),

  enableHostExec: settingWithDefault({
    name: "ENABLE_HOST_EXEC",
    group,
    default: false,
    doc: "Allows commands and file transfer on the Proxmox hosts themselves. Needs `I_ACCEPT_RISKS`.",
    schema: switchValue,
  }),
} as const;

/** Which tools are offered. */
export const tools = {
  toolsets: settingWithDefault<readonly string[]>({
    name: "PROXMOX_TOOLSETS",
    group: "tools",
    default: ["core"],
    example: "core,provision,backup",
    doc:
      "Toolsets to offer; `all` for everything, `minimal` for the generic tools alone. `compat-ry-ops` and its like add the " +
      "tool names of another server.",
    schema: () =>
      listOf(
        textLike(/^[A-Za-z0-9-]+$/, "must be the name of a toolset").transform((name) => name.toLowerCase()),
      ),
  }),

  only: optionalSetting<readonly string[]>({
    name: "PROXMOX_TOOLS",
    group: "tools",
    restricts: true,
    example: "proxmox_vm_*,proxmox_node_list",
    defaultText: "all of the toolsets",
    doc: "Offers only the tools named here.",
    schema: () => globs(toolForm, toolError),
  }),

  exclude: settingWithDefault<readonly string[]>({
    name: "PROXMOX_EXCLUDE_TOOLS",
    group: "tools",
    restricts: true,
    default: [],
    example: "proxmox_*_delete",
    doc: "Tools never offered, whatever else is set.",
    schema: () => globs(toolForm, toolError),
  }),
} as const;
