import type { ConfirmRule } from "../../config/selectors.ts";
import type { PolicySettings } from "../../config/settings.ts";
import type { AccessClass } from "../access.ts";
import { PolicyError } from "../errors.ts";
import { matchesGlob } from "../glob.ts";
import type { GuestFacts } from "../targets/facts.ts";
import { selects } from "../targets/selectors.ts";

/** A call, as far as it decides whether somebody is asked first. */
export interface ConfirmableCall {
  readonly tool: string;
  /** The tools of which that one is an alias. */
  readonly standsFor?: readonly string[];
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

/** Whether any rule goes by guests, so that one has to know which ones a call touches. */
export function hasGuestRules(
  { confirm, confirmRules }: Pick<PolicySettings, "confirm" | "confirmRules">,
): boolean {
  return confirm !== "off" && confirmRules.some(({ kind }) => kind === "tag" || kind === "pool");
}

/**
 * Why a call that nobody has confirmed may not touch a guest, whatever tool it is made with; undefined when it may.
 *
 * Asked for each change that is about to leave, this holds what the question before the call may have missed.
 */
export function unconfirmedGuest(
  settings: Pick<PolicySettings, "confirm" | "confirmRules">,
  confirmed: boolean,
  guest: ConfirmableCall["guests"][number],
): PolicyError | undefined {
  if (confirmed || !hasGuestRules(settings)) return undefined;
  const rule = settings.confirmRules.find((rule) =>
    (rule.kind === "tag" || rule.kind === "pool") && selects(rule, guest)
  );
  if (rule === undefined) return undefined;
  return new PolicyError(
    `Guest ${guest.vmid} is changed with a confirmation alone (${
      wordRule(rule)
    } in PROXMOX_CONFIRM_RULES), and nobody ` +
      "has confirmed this call.",
    { settings: ["PROXMOX_CONFIRM_RULES"], remedy: "Make a call for this guest by itself." },
  );
}

/** A rule as the configuration writes it: `tool:proxmox_vm_stop`, `class:exec`, `tag:prod`, `pool:lab`. */
export function wordRule(rule: ConfirmRule): string {
  switch (rule.kind) {
    case "tool":
      return `tool:${rule.glob}`;
    case "class":
      return `class:${rule.access}`;
    case "tag":
      return `tag:${rule.tag}`;
    case "pool":
      return `pool:${rule.pool}`;
  }
}

function applies(rule: ConfirmRule, call: ConfirmableCall): boolean {
  switch (rule.kind) {
    case "tool":
      return [call.tool, ...call.standsFor ?? []].some((tool) =>
        matchesGlob(rule.glob, tool, { ignoreCase: true })
      );
    case "class":
      return call.access === rule.access;
    case "tag":
    case "pool":
      return call.guests.some((guest) => selects(rule, guest));
  }
}
