import { join } from "node:path";
import { parseAddress } from "../../config/address.ts";
import { quote } from "../../ssh/quote.ts";
import { explain } from "../../text/explained.ts";
import { UsageError } from "../usage_error.ts";
import { textOf } from "./clients/registration.ts";
import { Cancelled, type Dialogue } from "./dialogue.ts";
import type { SetupOptions } from "./options.ts";
import { type KeyPair, makeKeyPair } from "./ssh_key.ts";
import { unknownHostKey } from "./ssh_host_key.ts";
import { FailedCheck } from "./try_out.ts";
import type { SshAccess } from "./written_settings.ts";

/** The SSH login that was agreed on, and the key files that it needs and that are not there yet. */
export interface SshPlan {
  readonly access: SshAccess;
  /** Undefined where the key is the person's own. */
  readonly newKey: KeyPair | undefined;
  /** Whether the login was tried. */
  readonly isTried: boolean;
}

/** What the SSH login is planned with. */
export interface SshContext {
  readonly dialogue: Dialogue;
  readonly options: SetupOptions;
  readonly apiHost: string;
  /** Where a new key goes. */
  readonly directory: string;
  /** Logs in; @throws {ExplainedError} when that fails. Answers what was found. */
  readonly tryLogin: (access: SshAccess) => Promise<string>;
}

/** Asks whether commands in containers are wanted, and gets an SSH login for them; undefined when they are not. */
export async function planSsh(context: SshContext): Promise<SshPlan | undefined> {
  const { dialogue, options, apiHost, directory } = context;
  if (!await isWanted(dialogue, options)) return undefined;
  const address = addressOf(options["ssh-host"] ?? apiHost);
  const hostKey = options["ssh-host-key"] ?? await comparedHostKey(dialogue, address);
  const base = { ...address, user: options["ssh-user"] ?? "root", hostKey };
  const newPath = join(directory, "id_ed25519");
  // A key of an earlier setup is let in already.
  const own = options["ssh-key"] ?? (await textOf(newPath) === undefined ? undefined : newPath);
  if (own !== undefined) {
    const access = { ...base, keyPath: own };
    await dialogue.tell(await dialogue.during("Logging in by SSH", () => context.tryLogin(access)));
    return { access, newKey: undefined, isTried: true };
  }
  const newKey = await makeKeyPair("proxmox-mcp");
  const access = { ...base, keyPath: newPath };
  await dialogue.show("Let the new key in: run this where you can log in to the node", [
    authorizeLine(access, newKey.publicLine),
  ]);
  if (!dialogue.isWithPerson) return { access, newKey, isTried: false };
  return await isLetIn(context, access, newKey) ? { access, newKey, isTried: true } : undefined;
}

async function isWanted(dialogue: Dialogue, options: SetupOptions): Promise<boolean> {
  if (options["no-ssh"] === true) return false;
  if (options.ssh === true || options["ssh-key"] !== undefined) return true;
  if (!dialogue.isWithPerson) return false;
  return await dialogue.agree({
    option: "--ssh",
    message: "Also run commands in guests? (containers need an SSH login on the node)",
    initial: false,
  });
}

/** The line that adds a public key, for the person's own shell. */
export function authorizeLine({ user, host, port }: SshAccess, publicLine: string): string {
  const command = `mkdir -p ~/.ssh && echo ${quote(publicLine)} >> ~/.ssh/authorized_keys`;
  return `ssh${port === 22 ? "" : ` -p ${port}`} ${user}@${host} ${quote(command)}`;
}

function addressOf(text: string): { readonly host: string; readonly port: number } {
  const address = parseAddress(text);
  if (address.fault === undefined) return { host: address.host, port: address.port ?? 22 };
  throw new UsageError(`--ssh-host is ${JSON.stringify(text)}, but ${address.fault}.`);
}

/** Undefined where `known_hosts` knows the host: it decides then. */
async function comparedHostKey(
  dialogue: Dialogue,
  address: { readonly host: string; readonly port: number },
): Promise<string | undefined> {
  const shown = await dialogue.during(
    `Asking ${address.host} for its host key`,
    () => unknownHostKey(address),
  );
  if (shown === undefined) return undefined;
  await dialogue.show(`The SSH host key of ${address.host} has the fingerprint`, [
    shown,
    "Compare it with the one that the node itself shows:",
    "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
  ]);
  const isSame = await dialogue.agree({
    option: `--ssh-host-key ${shown}, when it is the node's own`,
    message: "Is it the same?",
    initial: dialogue.isWithPerson,
  });
  if (!isSame) throw new Cancelled("The SSH host key was not trusted.");
  return shown;
}

/** Tries the key until it is let in, or the person goes on without. */
async function isLetIn(
  { dialogue, tryLogin }: SshContext,
  access: SshAccess,
  { privateKey }: KeyPair,
): Promise<boolean> {
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-setup-" });
  try {
    const keyPath = join(directory, "id_ed25519");
    await Deno.writeTextFile(keyPath, privateKey, { mode: 0o600 });
    for (let message = "Done? Then the login is tried (No goes on without)";;) {
      if (!await dialogue.agree({ option: "--no-ssh", message, initial: true })) return false;
      try {
        const found = await dialogue.during("Logging in by SSH", () => tryLogin({ ...access, keyPath }));
        await dialogue.tell(found);
        return true;
      } catch (error) {
        // The place of the trial's copy of the key would only puzzle.
        const isRefused = error instanceof FailedCheck && error.check === "ssh login";
        await dialogue.warn(
          isRefused
            ? `${access.host} does not let ${access.user} in with the new key yet: run the line above.`
            : explain(error),
        );
        message = "Try again? (No goes on without)";
      }
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
