import { nonEmpty } from "../../config/user_directory.ts";
import { ExplainedError } from "../../text/explained.ts";
import { UsageError } from "../usage_error.ts";
import { type AccessLevel, accessLevels } from "./access_levels.ts";
import { type AccessState, type AccessStep, planAccess, readAccess } from "./access_plan.ts";
import { lackingFor } from "./access_rights.ts";
import type { Dialogue } from "./dialogue.ts";
import { type Lent, logIn } from "./login.ts";
import type { SetupOptions } from "./options.ts";
import type { Reached } from "./reach.ts";
import { secretFrom } from "./secret_input.ts";
import type { Token } from "./written_settings.ts";

/** How the server is to log in, as far as it is known before it is known whether it runs commands. */
export type AccessAnswer =
  & { readonly level: AccessLevel }
  & (
    | { readonly kind: "given"; readonly token: Token }
    | {
      readonly kind: "made";
      readonly lent: Lent;
      /** The steps that make a role, a user and a token. */
      readonly stepsFor: (commands: boolean) => readonly AccessStep[];
    }
  );

/** What access is asked with. */
export interface AccessContext {
  readonly options: SetupOptions;
  readonly dialogue: Dialogue;
  readonly reached: Reached;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Ends the login when setup ends. */
  readonly ending: AsyncDisposableStack;
}

/**
 * Asks for a login that may make a token, and for what the token is to be able to do; or takes the token that is given.
 *
 * @throws {ExplainedError} with the lines for somebody else to run, when the login may not.
 */
export async function askAccess(context: AccessContext): Promise<AccessAnswer> {
  const { options, dialogue } = context;
  if (options["token-id"] !== undefined) {
    const token = await givenToken(context, options["token-id"]);
    return { kind: "given", token, level: await levelOf(dialogue, options) };
  }
  const lent = context.ending.use(
    await logIn(context.reached, dialogue, {
      user: options.user ?? nonEmpty(context.env.PROXMOX_USER),
      password: await secretFrom("--password-file", options["password-file"], context.env.PROXMOX_PASSWORD),
      signal: context.signal,
    }),
  );
  const level = await levelOf(dialogue, options);
  const state = await dialogue.during("Looking at roles and users", () => readAccess(lent.connection));
  const stepsFor = (commands: boolean) =>
    planAccess(
      { level, commands, userid: options.account, tokenid: options["token-name"] },
      state,
    );
  await refuseUnlessAllowed(lent, stepsFor(false), state);
  return { kind: "made", lent, level, stepsFor };
}

async function givenToken({ options, dialogue, env }: AccessContext, id: string): Promise<Token> {
  if (!/^[^\s:/!]+@[A-Za-z][A-Za-z0-9._-]+![A-Za-z][A-Za-z0-9._-]*$/.test(id)) {
    throw new UsageError(`--token-id is ${JSON.stringify(id)}, but must be user@realm!name.`);
  }
  const file = options["token-secret-file"];
  const secret = await secretFrom("--token-secret-file", file, env.PROXMOX_API_TOKEN_SECRET) ??
    await dialogue.secret({
      option: "--token-secret-file or PROXMOX_API_TOKEN_SECRET",
      message: `Secret of the token ${id}`,
    });
  return { id, secret };
}

async function levelOf(dialogue: Dialogue, options: SetupOptions): Promise<AccessLevel> {
  if (options.access !== undefined) return options.access;
  const levels: readonly AccessLevel[] = ["look", "operate", "everything"];
  return await dialogue.choose({
    option: "--access look|operate|everything",
    message: "What shall the assistant be able to do? (what loses data is asked about each time)",
    choices: levels.map((value) => ({
      value,
      title: accessLevels[value].title,
      hint: accessLevels[value].hint,
    })),
    initial: "look",
  });
}

async function refuseUnlessAllowed(
  { user, connection }: Lent,
  steps: readonly AccessStep[],
  { known }: AccessState,
): Promise<void> {
  const lacking = await lackingFor(connection, steps);
  if (lacking.length === 0 && known.size > 0) return;
  const what = lacking.map(({ privilege, path }) => `${privilege} on ${path}`).join(", ");
  throw new ExplainedError(`${user} may not make a role, a user and a token: it lacks ${what}.`, {
    remedy: "Run setup with a login that may (root@pam may), or let somebody who may run on a node:\n" +
      `${steps.map(({ line }) => `  ${line}`).join("\n")}\n` +
      "Then run setup again with --token-id and the secret that the last but one of them shows.",
  });
}
