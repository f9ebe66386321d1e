import { dirname } from "node:path";
import type { AccessClass } from "../policy/access.ts";
import type { TargetIdentity } from "../policy/confirmation/identity.ts";
import { confirmationReason, hasGuestRules } from "../policy/confirmation/rules.ts";
import type { Policy } from "../policy/policy.ts";
import type { GuestLookup } from "../policy/targets/facts.ts";
import { guestIdentity } from "../proxmox/guest_identity.ts";
import { requireQuorum } from "../proxmox/quorum.ts";
import type { TaskProgress } from "../proxmox/task_progress.ts";
import { ExplainedError } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import { unlistedBecause } from "../tools/listing.ts";
import { optionalText } from "../tools/arguments.ts";
import type { Target } from "../tools/target.ts";
import type { PreparedCall, Tool, ToolAnswer, ToolContext } from "../tools/tool.ts";
import { auditCallOf, CallRecord } from "./call_record.ts";
import { chooseCluster } from "./cluster_choice.ts";
import { type Confirmation, type ConfirmationSubject, lossOf } from "./confirmation.ts";
import type { Runtime } from "./runtime.ts";
import { everyAlias, everyTool, toolNamed, toolsFor } from "./tool_source.ts";

/** A tool that does not exist. */
export class UnknownToolError extends ExplainedError {
  override readonly name = "UnknownToolError";
}

/** Who calls, and over what. */
export interface Caller {
  readonly transport: "stdio" | "http" | "a2a" | "cli";
  /** The client program's own name and version, as it says: foreign text. */
  readonly client: string;
  /** The caller's name over HTTP; undefined where there is only one. */
  readonly name?: string | undefined;
}

/** One call of a tool as a transport hands it in. */
export interface ToolCall<Question> {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The caller's policy, which may be narrower than the process's. */
  readonly policy: Policy;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Undefined when the caller does not listen. */
  readonly progress: ((progress: TaskProgress) => void) | undefined;
  /** Gets a confirmation from the human, in the way that this client can. */
  readonly confirm: (subject: ConfirmationSubject) => Promise<Confirmation<Question>>;
}

/** What came of a call: an answer, or a question that the transport carries to the human before the call comes again. */
export type CallOutcome<Question> =
  | { readonly kind: "answer"; readonly answer: ToolAnswer }
  | { readonly kind: "question"; readonly question: Question };

/**
 * Carries out one call from its raw arguments to its answer: policy, arguments, target, confirmation, audit log, tool.
 *
 * @throws {ExplainedError} of any kind when the call is refused or fails; the transport words it.
 */
export async function runCall<Question>(
  runtime: Runtime,
  call: ToolCall<Question>,
): Promise<CallOutcome<Question>> {
  const tool = await findTool(runtime, call);
  const { confirm: _token, ...given } = call.arguments;
  const record = new CallRecord(
    await runtime.audit(),
    auditCallOf({ ...call, ...namesOf(tool), access: tool.access, arguments: given }),
  );
  try {
    const outcome = await carryOut(runtime, call, tool, record);
    if (outcome.kind === "question") await record.asked();
    return outcome;
  } catch (error) {
    await record.failed(error, call.signal.aborted);
    throw error;
  }
}

async function carryOut<Question>(
  runtime: Runtime,
  call: ToolCall<Question>,
  tool: Tool,
  record: CallRecord,
): Promise<CallOutcome<Question>> {
  const refusal = unlistedBecause(tool, { policy: call.policy });
  if (refusal !== undefined) throw refusal;
  const { cluster: clusterName, confirm, ...given } = call.arguments;
  const prepared = tool.prepare(given);
  const { vmid } = prepared.input;
  record.note({
    tool: prepared.tool,
    access: prepared.access,
    arguments: { ...prepared.input },
    ...(typeof vmid === "number" ? { vmid } : {}),
  });
  const cluster = await chooseCluster(runtime, optionalText("cluster", clusterName));
  record.note({ cluster: cluster.name });
  const context = (access: AccessClass, confirmed: boolean, lookup: GuestLookup): ToolContext => ({
    proxmox: cluster.view(call.policy, { tool: tool.name, access, confirmed }, call.signal, lookup),
    signal: call.signal,
    progress: call.progress,
    limits: {
      characters: runtime.settings.limits.characterLimit,
      fileSize: runtime.settings.limits.maxFileSize,
    },
    commands: call.policy.settings.commands,
    filesRoot: call.policy.settings.filesRoot,
    tools: everyTool,
    stateDirectory: dirname(runtime.settings.policy.auditLog),
  });

  const lookup = cluster.lookup();
  const looking = context("read", false, lookup);
  const target = await permittedTarget(call.policy, { tool, prepared, looking, record });
  // Asked before the human is: what cannot be sent need not be agreed to.
  const needsQuorum = prepared.access === "destroy" || (tool.needsQuorum && prepared.access !== "read");
  if (needsQuorum) await requireQuorum(looking.proxmox.connection);
  const confirmation = await confirmed(call, {
    tool,
    prepared,
    target,
    looking,
    cluster: cluster.name,
    token: tokenIn(tool, confirm),
  });
  if (confirmation.kind === "question") return confirmation;
  if (confirmation.kind === "refused") throw confirmation.error;
  record.note({ confirmation: confirmation.way });

  const agreed = confirmation.way === "elicitation" || confirmation.way === "token";
  // While somebody was asked, a guest may have become another; else what was just read of it still holds.
  const acting = prepared.access === "read" && !agreed
    ? looking
    : context(prepared.access, agreed, agreed ? cluster.lookup() : lookup);
  await record.begin();
  const answer = await prepared.run(acting);
  await record.succeeded(answer, acting.proxmox.connection.changedBy);
  return { kind: "answer", answer };
}

