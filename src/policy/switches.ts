import type { PolicySettings } from "../config/settings.ts";
import type { AccessClass } from "./access.ts";

/** The settings that switch access classes on and off. */
export type Switches = Pick<
  PolicySettings,
  "readOnly" | "safeMode" | "allowElevated" | "enableHostExec" | "acceptRisks" | "confirm"
>;

/** The wire that a request or command would take. */
export type PolicyWire = "api" | "ssh";

/**
 * Names the settings that keep a class off, each as the assignment that would allow it; empty when the class is on.
 *
 * Over SSH everything but reading also takes `I_ACCEPT_RISKS`, because Proxmox's own permissions do not bound it there.
 */
export function missingSwitches(
  access: AccessClass,
  switches: Switches,
  wire: PolicyWire = "api",
): readonly string[] {
  if (access === "read") return [];
  const missing: string[] = [];
  if (switches.readOnly) missing.push("PROXMOX_READ_ONLY=false");
  if (switches.safeMode && access !== "write") missing.push("PROXMOX_SAFE_MODE=false");
  if (access === "destroy" && switches.confirm === "deny") missing.push("PROXMOX_CONFIRM=elicit");
  if (access === "host" && !switches.enableHostExec) missing.push("ENABLE_HOST_EXEC=true");
  if ((access === "host" || wire === "ssh") && !switches.acceptRisks) missing.push("I_ACCEPT_RISKS=true");
  if (access === "exec" && wire === "api" && !switches.allowElevated && !switches.acceptRisks) {
    missing.push("PROXMOX_ALLOW_ELEVATED=true");
  }
  return missing;
}
