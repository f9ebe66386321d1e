import { timingSafeEqual } from "node:crypto";
import {
  type AuthInfo,
  bearerAuthChallengeResponse,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
} from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import type { HttpSettings } from "../../config/settings.ts";
import { refusal } from "../http/refusal.ts";
import { AuthenticatedCaller, authInfoOf, scopeOf } from "./caller.ts";
import { hashOf } from "./token_file.ts";
import { TokenStore } from "./token_store.ts";

/** Lets a request pass with what is known of its caller, or answers it. */
export type Gate = (request: Request) => Promise<AuthInfo | Response>;

/** Who a token belongs to; undefined when it is not of this kind. @throws {OAuthError} when it is, but not valid. */
type Verifier = (token: string) => Promise<AuthenticatedCaller | undefined>;

/** What a {@linkcode openGate} needs besides the settings. */
export interface GateOptions {
  /** Where clients find out which issuer gives tokens for this server; needed with OAuth. */
  readonly resourceMetadataUrl: string;
  /** Milliseconds between two looks for unknown keys of the issuer. */
  readonly keyCooldown?: number | undefined;
}

/** Makes the gate that the settings ask for; undefined when they ask for none. */
export async function openGate(settings: HttpSettings, options: GateOptions): Promise<Gate | undefined> {
  const verifiers = await verifiersOf(settings, options);
  if (verifiers.length === 0) return undefined;
  const verifyAccessToken = async (token: string): Promise<AuthInfo> => {
    for (const verify of verifiers) {
      const caller = await verify(token);
      if (caller !== undefined) return authInfoOf(caller);
    }
    throw new OAuthError(OAuthErrorCode.InvalidToken, "The token is not valid here");
  };
  const challenge = settings.oauth === undefined ? {} : {
    requiredScopes: [scopeOf("read")],
    resourceMetadataUrl: options.resourceMetadataUrl,
  };
  return async (request) => {
    try {
      const header = request.headers.get("authorization") ?? undefined;
      return await verifyBearerToken(header, { verifier: { verifyAccessToken }, ...challenge });
    } catch (error) {
      if (error instanceof OAuthError) return bearerAuthChallengeResponse(error, challenge);
      getLogger(["proxmox-mcp", "http"]).error("The issuer's keys cannot be had: {error}", { error });
      return refusal(503, "Tokens cannot be checked at present, because the issuer's keys cannot be had.", {
        "retry-after": "10",
      });
    }
  };
}

async function verifiersOf(settings: HttpSettings, options: GateOptions): Promise<readonly Verifier[]> {
  const { authToken, tokenFile, oauth } = settings;
  const verifiers: Verifier[] = [];
  if (authToken !== undefined) verifiers.push(singleToken(authToken));
  if (tokenFile !== undefined) {
    const store = new TokenStore(tokenFile);
    verifiers.push((token) => store.find(token));
  }
  if (oauth !== undefined) {
    const { AccessTokens } = await import("./oauth.ts");
    const issued = new AccessTokens(oauth, options.keyCooldown);
    verifiers.push(async (token) => looksLikeJwt(token) ? await issued.verify(token) : undefined);
  }
  return verifiers;
}

/** The caller of `MCP_AUTH_TOKEN`, who may do whatever the process may. */
function singleToken(secret: string): Verifier {
  const hash = hashOf(secret);
  const caller = new AuthenticatedCaller({ caller: "MCP_AUTH_TOKEN", access: "host" });
  return (token) => Promise.resolve(timingSafeEqual(hash, hashOf(token)) ? caller : undefined);
}

function looksLikeJwt(token: string): boolean {
  return token.split(".").length === 3;
}
