import { Connection } from "../../proxmox/connection.ts";
import { type SecondFactors, ticketFor } from "../../rest/first_contact.ts";
import { RestWire } from "../../rest/rest_wire.ts";
import { registerSecret } from "../../log/redact.ts";
import { explain } from "../../text/explained.ts";
import { AuthenticationError } from "../../wire/errors.ts";
import { UsageError } from "../usage_error.ts";
import { Cancelled, type Dialogue } from "./dialogue.ts";
import type { Reached } from "./reach.ts";
import { setupGuard } from "./setup_guard.ts";

/** The login that a person lends setup for making a role, a user and a token; kept nowhere. */
export interface Lent extends AsyncDisposable {
  readonly user: string;
  /** Ends with the interruption. */
  readonly connection: Connection;
  /** For cleaning up, whatever happens. */
  readonly cleaning: Connection;
}

/** What is known of the login before it is asked. */
export interface LoginBefore {
  readonly user: string | undefined;
  /** From the environment or a file. */
  readonly password: string | undefined;
  readonly signal: AbortSignal;
}

/** Times that a wrong password may be corrected. */
const tries = 3;

/**
 * Asks for user and password, and for a second factor where the user has one, until Proxmox accepts them.
 *
 * @throws {AuthenticationError} when it does not, after three tries or without anybody to ask.
 */
export async function logIn(reached: Reached, dialogue: Dialogue, before: LoginBefore): Promise<Lent> {
  const { signal } = before;
  for (let trial = 1;; trial++) {
    const first = trial === 1;
    const user = (first ? before.user : undefined) ?? await dialogue.text({
      option: "--user",
      message: "Who may make a user and a token there? (used now, and not kept)",
      initial: "root@pam",
      fault: (answer) =>
        /^[^\s:/!]+@[A-Za-z][A-Za-z0-9._-]+$/.test(answer)
          ? undefined
          : "A user with its realm, such as root@pam.",
    });
    const password = (first ? before.password : undefined) ??
      await dialogue.secret({
        option: "--password-file or PROXMOX_PASSWORD",
        message: `Password of ${user}`,
      });
    registerSecret(password);
    try {
      const ticket = await dialogue.during(
        `Logging in as ${user}`,
        () => ticketFor(reached, { user, password }, (kinds) => secondFactor(kinds, user, dialogue), signal),
      );
      await dialogue.tell(`Logged in as ${user}.`);
      return lent(reached, user, ticket, signal);
    } catch (error) {
      if (!(error instanceof AuthenticationError) || !dialogue.isWithPerson || trial === tries) throw error;
      await dialogue.warn(explain(error));
    }
  }
}

function lent(reached: Reached, user: string, ticket: string, signal: AbortSignal): Lent {
  const wire = new RestWire({
    ...reached,
    // Proxmox takes a ticket in place of the password, and asks for no second factor then.
    auth: { kind: "password", user, password: ticket },
    ...{ retryAttempts: 2, retryDelay: 500, rateLimit: 0, guard: setupGuard },
  });
  return {
    user,
    connection: new Connection(wire, signal),
    cleaning: new Connection(wire),
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

async function secondFactor(kinds: SecondFactors, user: string, dialogue: Dialogue): Promise<string> {
  const readable = kinds.filter((kind) => kind === "totp" || kind === "recovery" || kind === "yubico");
  if (readable.length === 0) {
    throw new UsageError(
      `${user} has a second factor that needs a browser (${kinds.join(", ")}), which setup cannot answer.`,
      { remedy: "Log in as another user, or make a token in the web interface and give it with --token-id." },
    );
  }
  if (!dialogue.isWithPerson) {
    const code = Deno.env.get("PROXMOX_SETUP_CODE");
    if (code !== undefined && code !== "") return code;
    throw new UsageError(`${user} has a second factor.`, {
      remedy: "Set PROXMOX_SETUP_CODE to a code of this moment, or use a user without one.",
    });
  }
  const code = await dialogue.text({
    option: "PROXMOX_SETUP_CODE",
    message:
      `Second factor of ${user}: a code of the authenticator app, or a recovery key (the token will need none)`,
    fault: (answer) => answer === "" ? "Nothing was typed." : undefined,
  });
  if (code === "") throw new Cancelled();
  return code;
}
