import { dirname } from "node:path";
import { afterTakingAway, madeBy, makeAccess, takeAway } from "./access_made.ts";
import type { AccessStep } from "./access_plan.ts";
import type { AccessLevel } from "./access_levels.ts";
import type { OpenRegistration } from "./client_choice.ts";
import { type ChangedFile, register } from "./clients/changed_file.ts";
import { reasonOf } from "./clients/registration.ts";
import {
  type ConfigState,
  removeIfThere,
  takeBackConfig,
  writeConfig,
  type WrittenConfig,
} from "./config_file.ts";
import type { Dialogue } from "./dialogue.ts";
import type { Lent } from "./login.ts";
import type { Reached } from "./reach.ts";
import { type Receipt, writeReceipt } from "./receipt.ts";
import type { SshPlan } from "./ssh_plan.ts";
import { tryOut } from "./try_out.ts";
import { replaceFile } from "./whole_file.ts";
import { configText, settingsFor, type Token } from "./written_settings.ts";

/** Everything that was decided; nothing of it has been done yet. */
export interface Plan {
  readonly reached: Reached;
  /** A token that is there, or the steps that make one. */
  readonly access:
    | { readonly kind: "given"; readonly token: Token }
    | { readonly kind: "made"; readonly lent: Lent; readonly steps: readonly AccessStep[] };
  /** Undefined for a token whose rights are not known. */
  readonly level: AccessLevel | undefined;
  readonly ssh: SshPlan | undefined;
  readonly configFile: string;
  /** What is in the configuration file's place; undefined where the settings are printed instead. */
  readonly config: ConfigState | undefined;
  readonly name: string;
  readonly registrations: readonly OpenRegistration[];
  /** Of an earlier setup for the same cluster. */
  readonly earlier: Receipt | undefined;
}

/** What came of it. */
export interface Done {
  readonly settings: ReturnType<typeof settingsFor>;
  /** What can be seen with the new settings. */
  readonly seen: readonly string[];
}

/**
 * Does what was decided: makes the token, uses it, writes the files.
 *
 * When that fails or is interrupted before the configuration stands, everything made so far is taken away again.
 */
export async function carryOut(
  plan: Plan,
  dialogue: Dialogue,
  signal: AbortSignal,
  now: Date,
): Promise<Done> {
  const { access, reached, ssh } = plan;
  const token = await tokenOf(plan, dialogue);
  const made = access.kind === "made" ? madeBy(access.steps) : madeBy([]);
  let written: WrittenConfig | undefined;
  let stands = false;
  try {
    const settings = settingsFor(reached, token, plan.level, ssh?.access);
    const untilSsh = settingsFor(reached, token, plan.level, undefined);
    const seen = await dialogue.during("Trying the token", () => tryOut(untilSsh, signal));
    signal.throwIfAborted();
    const keyFiles = await writeKey(ssh);
    written = plan.config === undefined
      ? undefined
      : await writeConfig(plan.configFile, configText(settings), plan.config, now);
    let kept = receiptOf(plan, made, written, keyFiles);
    await writeReceipt(kept);
    stands = true;
    if (written !== undefined) {
      const copy = written.copy === null ? "" : ` What was there before is in ${written.copy}.`;
      await dialogue.tell(`The settings are in ${written.file}, for you alone.${copy}`);
    }
    for (const registration of plan.registrations) {
      const changed = await registered(registration, plan, dialogue, now);
      if (changed === undefined) continue;
      kept = { ...kept, clients: [...kept.clients.filter(({ file }) => file !== changed.file), changed] };
      await writeReceipt(kept);
    }
    if (written !== undefined) await dropEarlierTokens(plan, kept, dialogue);
    return { settings, seen };
  } catch (error) {
    if (stands) throw error;
    const told = access.kind === "made" ? await afterTakingAway(access.lent.cleaning, made, error) : error;
    if (ssh?.newKey !== undefined) await removeKey(ssh.access.keyPath).catch(() => {});
    if (written !== undefined) await takeBackConfig(written).catch(() => {});
    throw told;
  }
}

