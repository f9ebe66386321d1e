import * as z from "zod";
import { registerSecret } from "../log/redact.ts";
import { AuthenticationError } from "../wire/errors.ts";
import type { WireRequest } from "../wire/wire.ts";
import { Deadline } from "./deadline.ts";
import { exchange, ticketPath } from "./exchange.ts";
import { anonymous } from "./login.ts";
import { openCarrier } from "./open_carrier.ts";
import type { RestSettings } from "./settings.ts";

/** A node that nobody has logged in to yet. */
export type Stranger = Pick<RestSettings, "host" | "port" | "tls" | "timeout">;

/** Kinds of second factors by name, as Proxmox lists them: `totp`, `recovery`, `webauthn`, `u2f`, `yubico`. */
export type SecondFactors = readonly string[];

const answerLimit = 2 ** 20;

const realms = z.array(z.looseObject({ realm: z.string() }));

const ticketAnswer = z.looseObject({
  ticket: z.string(),
  NeedTFA: z.union([z.number(), z.string(), z.boolean()]).optional(),
});

/**
 * Reads the names of the realms, which Proxmox tells everybody: the answer shows that the certificate is trusted and that
 * it is Proxmox which answers.
 *
 * Source: `GET /access/domains`. @throws {WireError} and its kinds.
 */
export async function realmNames(stranger: Stranger, signal: AbortSignal): Promise<readonly string[]> {
  const data = await ask(stranger, "", { method: "GET", path: "/access/domains" }, signal);
  return realms.parse(data).map(({ realm }) => realm).sort();
}

/**
 * Exchanges a password, and a second factor where the user has one, for a ticket. Proxmox takes the ticket in place of the
 * password for two hours and asks for no second factor then.
 *
 * Source: `POST /access/ticket`, twice with `tfa-challenge` (pve-facts 1.5).
 *
 * @param secondFactor asks the person for a code that one of these kinds gives.
 * @throws {AuthenticationError} when user, password or code are refused; Proxmox answers that after three seconds.
 */
export async function ticketFor(
  stranger: Stranger,
  login: { readonly user: string; readonly password: string },
  secondFactor: (kinds: SecondFactors) => Promise<string>,
  signal: AbortSignal,
): Promise<string> {
  const { user: username, password } = login;
  const first = await askForTicket(stranger, { username, password }, signal);
  if (!first.needsMore) return first.ticket;
  const code = (await secondFactor(kindsOf(first.ticket))).trim();
  const second = await askForTicket(stranger, {
    username,
    password: `${/^\d{6,8}$/.test(code) ? "totp" : "recovery"}:${code}`,
    "tfa-challenge": first.ticket,
  }, signal);
  if (!second.needsMore) return second.ticket;
  throw new AuthenticationError(`Proxmox asks ${username} for a further factor.`, {
    ...{ status: 401, reason: "", method: "POST", path: ticketPath },
    remedy: "Log in as a user with one second factor.",
  });
}

async function askForTicket(
  stranger: Stranger,
  parameters: Readonly<Record<string, string>> & { readonly username: string },
  signal: AbortSignal,
): Promise<{ readonly ticket: string; readonly needsMore: boolean }> {
  const request: WireRequest = { method: "POST", path: ticketPath, parameters };
  const { ticket, NeedTFA } = ticketAnswer.parse(await ask(stranger, parameters.username, request, signal));
  registerSecret(ticket);
  return { ticket, needsMore: NeedTFA !== undefined && Number(NeedTFA) !== 0 };
}

/** The challenge holds them as JSON: `PVE:!tfa!%7B%22totp%22%3Atrue%7D:...`; what is false or empty is not set up. */
function kindsOf(challenge: string): SecondFactors {
  const encoded = /^PVE:!tfa!([^:]+):/.exec(challenge)?.[1];
  try {
    const kinds = z.record(z.string(), z.unknown()).parse(JSON.parse(decodeURIComponent(encoded ?? "")));
    return Object.entries(kinds).filter(([, value]) => value !== false && value !== null).map(([kind]) =>
      kind
    );
  } catch {
    return ["totp"];
  }
}

async function ask(
  stranger: Stranger,
  user: string,
  request: WireRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const settings: RestSettings = {
    ...stranger,
    auth: { kind: "password", user, password: "" },
    ...{ retryAttempts: 0, retryDelay: 0, rateLimit: 0, guard: nothingToGuard },
  };
  using deadline = new Deadline(stranger.timeout, signal);
  const carrier = await openCarrier(stranger.tls, answerLimit);
  try {
    const by = {
      settings,
      carrier: () => Promise.resolve(carrier.carry),
      login: anonymous,
      pacer: undefined,
    };
    return (await exchange(by, request, deadline)).data;
  } finally {
    carrier.close();
  }
}

/** No policy has a say before there is a login: a name and a ticket are all that is asked for. */
const nothingToGuard = { check: () => {}, checkCommand: () => {} };
