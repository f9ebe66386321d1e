import { dirname, resolve } from "node:path";
import { homeDirectory, nonEmpty, userConfigFile, type UserPlace } from "../../config/user_directory.ts";
import { addressOf } from "../../rest/settings.ts";
import { Interruption } from "../interruption.ts";
import { print } from "../print.ts";
import { UsageError } from "../usage_error.ts";
import { askAccess } from "./access_question.ts";
import { carryOut, type Done, type Plan } from "./carry_out.ts";
import { chooseClients } from "./client_choice.ts";
import { configState } from "./config_file.ts";
import { Cancelled, type Dialogue } from "./dialogue.ts";
import { lastingCommand } from "./lasting_command.ts";
import { readSetupOptions, type SetupOptions } from "./options.ts";
import { reach, type Reached } from "./reach.ts";
import { readReceipt, type Receipt } from "./receipt.ts";
import type { SetupRun } from "./setup_run.ts";
import { planSsh } from "./ssh_plan.ts";
import { trySsh } from "./try_out.ts";
import { unattended } from "./unattended.ts";
import { undo } from "./undo.ts";
import { environmentText, settingsFor } from "./written_settings.ts";

/**
 * `proxmox-mcp setup`: from nothing to a client that knows the server, by questions or by options.
 *
 * Nothing is changed, here or on the cluster, before everything was asked and agreed to. Exit code 1 when it was given up.
 */
export async function setupCommand(args: readonly string[]): Promise<number> {
  const options = readSetupOptions(args);
  const place = userPlace();
  const dialogue = await dialogueFor(options);
  using interruption = new Interruption();
  await using ending = new AsyncDisposableStack();
  const { signal } = interruption;
  const configFile = options.config === undefined ? userConfigFile(place) : resolve(options.config);
  const run: SetupRun = { options, dialogue, place, configFile, signal, ending };
  try {
    await (options.undo ? undo(run) : setUp(run));
    return 0;
  } catch (error) {
    if (!(error instanceof Cancelled) && !signal.aborted) throw error;
    await dialogue.end(`${error instanceof Cancelled ? error.message : "Interrupted."} Nothing was changed.`);
    return 1;
  }
}

async function dialogueFor(options: SetupOptions): Promise<Dialogue> {
  if (options.yes) return unattended();
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    throw new UsageError("setup asks questions, and there is no terminal to ask them on.", {
      remedy: "Answer them by options and add --yes; see proxmox-mcp help setup.",
    });
  }
  return (await import("./terminal_dialogue.ts")).terminalDialogue();
}

function userPlace(): UserPlace {
  const env = Deno.env.toObject();
  const home = homeDirectory(Deno.build.os, env);
  if (home !== undefined) return { os: Deno.build.os, home, env };
  throw new UsageError(
    "Neither HOME nor USERPROFILE names a home directory, so there is no place for settings.",
  );
}

async function setUp(run: SetupRun): Promise<void> {
  const plan = await ask(run);
  await finish(await carryOut(plan, run.dialogue, run.signal, new Date()), plan, run);
}

/** Asks everything; looks at the cluster and at files, and changes nothing. */
async function ask(run: SetupRun): Promise<Plan> {
  const { options, dialogue, configFile, place, signal } = run;
  const earlier = await readReceipt(configFile);
  const config = options["print-env"] ? undefined : await configState(configFile, earlier);
  const reached = await reach(dialogue, {
    host: options.host ?? nonEmpty(place.env.PROXMOX_HOST),
    fingerprint: options.fingerprint ?? nonEmpty(place.env.PROXMOX_FINGERPRINT),
    pinned: pinnedBy(earlier),
    signal,
  });
  refuseOtherCluster(reached, earlier, configFile);
  const answer = await askAccess({ ...run, reached, env: place.env });
  const { level } = answer;
  const ssh = level === "look" ? undefined : await planSsh({
    ...{ dialogue, options, apiHost: reached.host, directory: dirname(configFile) },
    // The token is of no matter to the SSH login, and is not there yet.
    tryLogin: (login) =>
      trySsh(settingsFor(reached, { id: "none@pve!none", secret: "none" }, level, login), signal),
  });
  const access = answer.kind === "given"
    ? answer
    : { kind: answer.kind, lent: answer.lent, steps: answer.stepsFor(ssh !== undefined) };
  const registrations = config !== undefined
    ? await chooseClients(dialogue, options.clients, place, {
      name: options.name,
      mark: configFile,
      server: await lastingCommand(["--config", configFile], place),
    })
    : [];
  const plan: Plan = {
    ...{ reached, access, level, ssh, configFile, config, registrations, earlier },
    name: options.name,
  };
  await agreeTo(plan, dialogue);
  return plan;
}

/** The last question: everything that is going to be done. */
async function agreeTo(
  { access, configFile, config }: Plan,
  dialogue: Dialogue,
): Promise<void> {
  if (access.kind === "made") {
    await dialogue.show(
      `On the cluster, ${access.lent.user} makes what these lines would`,
      access.steps.map(({ line }) => line),
    );
  }
  const isCopied = config === "foreign" || config === "edited";
  const kept = isCopied ? " The file that is there now is copied first." : "";
  const files = config !== undefined ? ` The settings go to ${configFile}.${kept}` : "";
  const agreed = await dialogue.agree({ option: "--yes", message: `Do all this?${files}`, initial: true });
  if (!agreed) throw new Cancelled();
}

async function finish(done: Done, plan: Plan, { dialogue, options }: SetupRun): Promise<void> {
  await dialogue.show("The token sees", done.seen);
  if (plan.ssh !== undefined && !plan.ssh.isTried) {
    await dialogue.warn("The SSH key is not let in yet: run the line above, then proxmox-mcp doctor.");
  }
  if (options["print-env"]) return await print(environmentText(done.settings));
  await dialogue.end(
    "Done. Ask the assistant: which guests are running? " +
      "proxmox-mcp setup --undo takes everything away again.",
  );
}

function pinnedBy(earlier: Receipt | undefined) {
  if (earlier === undefined || earlier.fingerprint === null) return undefined;
  return { host: earlier.host, port: earlier.port, fingerprint: earlier.fingerprint };
}

function refuseOtherCluster(reached: Reached, earlier: Receipt | undefined, configFile: string): void {
  if (earlier === undefined || (earlier.host === reached.host && earlier.port === reached.port)) return;
  throw new UsageError(`${configFile} was set up for ${addressOf(earlier)}, not for ${addressOf(reached)}.`, {
    remedy:
      "Take that away first with setup --undo, or give this cluster a file of its own with --config and " +
      "another --name in the clients.",
  });
}
