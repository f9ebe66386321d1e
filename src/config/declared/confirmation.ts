import { confirmRule } from "../selectors.ts";
import type { ConfirmRule } from "../selectors.ts";
import { optionalSetting, settingWithDefault } from "../setting.ts";
import { choice, listOf, text } from "../values.ts";

const group = "confirmation";

/** Who is asked before a call, and where it is written down. */
export const confirmation = {
  confirm: settingWithDefault<"elicit" | "token" | "deny" | "off">({
    name: "PROXMOX_CONFIRM",
    group,
    restricts: true,
    default: "elicit",
    doc:
      "How calls that lose data are confirmed. `elicit`: the client asks a person, and where it cannot, as `token`. " +
      "`token`: a first call previews, a second with its token acts. `deny`: they never run. `off`: they run unasked.",
    schema: () => choice(["elicit", "token", "deny", "off"]),
  }),

  confirmRules: settingWithDefault<readonly ConfirmRule[]>({
    name: "PROXMOX_CONFIRM_RULES",
    group,
    restricts: true,
    default: [],
    example: "tool:proxmox_vm_stop,class:exec,tag:production,pool:customers",
    doc:
      "Further calls to confirm, by tool, access class (`write`, `exec`, `host`), or the guest's tag or pool.",
    schema: () => listOf(confirmRule()),
  }),

  auditLog: optionalSetting({
    name: "PROXMOX_AUDIT_LOG",
    group,
    example: "/var/log/proxmox-mcp/audit.jsonl",
    defaultText:
      "`audit.jsonl` in the state directory: `$XDG_STATE_HOME/proxmox-mcp` or `~/.local/state/proxmox-mcp`, " +
      "`~/Library/Application Support/proxmox-mcp` on macOS, `%LOCALAPPDATA%\\proxmox-mcp` on Windows",
    doc: "File that gets one line for every call that changes something.",
    schema: text,
  }),
} as const;
