import type { ApiAuth } from "../config/settings.ts";
import { AuthenticationError } from "../wire/errors.ts";
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
  readonly #auth: Extract<ApiAuth, { kind: "token" }>;

  constructor(auth: Extract<ApiAuth, { kind: "token" }>) {
    this.#auth = auth;
  }

  headers(): Promise<Readonly<Record<string, string>>> {
    const { id, secret } = this.#auth;
    const authorization = `PVEAPIToken=${id}=${secret}`;
    // The HTTP library would refuse such a header too, and show it in its message.
    if (!/^[!-~]+$/.test(authorization)) return Promise.reject(unsendable());
    return Promise.resolve({ authorization });
  }

  /** Nothing to do: there is only this one header. */
  refused(): void {}
}

function unsendable(): AuthenticationError {
  return new AuthenticationError("The API token holds spaces, line breaks or letters beyond ASCII.", {
    status: 401,
    reason: "",
    method: "GET",
    path: "/",
    remedy:
      "PROXMOX_API_TOKEN_ID has the form user@realm!name, and PROXMOX_API_TOKEN_SECRET is a UUID; look for what " +
      "else was pasted.",
  });
}

/** No credentials, for the login itself. */
export const anonymous: Login = {
  renewable: false,
  headers: () => Promise.resolve({}),
  refused: () => {},
};
