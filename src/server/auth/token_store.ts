import { timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { getLogger } from "@logtape/logtape";
import { guestSelector } from "../../config/selectors.ts";
import { explain } from "../../text/explained.ts";
import { AuthenticatedCaller } from "./caller.ts";
import { hashOf, readTokens, type StoredToken } from "./token_file.ts";

/** A token of the file, ready to be compared and used. */
interface KnownToken {
  readonly hash: Buffer;
  readonly caller: AuthenticatedCaller;
}

/**
 * The tokens of a file, which is looked at with every request: a token that was removed opens nothing any more, one that was
 * added works at once. While the file cannot be read, none of its tokens works.
 */
export class TokenStore {
  readonly #path: string;
  #seen = "";
  #known: readonly KnownToken[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** The caller whose token this is, expired or not; undefined when it is none of the file. */
  async find(token: string): Promise<AuthenticatedCaller | undefined> {
    await this.#refresh();
    const hash = hashOf(token);
    let found: AuthenticatedCaller | undefined;
    // No early end: how long it takes says nothing about which token it was, or how near a wrong one came.
    for (const known of this.#known) if (timingSafeEqual(known.hash, hash)) found = known.caller;
    return found;
  }

  async #refresh(): Promise<void> {
    const now = await stampOf(this.#path);
    if (now === this.#seen) return;
    try {
      this.#known = (await readTokens(this.#path)).map(known);
    } catch (error) {
      this.#known = [];
      getLogger(["proxmox-mcp", "http"]).error("No token of the file works: {reason}", {
        reason: explain(error),
      });
    }
    this.#seen = now;
  }
}

/** What changes whenever the file does. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtime, size, ino } = await Deno.stat(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch (error) {
    return error instanceof Error ? error.name : "unknown";
  }
}

function known({ name, hash, access, guests, nodes, pools, expires }: StoredToken): KnownToken {
  const limits = {
    caller: name,
    access,
    guests: guests?.map((text) => guestSelector().parse(text)),
    nodes,
    pools,
  };
  const end = expires === undefined ? undefined : Math.floor(Date.parse(expires) / 1000);
  return { hash: Buffer.from(hash, "hex"), caller: new AuthenticatedCaller(limits, end) };
}
