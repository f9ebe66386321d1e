import type { AuthInfo } from "@modelcontextprotocol/server";
import { type AccessClass, accessClasses } from "../../policy/access.ts";
import type { CallerLimits } from "../../policy/caller.ts";
import type { Policy } from "../../policy/policy.ts";

/** Who a bearer token turned out to belong to, and what that caller may do. */
export class AuthenticatedCaller {
  /** As the audit log shows it: the name of a token of the file, `MCP_AUTH_TOKEN`, or `oauth:SUBJECT`. */
  readonly name: string;
  readonly limits: CallerLimits;
  /** Seconds since the epoch; undefined when the token does not expire. */
  readonly expiresAt: number | undefined;

  constructor(limits: CallerLimits, expiresAt?: number) {
    this.name = limits.caller;
    this.limits = limits;
    this.expiresAt = expiresAt;
  }

  /** The policy that holds for this caller on a server with this one. */
  policy(own: Policy): Policy {
    return own.narrow(this.limits);
  }
}

/** Seconds for which a token without an end counts as valid; it is looked at again with every request. */
const untilNextRequest = 3600;

/** What the SDK hands from its gate to its handlers, with the caller in it; the token itself stays behind. */
export function authInfoOf(caller: AuthenticatedCaller): AuthInfo {
  return {
    token: "",
    clientId: caller.name,
    scopes: scopesUpTo(caller.limits.access),
    expiresAt: caller.expiresAt ?? Math.floor(Date.now() / 1000) + untilNextRequest,
    extra: { caller },
  };
}

/** The caller in what {@linkcode authInfoOf} made; undefined where no authentication is set. */
export function callerOf(authInfo: AuthInfo | undefined): AuthenticatedCaller | undefined {
  const caller = authInfo?.extra?.caller;
  return caller instanceof AuthenticatedCaller ? caller : undefined;
}

/** The OAuth scope that stands for an access class. */
export function scopeOf(access: AccessClass): string {
  return `proxmox:${access}`;
}

/** The scopes of a class and of all below it. */
export function scopesUpTo(access: AccessClass): string[] {
  return accessClasses.slice(0, accessClasses.indexOf(access) + 1).map(scopeOf);
}
