import { AuthenticationError } from "../wire/errors.ts";
import { pause } from "../wire/pause.ts";
import { canonicalPath } from "../wire/path.ts";
import type { Answer, ByteStream, CarryOptions, DocumentPath, Wire, WireRequest } from "../wire/wire.ts";
import type { OpenCarrier } from "./carrier.ts";
import { type Clock, systemClock } from "./clock.ts";
import { closedError } from "./connection_errors.ts";
import { Deadline } from "./deadline.ts";
import { fetchDocument } from "./document.ts";
import { admitted, type Exchange, exchange, ticketPath } from "./exchange.ts";
import { anonymous, type Login, TokenLogin } from "./login.ts";
import { openCarrier } from "./open_carrier.ts";
import { Pacer } from "./pacer.ts";
import { backOff, mayHaveBeenDead, mayPass } from "./retry.ts";
import type { RestSettings } from "./settings.ts";
import { TicketLogin } from "./ticket_login.ts";

const defaultAnswerLimit = 32 * 2 ** 20;

/**
 * The REST wire: Proxmox's API over HTTPS, with an API token or a ticket.
 *
 * Nothing happens before the first request. Reads are tried again while they may succeed and time is left; changes are
 * sent once, and when their answer is lost the error says so.
 */
export class RestWire implements Wire {
  readonly name = "api";
  readonly #settings: RestSettings;
  readonly #login: Login;
  readonly #pacer: Pacer;
  readonly #closing = new AbortController();
  #open: Promise<OpenCarrier> | undefined;

  constructor(settings: RestSettings, clock: Clock = systemClock) {
    this.#settings = settings;
    this.#pacer = new Pacer(settings.rateLimit, clock);
    this.#login = settings.auth.kind === "token"
      ? new TokenLogin(settings.auth)
      : new TicketLogin(settings.auth, (username, password) => this.#ticketFor(username, password), clock);
  }

  /**
   * Carries one request.
   *
   * @throws {PolicyError} when the guard refuses it, before anything leaves.
   * @throws {PathError} for a path that is none.
   * @throws {WireError} and its kinds; when `options.signal` fires, its reason.
   */
  async request(request: WireRequest, options: CarryOptions = {}): Promise<Answer> {
    const checked = { ...request, path: canonicalPath(request.path) };
    this.#settings.guard.check(checked);
    using deadline = new Deadline(
      options.timeout ?? this.#settings.timeout,
      options.signal,
      this.#closing.signal,
    );
    deadline.signal.throwIfAborted();
    const by = this.#exchange(options.unpaced === true ? undefined : this.#pacer, this.#login);
    if (checked.method !== "GET") return await exchange(by, checked, deadline);
    return await this.#read(by.login, deadline, () => exchange(by, checked, deadline));
  }

  /**
   * Fetches a static document; tried again like a read, but neither guarded nor paced nor with a login.
   *
   * @throws {WireError} and its kinds; when `options.signal` fires, its reason.
   */
  async document(
    path: DocumentPath,
    options: Pick<CarryOptions, "signal" | "timeout"> = {},
  ): Promise<string> {
    using deadline = new Deadline(
      options.timeout ?? this.#settings.timeout,
      options.signal,
      this.#closing.signal,
    );
    deadline.signal.throwIfAborted();
    const by = this.#exchange(undefined, anonymous);
    return await this.#read(anonymous, deadline, () => fetchDocument(by, path, deadline));
  }

  /**
   * Opens a websocket of the REST tree, once.
   *
   * @throws {PolicyError} when the guard refuses it, before anything leaves.
   * @throws {WireError} and its kinds; when `options.signal` fires, its reason.
   */
  async openStream(request: WireRequest, options: CarryOptions = {}): Promise<ByteStream> {
    const checked = { ...request, path: canonicalPath(request.path) };
    this.#settings.guard.check(checked);
    const signal = options.signal === undefined
      ? this.#closing.signal
      : AbortSignal.any([options.signal, this.#closing.signal]);
    using deadline = new Deadline(options.timeout ?? this.#settings.timeout, signal);
    deadline.signal.throwIfAborted();
    const credentials = await admitted(this.#exchange(this.#pacer, this.#login), checked, deadline);
    const { openWebsocket } = await import("./websocket.ts");
    return await openWebsocket(checked, { settings: this.#settings, credentials, deadline, signal });
  }

  /** Ends kept connections and waiting requests; further requests are refused. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(closedError(this.#settings));
    const open = await this.#open?.catch(() => undefined);
    open?.close();
  }

  async #read<Read>(login: Login, deadline: Deadline, attempt: () => Promise<Read>): Promise<Read> {
    let tries = 0;
    let triedFresh = false;
    let loggedInAgain = false;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (deadline.signal.aborted) throw error;
        if (error instanceof AuthenticationError && login.renewable && !loggedInAgain) {
          loggedInAgain = true;
          continue;
        }
        if (mayHaveBeenDead(error) && !triedFresh) {
          triedFresh = true;
          continue;
        }
        tries += 1;
        if (tries > this.#settings.retryAttempts || !mayPass(error)) throw error;
        const wait = backOff(tries, this.#settings.retryDelay);
        // No try would be left after such a wait, and the error at hand says more than a deadline would.
        if (wait >= deadline.remaining) throw error;
        await pause(wait, deadline.signal);
      }
    }
  }

  /** Has a deadline of its own, for several requests may wait for the same login. */
  async #ticketFor(username: string, password: string): Promise<unknown> {
    using deadline = new Deadline(this.#settings.timeout, this.#closing.signal);
    const request = { method: "POST", path: ticketPath, parameters: { username, password } } as const;
    return (await exchange(this.#exchange(undefined, anonymous), request, deadline)).data;
  }

  #exchange(pacer: Pacer | undefined, login: Login): Exchange {
    return {
      settings: this.#settings,
      carrier: async () => {
        this.#open ??= openCarrier(this.#settings.tls, this.#settings.answerLimit ?? defaultAnswerLimit);
        return (await this.#open).carry;
      },
      login,
      pacer,
    };
  }
}
