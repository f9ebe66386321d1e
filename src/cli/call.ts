import { getLogger } from "@logtape/logtape";
import { coloursFor } from "./colours.ts";
import { splitArguments } from "../config/command_line.ts";
import { endLogging, startLogging } from "../log/late_logging.ts";
import { runCall } from "../server/call.ts";
import { type Confirmation, type ConfirmationSubject, preview } from "../server/confirmation.ts";
import { NotConfirmedError } from "../server/confirm_by_token.ts";
import { errorText } from "../server/result.ts";
import { Runtime } from "../server/runtime.ts";
import { toolNamed } from "../server/tool_source.ts";
import { redactText } from "../log/redact.ts";
import { version } from "../version.ts";
import { Interruption } from "./interruption.ts";
import { print, printError } from "./print.ts";
import { progressLine } from "./progress_line.ts";
import { startWith } from "./start.ts";
import { UsageError } from "./usage_error.ts";

/** `proxmox-mcp call TOOL name=value ...`: one tool from the shell, under the same policy and audit log as any client's call. */
export async function callCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const { tool, given: input, agreed } = readCall(rest);
  using interruption = new Interruption();
  const runtime = new Runtime(await startWith(given));
  await startLogging();
  const { characterLimit } = runtime.settings.limits;
  try {
    using line = progressLine();
    const outcome = await runCall<never>(runtime, {
      tool: await wholeName(tool, runtime),
      arguments: input,
      policy: runtime.policy,
      caller: { transport: "cli", client: `proxmox-mcp ${version}` },
      signal: interruption.signal,
      progress: line.show,
      confirm: (subject) => confirmByPerson(runtime, subject, agreed, line.clear),
    });
    line.clear();
    if (outcome.kind === "answer") await print(redactText(outcome.answer.text));
    return 0;
  } catch (error) {
    getLogger(["proxmox-mcp", "cli"]).debug("{tool} failed: {error}", { tool, error });
    const colours = coloursFor(Deno.stderr);
    await printError(colours.red(errorText(error, characterLimit)));
    return 1;
  } finally {
    await runtime.close();
    await endLogging();
  }
}

interface GivenCall {
  /** As it was given, with or without `proxmox_`. */
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** What `--agree` names, for scripts. */
  readonly agreed: string | undefined;
}

/** Reads `TOOL name=value ...`; a value that is JSON of a list or object is taken as that. */
function readCall(args: readonly string[]): GivenCall {
  const words: string[] = [];
  let agreed: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--agree") agreed = args[++index];
    else if (word.startsWith("--agree=")) agreed = word.slice("--agree=".length);
    else if (word.startsWith("-") && !word.includes("=")) throw new UsageError(`call does not know ${word}.`);
    else words.push(word);
  }
  const [tool, ...pairs] = words;
  if (tool === undefined) {
    throw new UsageError("call needs the name of a tool.", { remedy: "proxmox-mcp tools lists them." });
  }
  return {
    tool,
    given: Object.fromEntries(pairs.map(readPair)),
    agreed,
  };
}

/** The tool's name with `proxmox_`, which may be left out; some aliases are without. */
async function wholeName(tool: string, { policy }: Runtime): Promise<string> {
  const isWhole = tool.startsWith("proxmox_") || await toolNamed(tool, policy) !== undefined;
  return isWhole ? tool : `proxmox_${tool}`;
}

function readPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at <= 0) {
    throw new UsageError(`${JSON.stringify(pair)} is no argument.`, {
      remedy: "Write arguments as name=value.",
    });
  }
  return [pair.slice(0, at), pair.slice(at + 1)];
}

async function confirmByPerson(
  runtime: Runtime,
  subject: ConfirmationSubject,
  agreed: string | undefined,
  clear: () => void,
): Promise<Confirmation<never>> {
  clear();
  if (runtime.policy.settings.confirm === "deny") {
    return refused(
      "PROXMOX_CONFIRM=deny refuses calls that need a confirmation.",
      "The owner changes that setting.",
    );
  }
  const { name } = subject.loss;
  if (agreed === undefined && !Deno.stdin.isTerminal()) {
    return refused(
      `${preview(subject)}\nNothing was done: nobody is here to confirm it.`,
      `Add --agree=${name} to agree.`,
    );
  }
  if (agreed === undefined) await printError(redactText(preview(subject)));
  const typed = agreed ?? prompt(`Type ${name} to go on:`) ?? "";
  if (typed.trim() === name) return { kind: "given", way: "elicitation" };
  return refused(`Not ${JSON.stringify(name)}. Nothing was done.`, "");
}

function refused(message: string, remedy: string): Confirmation<never> {
  return { kind: "refused", error: new NotConfirmedError(message, { remedy }) };
}
