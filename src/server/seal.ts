import {
  createRequestStateCodec,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { type BoundCall, callDigest } from "../policy/confirmation/identity.ts";
import { SpentTokens } from "../policy/confirmation/spent_tokens.ts";

/** Seconds for which a preview can be agreed to. */
export const sealSeconds = 300;

const sealedPreview = z.object({
  /** Digest of the call as it was shown. */
  call: z.string(),
  /** What the seal is for: the human's answer to an elicitation, or the second call with the token. */
  use: z.enum(["elicitation", "token"]),
  /** Makes two seals of the same call different, so that each is spent by itself. */
  nonce: z.string(),
  expiresAt: z.number(),
});

/** A preview that was shown, sealed so that the client cannot alter it. */
export type SealedPreview = z.infer<typeof sealedPreview>;

/** Why a seal does not open the way. */
export type SealFault = "invalid" | "other-call" | "spent";

/**
 * Seals previews and checks that what comes back was shown, for this very call, less than five minutes ago, and only once.
 *
 * Replicas that share `MCP_STATE_KEY` accept each other's seals; that one is spent is known to the process that took it.
 */
export class Seal {
  readonly #codec: RequestStateCodec<SealedPreview>;
  readonly #spent = new SpentTokens();

  /** @param key at least 32 bytes; a random one when undefined. */
  constructor(key: string | undefined) {
    this.#codec = createRequestStateCodec<SealedPreview>({
      key: key ?? crypto.getRandomValues(new Uint8Array(32)),
      ttlSeconds: sealSeconds,
      bind: (context) => context.http?.authInfo?.clientId ?? "",
    });
  }

  /** Seals a call as it was shown. */
  async close(bound: BoundCall, use: SealedPreview["use"], context: ServerContext): Promise<string> {
    const expiresAt = Date.now() + sealSeconds * 1000;
    return await this.#codec.mint(
      { call: callDigest(bound), use, nonce: crypto.randomUUID(), expiresAt },
      context,
    );
  }

  /** Reads a seal, as the SDK's `requestState.verify` wants it. @throws for anything that this seal did not make, or too old. */
  async read(sealed: string, context: ServerContext): Promise<SealedPreview> {
    return sealedPreview.parse(await this.#codec.verify(sealed, context));
  }

  /** Reads a token that a caller gave as an argument; undefined when it is no valid one. */
  async tryRead(sealed: string, context: ServerContext): Promise<SealedPreview | undefined> {
    try {
      return await this.read(sealed, context);
    } catch {
      return undefined;
    }
  }

  /** Uses a preview up for a call, or says why it does not hold for it. */
  open(
    preview: SealedPreview | undefined,
    use: SealedPreview["use"],
    bound: BoundCall,
  ): SealFault | undefined {
    if (preview === undefined || preview.use !== use) return "invalid";
    if (preview.call !== callDigest(bound)) return "other-call";
    return this.#spent.spend(preview.nonce, preview.expiresAt) ? undefined : "spent";
  }
}
