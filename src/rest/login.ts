import type { ApiAuth } from "../config/settings.ts";
import type { Method } from "../wire/wire.ts";

/** How requests prove who they come from. */
export interface Login {
  /** The headers of a request; may have to log in first. Rejects with the signal's reason when it fires. */
  headers(method: Method, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Told when these headers met a 401, so that they are not used again. */
  refused(headers: Readonly<Record<string, string>>): void;
  /** Whether headers made after a refusal may do better. */
  readonly renewable: boolean;
}

/** An API token: one header on every request, no login, no CSRF token, no expiry to look after. */
export class TokenLogin implements Login {
  readonly renewable = false;
  readonly #header: Readonly<Record<string, string>>;

  constructor(auth: Extract<ApiAuth, { kind: "token" }>) {
    this.#header = { authorization: `PVEAPIToken=${auth.id}=${auth.secret}` };
  }

  headers(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve(this.#header);
  }

  /** Nothing to do: there is only this one header. */
  refused(): void {}
}

/** No credentials, for the login itself. */
export const anonymous: Login = {
  renewable: false,
  headers: () => Promise.resolve({}),
  refused: () => {},
};
