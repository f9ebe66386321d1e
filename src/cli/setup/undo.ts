import { explain, ExplainedError } from "../../text/explained.ts";
import { WireError } from "../../wire/errors.ts";
import { type MadeAccess, takeAway } from "./access_made.ts";
import { clients } from "./clients/catalog.ts";
import { type ChangedFile, unregister } from "./clients/changed_file.ts";
import { reasonOf } from "./clients/registration.ts";
import { removeIfThere, unwriteConfig } from "./config_file.ts";
import { Cancelled, type Dialogue } from "./dialogue.ts";
import { logIn } from "./login.ts";
import { reach } from "./reach.ts";
import { readReceipt, type Receipt, receiptPath } from "./receipt.ts";
import { secretFrom } from "./secret_input.ts";
import type { SetupRun } from "./setup_run.ts";

/**
 * `proxmox-mcp setup --undo`: takes away what setup made, on the cluster and on this machine.
 *
 * Where the cluster cannot be reached, or the login may not, this machine is cleaned all the same, and the lines are shown
 * that do the rest on a node.
 */
export async function undo(run: SetupRun): Promise<void> {
  const { dialogue, configFile } = run;
  const kept = await readReceipt(configFile);
  if (kept === undefined) {
    throw new ExplainedError(`Setup made nothing for ${configFile}, or that was taken away already.`, {
      remedy: "--config names the file that setup was run with.",
    });
  }
  await dialogue.show("This is taken away", listed(kept));
  if (!await dialogue.agree({ option: "--yes", message: "Take it away?", initial: true })) {
    throw new Cancelled();
  }
  const left = await onCluster(kept, run);
  for (const changed of kept.clients) await fromClient(changed, dialogue);
  await fromFiles(kept, dialogue);
  if (left.length > 0) {
    await dialogue.warn(left.join("\n"));
    await dialogue.show("On a node, these lines take the rest away", undoLines(kept.access));
  }
  await dialogue.end(left.length === 0 ? "Everything is as it was." : "This machine is as it was.");
}

function listed({ access, host, clients: changed, config, keyFiles }: Receipt): readonly string[] {
  const list = (what: string, names: readonly string[]) => names.map((name) => `${what} ${name}`);
  return [
    ...list(`on ${host}: token`, access.tokens),
    ...list(`on ${host}: user`, access.users),
    ...list(`on ${host}: role`, access.roles),
    ...list(`on ${host}: role of`, access.grants.map(({ userid, roleid }) => `${userid}: ${roleid}`)),
    ...changed.map(({ name, file }) => `the server ${name} in ${file}`),
    ...(config.sha256 === null ? [] : [config.file]),
    ...keyFiles,
  ];
}

/** The lines that take access away, for a person on a node. */
export function undoLines({ tokens, users, roles, grants }: MadeAccess): readonly string[] {
  return [
    ...tokens.map((token) => `pveum user token remove ${token.replace("!", " ")}`),
    ...users.map((user) => `pveum user delete ${user}`),
    ...grants.map(({ userid, roleid }) => `pveum acl delete / --users ${userid} --roles ${roleid}`),
    ...roles.map((role) => `pveum role delete ${role}`),
  ];
}

/** Answers what is left, one sentence each. */
async function onCluster(
  kept: Receipt,
  { options, dialogue, place, signal, ending }: SetupRun,
): Promise<readonly string[]> {
  const { tokens, users, roles, grants } = kept.access;
  if (tokens.length + users.length + roles.length + grants.length === 0) return [];
  try {
    const reached = await reach(dialogue, {
      host: `${kept.host.includes(":") ? `[${kept.host}]` : kept.host}:${kept.port}`,
      fingerprint: options.fingerprint,
      pinned: kept.fingerprint === null
        ? undefined
        : { host: kept.host, port: kept.port, fingerprint: kept.fingerprint },
      signal,
    });
    const lent = ending.use(
      await logIn(reached, dialogue, {
        user: options.user ?? kept.user,
        password: await secretFrom("--password-file", options["password-file"], place.env.PROXMOX_PASSWORD),
        signal,
      }),
    );
    const left = await dialogue.during("Taking it away", () => takeAway(lent.cleaning, kept.access));
    if (left.length === 0) await dialogue.tell(`Nothing of it is left on ${kept.host}.`);
    return left;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return [`On ${kept.host} nothing could be taken away: ${explain(error)}`];
  }
}

const outcomes = {
  restored: "is as it was before",
  removed: "is removed, for setup had made it",
  cleaned: "has no entry of the server any more; what was changed since then stays",
  nothing: "had no entry of the server any more",
} as const;

async function fromClient(changed: ChangedFile, dialogue: Dialogue): Promise<void> {
  const client = clients.find(({ id }) => id === changed.client);
  if (client === undefined) return;
  try {
    const outcome = await unregister(client, changed);
    const copy = outcome === "cleaned" && changed.backup !== null
      ? ` (as it was before: ${changed.backup})`
      : "";
    await dialogue.tell(`${client.title}: ${changed.file} ${outcomes[outcome]}${copy}.`);
  } catch (error) {
    await dialogue.warn(
      `${client.title} is left alone: ${changed.file} ${
        reasonOf(error)
      }. Take the server ${changed.name} out of it.`,
    );
  }
}

async function fromFiles(kept: Receipt, dialogue: Dialogue): Promise<void> {
  const done = await unwriteConfig(kept.config);
  if (done === "kept") {
    await dialogue.warn(
      `${kept.config.file} was changed since setup wrote it, and stays; its token works no longer.`,
    );
  } else if (done !== "nothing") await dialogue.tell(`${kept.config.file} is ${done}.`);
  for (const file of kept.keyFiles) {
    if (await removeIfThere(file)) await dialogue.tell(`${file} is removed.`);
  }
  await removeIfThere(receiptPath(kept.config.file));
}
