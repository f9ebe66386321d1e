import { dirname } from "node:path";
import type { Buffer } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import { guestSelector } from "../../config/selectors.ts";
import { accessClasses } from "../../policy/access.ts";
import { ExplainedError } from "../../text/explained.ts";

/** The file of tokens cannot be read or written, or is none. */
export class TokenFileError extends ExplainedError {
  override readonly name = "TokenFileError";
}

/** A name that a token may have: it stands in audit logs and messages. */
export const tokenName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: "must have 1 to 64 letters, digits, dots, underscores and hyphens, and begin with a letter or digit",
}).refine((name) => name !== "MCP_AUTH_TOKEN", { error: "is the name of the token that the setting holds" });

/** Guests as they are written in lists (`100-199`, `tag:lab`), each checked. */
const guests = z.array(
  z.string().refine((text) => guestSelector().safeParse(text).success, {
    error: "must be a guest id (100), a range (100-199), a name with * or ? (web-*), pool:NAME or tag:NAME",
  }),
);

/** One token as the file keeps it: everything but the token. */
export const storedToken = z.strictObject({
  name: tokenName,
  /** SHA-256 of the token in hexadecimal. Its 256 random bits need no slow hash: nobody can try them out. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  access: z.enum(accessClasses),
  guests: guests.optional(),
  nodes: z.array(z.string().min(1)).optional(),
  pools: z.array(z.string().min(1)).optional(),
  created: z.iso.datetime(),
  expires: z.iso.datetime().optional(),
});

/** One token as the file keeps it: everything but the token. */
export type StoredToken = z.infer<typeof storedToken>;

const file = z.strictObject({ tokens: z.array(storedToken) });

/** Makes a token: 256 random bits behind a mark by which scanners for leaked secrets know it. */
export function makeToken(): string {
  return `pxmcp_${randomBytes(32).toString("base64url")}`;
}

/** The SHA-256 of a token. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * Reads the file of tokens; one that is not there has none.
 *
 * @throws {TokenFileError} when it cannot be read or is not what `proxmox-mcp token` wrote.
 */
export async function readTokens(path: string): Promise<readonly StoredToken[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw new TokenFileError(`The token file ${path} cannot be read.`, { cause });
  }
  try {
    return file.parse(JSON.parse(text)).tokens;
  } catch (cause) {
    throw new TokenFileError(
      `${path} is not a token file as proxmox-mcp token writes it: ${faultOf(cause)}.`,
      {
        remedy: "Restore it from a copy, or remove it and add the tokens anew.",
        cause,
      },
    );
  }
}

/**
 * Replaces the file of tokens in one step, readable by its owner only; its folder is made where there is none.
 *
 * @throws {TokenFileError} when it cannot be written.
 */
export async function writeTokens(path: string, tokens: readonly StoredToken[]): Promise<void> {
  const beside = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(beside, `${JSON.stringify(file.parse({ tokens }), null, 2)}\n`, { mode: 0o600 });
    await Deno.rename(beside, path);
  } catch (cause) {
    await Deno.remove(beside).catch(() => {});
    throw new TokenFileError(`The token file ${path} cannot be written.`, { cause });
  }
}

function faultOf(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return "it is no JSON";
  const issue = cause.issues[0];
  return `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim();
}