/** The token that came with a call. Agents of another server send confirm=true by themselves, which is nobody's agreement. */
function tokenIn(tool: Tool, confirm: unknown): string | undefined {
  return tool.standsFor.length > 0 && confirm === true ? undefined : optionalText("confirm", confirm);
}

/** How the audit log names a tool; an alias by what it stands for, so that nobody has to look for both. */
function namesOf(
  { name, standsFor: [tool = name] }: Tool,
): { readonly tool: string; readonly alias?: string } {
  return tool === name ? { tool } : { tool, alias: name };
}

async function findTool<Question>(runtime: Runtime, call: ToolCall<Question>): Promise<Tool> {
  const tool = await toolNamed(call.tool, call.policy);
  if (tool !== undefined) return tool;
  const alias = (await everyAlias()).find(({ name }) => name === call.tool);
  if (alias !== undefined) throw aliasOff(alias);
  const listed = await toolsFor({ policy: call.policy, ssh: runtime.hasSsh });
  const near = nearest(call.tool, listed.map(({ name }) => name));
  throw new UnknownToolError(`There is no tool ${JSON.stringify(call.tool.slice(0, 80))}.`, {
    remedy: near === undefined ? "tools/list names the tools there are." : `Did you mean ${near}?`,
  });
}

function aliasOff({ name, standsFor, toolset }: Tool): UnknownToolError {
  return new UnknownToolError(`The tool ${name} is off.`, {
    remedy: `Call ${
      standsFor.join(" or ")
    } instead; the owner turns the old name on with ${toolset} in PROXMOX_TOOLSETS.`,
  });
}

/** Finds what the call acts on, puts it on record, and refuses what the policy's switches and lists keep out of reach. */
async function permittedTarget(
  policy: Policy,
  { tool, prepared, looking, record }: {
    readonly tool: Tool;
    readonly prepared: PreparedCall;
    readonly looking: ToolContext;
    readonly record: CallRecord;
  },
): Promise<Target | undefined> {
  const refusal = policy.refusal(prepared.access, tool.needs === "ssh" ? { wire: "ssh" } : {});
  if (refusal !== undefined) throw refusal;
  const target = await prepared.target(looking);
  record.noteTarget(target);
  if (target?.kind === "guest") await looking.proxmox.checkGuest(target.guest.vmid, prepared.access);
  return target;
}

/** What {@linkcode confirmed} decides by. */
interface Confirmable {
  readonly tool: Tool;
  readonly prepared: PreparedCall;
  readonly target: Target | undefined;
  readonly looking: ToolContext;
  readonly cluster: string;
  readonly token: string | undefined;
}

/** Has the call confirmed where the policy wants that. */
async function confirmed<Question>(
  call: ToolCall<Question>,
  { tool, prepared, target, looking, cluster, token }: Confirmable,
): Promise<Confirmation<Question>> {
  const isOff = call.policy.settings.confirm === "off";
  const loss = isOff ? undefined : await prepared.loss(looking);
  const reason = confirmationReason(call.policy.settings, {
    tool: tool.name,
    standsFor: tool.standsFor,
    access: prepared.access,
    destroys: loss !== undefined,
    guests: [
      ...(target?.kind === "guest" ? [target.guest] : []),
      ...(hasGuestRules(call.policy.settings) ? await prepared.alsoTouches(looking) : []),
    ],
  });
  if (reason === undefined) return { kind: "given", way: isOff ? "off" : "not needed" };
  const shown = loss ?? lossOf(tool, target, prepared.input, await identityOf(looking, target));
  return await call.confirm({
    loss: shown,
    reason,
    token,
    bound: {
      tool: tool.name,
      cluster,
      caller: call.caller.name,
      targets: shown.identity,
      arguments: prepared.input,
    },
  });
}

/** What tells the target of a call that loses nothing from any other target; the arguments name all but guests for good. */
async function identityOf(
  { proxmox }: ToolContext,
  target: Target | undefined,
): Promise<readonly TargetIdentity[]> {
  return target?.kind === "guest" ? [await guestIdentity(proxmox.connection, target.guest)] : [];
}
