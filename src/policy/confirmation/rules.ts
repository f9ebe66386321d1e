import type { ConfirmRule } from "../../config/selectors.ts";
import type { PolicySettings } from "../../config/settings.ts";
import type { AccessClass } from "../access.ts";
import { matchesGlob } from "../glob.ts";
import type { GuestFacts } from "../targets/facts.ts";
import { selects } from "../targets/selectors.ts";

/** A call, as far as it decides whether somebody is asked first. */
export interface ConfirmableCall {
  readonly tool: string;
  readonly access: AccessClass;
  /** True when data or state is lost although the class is another one (a restore over a guest, say). */
  readonly destroys?: boolean | undefined;
  /** The guests that the call is about, as they are now; empty for calls about something else. */
  readonly guests: readonly Pick<GuestFacts, "vmid" | "tags" | "pool">[];
}

/** Why a call is confirmed first: because it loses data, or because a rule of `PROXMOX_CONFIRM_RULES` says so. */
export type ConfirmationReason = "destroys" | ConfirmRule;

/** Why a call needs confirmation, or undefined when it may run at once; `PROXMOX_CONFIRM=off` asks about nothing. */
export function confirmationReason(
  settings: Pick<PolicySettings, "confirm" | "confirmRules">,
  call: ConfirmableCall,
): ConfirmationReason | undefined {
  if (settings.confirm === "off" || call.access === "read") return undefined;
  if (call.access === "destroy" || call.destroys === true) return "destroys";
  return settings.confirmRules.find((rule) => applies(rule, call));
}

function applies(rule: ConfirmRule, call: ConfirmableCall): boolean {
  switch (rule.kind) {
    case "tool":
      return matchesGlob(rule.glob, call.tool, { ignoreCase: true });
    case "class":
      return call.access === rule.access;
    case "tag":
    case "pool":
      return call.guests.some((guest) => selects(rule, guest));
  }
}
