import { OAuthError, OAuthErrorCode } from "@modelcontextprotocol/server";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import * as z from "zod";
import type { OAuthSettings } from "../../config/settings.ts";
import { type AccessClass, accessClasses } from "../../policy/access.ts";
import { inline } from "../../text/foreign.ts";
import { AuthenticatedCaller, scopeOf } from "./caller.ts";

/** Signatures by a private key of the issuer; `none` and shared secrets are not among them. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

const claims = z.looseObject({
  exp: z.number(),
  sub: z.string().min(1).optional(),
  client_id: z.string().min(1).optional(),
  azp: z.string().min(1).optional(),
  // Most issuers write `scope` as RFC 9068 has it, Microsoft and Okta `scp`.
  scope: z.string().optional(),
  scp: z.union([z.string(), z.array(z.string())]).optional(),
});

/** Checks access tokens (JWT) of one issuer against its published keys. */
export class AccessTokens {
  readonly #settings: OAuthSettings;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  /** @param cooldown milliseconds between two looks for keys that are not known yet. */
  constructor(settings: OAuthSettings, cooldown = 10_000) {
    this.#settings = settings;
    this.#keys = createRemoteJWKSet(new URL(settings.jwksUrl), {
      cooldownDuration: cooldown,
      cacheMaxAge: 600_000,
      timeoutDuration: 5_000,
    });
  }

  /**
   * The caller that an access token stands for.
   *
   * @throws {OAuthError} `invalid_token` for a token that is not this issuer's, not for this server, expired or altered, and
   * `insufficient_scope` for one that allows nothing here; any other error when the keys cannot be fetched.
   */
  async verify(token: string): Promise<AuthenticatedCaller> {
    const payload = claims.safeParse(await this.#payload(token));
    if (!payload.success) throw invalid("The token lacks a claim that is needed");
    const { exp, sub, client_id, azp } = payload.data;
    const subject = sub ?? client_id ?? azp;
    if (subject === undefined) throw invalid("The token names nobody");
    const access = highestAccess(payload.data);
    if (access === undefined) {
      throw new OAuthError(
        OAuthErrorCode.InsufficientScope,
        `None of the token's scopes is one of ${accessClasses.map(scopeOf).join(" ")}`,
      );
    }
    return new AuthenticatedCaller({ caller: `oauth:${inline(subject, 120)}`, access }, exp);
  }

  async #payload(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.#settings;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ["exp"],
        clockTolerance: 5,
      });
      return payload;
    } catch (error) {
      if (isTokenFault(error)) throw invalid(error.message);
      throw error;
    }
  }
}

/** Whether the token is at fault, and not the way to the issuer's keys. */
function isTokenFault(error: unknown): error is errors.JOSEError {
  return error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported || error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys;
}

function highestAccess({ scope, scp }: z.infer<typeof claims>): AccessClass | undefined {
  const written = [scope ?? "", ...(typeof scp === "string" ? [scp] : scp ?? [])];
  const scopes = new Set(written.flatMap((text) => text.split(" ")));
  return accessClasses.findLast((access) => scopes.has(scopeOf(access)));
}

function invalid(reason: string): OAuthError {
  return new OAuthError(OAuthErrorCode.InvalidToken, reason);
}
