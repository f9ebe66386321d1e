import { getLogger } from "@logtape/logtape";
import { coloursFor } from "./colours.ts";
import { splitArguments } from "../config/command_line.ts";
import { endLogging, startLogging } from "../log/late_logging.ts";
import { runCall } from "../server/call.ts";
import { type Confirmation, type ConfirmationSubject, preview } from "../server/confirmation.ts";
import { NotConfirmedError } from "../server/confirm_by_token.ts";
import { errorText } from "../server/result.ts";
import { Runtime } from "../server/runtime.ts";
import { aliasNamed, everyAlias, toolNamed } from "../server/tool_source.ts";
import { redactText } from "../log/redact.ts";
import type { ToolAnswer } from "../tools/tool.ts";
import { version } from "../version.ts";
import { readCallOptions } from "./call_options.ts";
import { Interruption } from "./interruption.ts";
import { print, printError } from "./print.ts";
import { progressLine } from "./progress_line.ts";
import { startWith } from "./start.ts";
import { UsageError } from "./usage_error.ts";

/** `proxmox-mcp call TOOL name=value ...`: one tool from the shell, under the same policy and audit log as any client's call. */
export async function callCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const { tool, given: input, agreed, picture } = readCallOptions(rest);
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
    if (outcome.kind === "answer") await show(outcome.answer, picture);
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

/** The tool's name with `proxmox_`, which may be left out; some aliases are without. */
async function wholeName(tool: string, { policy }: Runtime): Promise<string> {
  if (tool.startsWith("proxmox_") || await aliasNamed(tool, policy) !== undefined) return tool;
  const whole = `proxmox_${tool}`;
  if (await toolNamed(whole, policy) !== undefined) return whole;
  // The refusal of an alias that is off says what to call instead.
  return (await everyAlias()).some(({ name }) => name === tool) ? tool : whole;
}

/** Prints an answer; a picture, which a terminal does not show, goes into the file that was named for it. */
async function show({ text, pictures = [] }: ToolAnswer, file: string | undefined): Promise<void> {
  await print(redactText(text));
  const [picture] = pictures;
  if (picture === undefined) return;
  if (file === undefined) {
    await printError("The answer has a picture: --picture=FILE.png keeps it.");
    return;
  }
  try {
    await Deno.writeFile(file, Uint8Array.fromBase64(picture.data));
  } catch (cause) {
    throw new UsageError(`The picture cannot be written to ${file}.`, { cause });
  }
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
