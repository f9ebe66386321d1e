import { redactText } from "../log/redact.ts";
import type { confirmationWays } from "../policy/audit/entry.ts";
import type { BoundCall, TargetIdentity } from "../policy/confirmation/identity.ts";
import { maskArguments } from "../policy/masking/mask_request.ts";
import { type ConfirmationReason, wordRule } from "../policy/confirmation/rules.ts";
import type { ExplainedError } from "../text/explained.ts";
import { inline } from "../text/foreign.ts";
import { counted } from "../text/list.ts";
import { type Target, targetName } from "../tools/target.ts";
import type { Loss, Tool } from "../tools/tool.ts";

/** What a human is asked to agree to. */
export interface ConfirmationSubject {
  /** Everything that the confirmation will hold for. */
  readonly bound: BoundCall;
  readonly loss: Loss;
  readonly reason: ConfirmationReason;
  /** The sealed token that came with the call, if any. */
  readonly token: string | undefined;
}

/** How a confirmation went: given (or not needed), to be asked for, or not given. */
export type Confirmation<Question> =
  | { readonly kind: "given"; readonly way: ConfirmationWay }
  | { readonly kind: "question"; readonly question: Question }
  | { readonly kind: "refused"; readonly error: ExplainedError };

/** The ways in which a call can have become free to act, as the audit log names them. */
export type ConfirmationWay = (typeof confirmationWays)[number];

/**
 * Words what a call does that a rule of the configuration wants confirmed although nothing is lost.
 *
 * The human types the target's name, or the tool's where there is no target.
 */
export function lossOf(
  tool: Tool,
  target: Target | undefined,
  input: Readonly<Record<string, unknown>>,
  identity: readonly TargetIdentity[],
): Loss {
  const what = target === undefined ? tool.title : `${tool.title}: ${targetName(target)}`;
  return {
    name: nameToType(tool, target),
    summary: `${what}.`,
    details: [
      ...(target?.kind === "guest" ? [`node: ${target.guest.node}`] : []),
      ...Object.entries(maskArguments(input)).filter(([name, value]) =>
        value !== undefined && !told.has(name)
      )
        .map(([name, value]) => `${name}: ${JSON.stringify(value).slice(0, 200)}`),
    ],
    identity,
  };
}

/** Arguments that the target's name tells already, or that change nothing in what is done. */
const told: ReadonlySet<string> = new Set(["vmid", "node", "wait"]);

function nameToType(tool: Tool, target: Target | undefined): string {
  if (target === undefined) return tool.name;
  if (target.kind === "guest") return target.guest.name ?? String(target.guest.vmid);
  return target.kind === "node" ? target.node : tool.name;
}

/** Characters of a preview: what a person can be expected to read before agreeing. */
const longestPreview = 8_000;

/** The preview that a human or a model reads before agreeing: nothing in it is secret, or hides from the eye. */
export function preview({ loss, reason }: ConfirmationSubject): string {
  const why = reason === "destroys"
    ? []
    : [`- asked because of ${wordRule(reason)} in PROXMOX_CONFIRM_RULES`];
  const lines = [loss.summary, ...loss.details.map((line) => `- ${line}`), ...why];
  return redactText(asManyAsFit(lines.map((line) => inline(line, 1000))).join("\n"));
}

function asManyAsFit(lines: readonly string[]): readonly string[] {
  let characters = 0;
  const fitting = lines.findIndex((line) => (characters += line.length + 1) > longestPreview);
  return fitting === -1
    ? lines
    : [...lines.slice(0, fitting), `- and ${counted(lines.length - fitting, "line")} more`];
}

/** The name that the human types to agree, as the preview shows it. */
export function shownName({ loss }: ConfirmationSubject): string {
  return inline(loss.name, 200);
}