async function tokenOf({ access }: Plan, dialogue: Dialogue): Promise<Token> {
  if (access.kind === "given") return access.token;
  const { lent, steps } = access;
  const secret = await dialogue.during(
    "Making the token",
    () => makeAccess(lent.connection, lent.cleaning, steps),
  );
  const [id = ""] = madeBy(steps).tokens;
  await dialogue.tell(`The token ${id} is made.`);
  return { id, secret };
}

function receiptOf(
  { reached, access, earlier, configFile, config }: Plan,
  made: ReturnType<typeof madeBy>,
  written: WrittenConfig | undefined,
  keyFiles: readonly string[],
): Receipt {
  return {
    version: 1,
    host: reached.host,
    port: reached.port,
    fingerprint: reached.tls.kind === "fingerprint" ? reached.tls.sha256 : null,
    user: access.kind === "made" ? access.lent.user : earlier?.user ?? "root@pam",
    access: {
      roles: union(earlier?.access.roles, made.roles),
      users: union(earlier?.access.users, made.users),
      tokens: union(earlier?.access.tokens, made.tokens),
      grants: [...earlier?.access.grants ?? [], ...made.grants],
    },
    config: written === undefined ? earlier?.config ?? { file: configFile, sha256: null, backup: null } : {
      file: configFile,
      sha256: written.sha256,
      backup: earlier?.config.backup ?? (config === "foreign" ? written.copy : null),
    },
    keyFiles: union(earlier?.keyFiles, keyFiles),
    clients: earlier?.clients ?? [],
  };
}

function union(one: readonly string[] | undefined, other: readonly string[]): string[] {
  return [...new Set([...one ?? [], ...other])];
}

async function writeKey(ssh: SshPlan | undefined): Promise<readonly string[]> {
  if (ssh?.newKey === undefined) return [];
  const { keyPath } = ssh.access;
  await Deno.mkdir(dirname(keyPath), { recursive: true });
  await replaceFile(keyPath, ssh.newKey.privateKey, 0o600);
  await replaceFile(`${keyPath}.pub`, `${ssh.newKey.publicLine}\n`, 0o644);
  return [keyPath, `${keyPath}.pub`];
}

async function removeKey(keyPath: string): Promise<void> {
  await removeIfThere(keyPath);
  await removeIfThere(`${keyPath}.pub`);
}

/** One client that cannot be told is no reason to take everything back. */
async function registered(
  registration: OpenRegistration,
  { name, earlier }: Plan,
  dialogue: Dialogue,
  now: Date,
): Promise<ChangedFile | undefined> {
  const { client, file } = registration;
  try {
    const before = earlier?.clients.find((changed) => changed.file === file);
    const changed = await register(registration, name, { now, earlier: before });
    await dialogue.tell(`${client.title} knows the server now: ${client.afterwards}.`);
    return changed;
  } catch (error) {
    await dialogue.warn(`${client.title} is left alone: ${file} ${reasonOf(error)}.`);
    return undefined;
  }
}

/** The token of an earlier setup is in no configuration any more. */
async function dropEarlierTokens(
  { access, earlier }: Plan,
  kept: Receipt,
  dialogue: Dialogue,
): Promise<void> {
  const tokens = earlier?.access.tokens ?? [];
  if (access.kind !== "made" || tokens.length === 0) return;
  const left = await takeAway(access.lent.cleaning, { roles: [], users: [], tokens, grants: [] });
  if (left.length > 0) return await dialogue.warn(left.join(" "));
  const own = kept.access.tokens.filter((token) => !tokens.includes(token));
  await writeReceipt({ ...kept, access: { ...kept.access, tokens: own } });
  await dialogue.tell(`The token of the earlier setup is removed: ${tokens.join(", ")}.`);
}
