import type { IncomingHttpHeaders } from "node:http";
import type { Authentication } from "../access/authentication.ts";
import { ApiFailure } from "../api/failure.ts";
import type { Identity } from "../cluster/identity.ts";

/** Finds out who makes a request; a cookie goes before a token when both are there. */
export class Credentials {
  readonly #authentication: Authentication;

  constructor(authentication: Authentication) {
    this.#authentication = authentication;
  }

  /**
   * The identity of a request.
   *
   * @throws {ApiFailure} 401 with an empty body when there is none, it is wrong, or a CSRF token is missing
   */
  identify(method: string, headers: IncomingHttpHeaders): Identity {
    const authorization = headers.authorization ?? "";
    const ticket = cookie(headers.cookie ?? "") ?? /^PVEAuthCookie[= ](.+)$/.exec(authorization)?.[1];
    if (ticket !== undefined) return this.#byTicket(method, headers, ticket);
    const token = /^PVEAPIToken[= ](.*)$/.exec(authorization)?.[1];
    if (token === undefined) throw unauthorized("No ticket");
    const identity = this.#authentication.token(token);
    if (identity === undefined) throw unauthorized("Authentication failed!");
    return identity;
  }

  #byTicket(method: string, headers: IncomingHttpHeaders, ticket: string): Identity {
    const identity = this.#authentication.ticket(ticket);
    if (identity === undefined) throw unauthorized("Authentication failed!");
    const csrf = headers["csrfpreventiontoken"];
    if (method !== "GET" && !this.#authentication.csrf(String(csrf ?? ""), identity.userid)) {
      throw unauthorized("Permission denied - invalid csrf token");
    }
    return identity;
  }
}

function unauthorized(reason: string): ApiFailure {
  return new ApiFailure(401, reason, { body: "empty" });
}

function cookie(header: string): string | undefined {
  const value = /(?:^|;\s*)PVEAuthCookie=([^;]*)/.exec(header)?.[1];
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
