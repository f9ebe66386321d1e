import * as z from "zod";
import type { ApiAuth } from "../config/settings.ts";
import { AuthenticationError } from "../wire/errors.ts";
import type { Method } from "../wire/wire.ts";
import type { Clock } from "./clock.ts";
import { unlessAborted } from "./deadline.ts";
import type { Login } from "./login.ts";

/** A ticket lives two hours; renewing at half of it leaves the other half for a node that is down meanwhile. */
const renewAfter = 3_600_000;
const lifetime = 7_200_000;
/** Proxmox tolerates no less: requests on their way and clocks that differ. */
const margin = 300_000;

const ticketAnswer = z.looseObject({
  ticket: z.string().optional(),
  CSRFPreventionToken: z.string().optional(),
  NeedTFA: z.union([z.number(), z.string(), z.boolean()]).optional(),
});

interface Ticket {
  readonly cookie: string;
  readonly csrf: string;
  readonly value: string;
  readonly since: number;
}

/** Sends `POST /access/ticket` with a password (or a ticket that is still good) and returns the answer's data. */
export type AskForTicket = (username: string, password: string) => Promise<unknown>;

/** A user's password: exchanged for a ticket, which is renewed before it ends; one exchange at a time for all requests. */
export class TicketLogin implements Login {
  readonly renewable = true;
  readonly #auth: Extract<ApiAuth, { kind: "password" }>;
  readonly #ask: AskForTicket;
  readonly #clock: Clock;
  #ticket: Ticket | undefined;
  #exchange: Promise<Ticket> | undefined;

  constructor(auth: Extract<ApiAuth, { kind: "password" }>, ask: AskForTicket, clock: Clock) {
    this.#auth = auth;
    this.#ask = ask;
    this.#clock = clock;
  }

  async headers(method: Method, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const ticket = await this.#current(signal);
    return {
      cookie: ticket.cookie,
      ...(method === "GET" ? {} : { CSRFPreventionToken: ticket.csrf }),
    };
  }

  refused(headers: Readonly<Record<string, string>>): void {
    // Another request may have logged in again meanwhile; its ticket is not the one that was refused.
    if (this.#ticket?.cookie === headers["cookie"]) this.#ticket = undefined;
  }

  async #current(signal: AbortSignal): Promise<Ticket> {
    const held = this.#ticket;
    if (held !== undefined && this.#clock.now() - held.since < renewAfter) return held;
    this.#exchange ??= this.#obtain(held).finally(() => this.#exchange = undefined);
    return await unlessAborted(this.#exchange, signal);
  }

  async #obtain(held: Ticket | undefined): Promise<Ticket> {
    if (held !== undefined && this.#clock.now() - held.since < lifetime - margin) {
      try {
        return await this.#exchanged(held.value);
      } catch (error) {
        // The old ticket still serves when Proxmox is out of reach; only when it is refused is the password needed.
        if (!(error instanceof AuthenticationError)) return held;
      }
    }
    return await this.#exchanged(this.#auth.password);
  }

  async #exchanged(password: string): Promise<Ticket> {
    const since = this.#clock.now();
    const answer = ticketAnswer.parse(await this.#ask(this.#auth.user, password));
    if (answer.NeedTFA !== undefined && Number(answer.NeedTFA) !== 0) {
      throw this.#refusal(
        `The user ${this.#auth.user} has two-factor login, which a program cannot answer.`,
        "Make an API token for the user and set PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET instead: tokens " +
          "need no second factor.",
      );
    }
    const { ticket, CSRFPreventionToken: csrf } = answer;
    if (ticket === undefined || csrf === undefined) {
      throw this.#refusal(`Proxmox let ${this.#auth.user} in without a ticket.`, "Use an API token instead.");
    }
    this.#ticket = { cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`, csrf, value: ticket, since };
    return this.#ticket;
  }

  #refusal(message: string, remedy: string): AuthenticationError {
    return new AuthenticationError(message, {
      status: 401,
      reason: "",
      method: "POST",
      path: "/access/ticket",
      remedy,
    });
  }
}
