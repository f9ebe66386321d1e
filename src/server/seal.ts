import { createRequestStateCodec, type RequestStateCodec } from "@modelcontextprotocol/server";
import * as z from "zod";
import { type BoundCall, callDigest } from "../policy/confirmation/identity.ts";
import { SpentTokens } from "../policy/confirmation/spent_tokens.ts";

/** Seconds for which a preview can be agreed to. */
export const sealSeconds = 300;

// The names are short because the seal is text that a model copies by hand.
const sealedPreview = z.object({
  /** Digest of the call as it was shown. */
  c: z.string(),
  /** What the seal is for: the human's answer to an elicitation, or the second call with the token. */
  u: z.enum(["elicitation", "token"]),
  /** Makes two seals of the same call different, so that each is spent by itself. */
  n: z.string(),
  /** When it ends, in seconds since 1970. */
  e: z.number(),
});

/** A preview that was shown, sealed so that the client cannot alter it. */
export type SealedPreview = z.infer<typeof sealedPreview>;

/** What came back as a seal and is none. */
export type BrokenSeal = "broken";

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
    });
  }

  /** Seals a call as it was shown. */
  async close(bound: BoundCall, use: SealedPreview["u"]): Promise<string> {
    const e = Math.floor(Date.now() / 1000) + sealSeconds;
    const n = crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: "base64url" });
    return await this.#codec.mint({ c: await shortDigest(bound), u: use, n, e });
  }

  /** Reads a seal: what it holds, or `broken` for anything that this seal did not make, or too old. */
  async read(sealed: string): Promise<SealedPreview | BrokenSeal> {
    try {
      // The codec asks nothing of a context unless it binds to one; here the call's digest binds, with the caller in it.
      return sealedPreview.parse(await Reflect.apply(this.#codec.verify, this.#codec, [sealed]));
    } catch {
      return "broken";
    }
  }

  /** Uses a preview up for a call, or says why it does not hold for it. */
  async open(
    preview: SealedPreview | BrokenSeal,
    use: SealedPreview["u"],
    bound: BoundCall,
  ): Promise<SealFault | undefined> {
    if (preview === "broken" || preview.u !== use) return "invalid";
    if (preview.c !== (await shortDigest(bound))) return "other-call";
    return this.#spent.spend(preview.n, preview.e * 1000) ? undefined : "spent";
  }
}

/** 128 bits of the call's digest are beyond anybody's search, and half as long to copy. */
async function shortDigest(bound: BoundCall): Promise<string> {
  return (await callDigest(bound)).slice(0, 32);
}
