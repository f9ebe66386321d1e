import { parseArgs } from "node:util";
import * as z from "zod";
import { type AccessClass, accessClasses } from "../policy/access.ts";
import { storedToken, tokenName } from "../server/auth/token_file.ts";
import { parseSpan } from "../text/span.ts";
import { UsageError } from "./usage_error.ts";

/** What `proxmox-mcp token` is asked to do. */
export type TokenOrder =
  | { readonly action: "add"; readonly grant: TokenGrant }
  | { readonly action: "list" }
  | { readonly action: "remove"; readonly name: string };

/** What a new token is to allow. */
export interface TokenGrant {
  readonly name: string;
  readonly access: AccessClass;
  readonly guests?: string[] | undefined;
  readonly nodes?: string[] | undefined;
  readonly pools?: string[] | undefined;
  /** Milliseconds until it ends; undefined for one without an end. */
  readonly lifetime?: number | undefined;
}

const list = z.string().transform((text) =>
  text.split(",").map((item) => item.trim()).filter((item) => item !== "")
);

const grantSchema = z.object({
  name: tokenName,
  access: z.enum(accessClasses, { error: `must be one of ${accessClasses.join(", ")}` }).default("read"),
  guests: list.pipe(storedToken.shape.guests.unwrap()).optional(),
  nodes: list.optional(),
  pools: list.optional(),
  lifetime: z.string().transform((text) => parseSpan(text)).pipe(
    z.number({ error: "must be a span such as 12h, 30d or 52w" }).positive(),
  ).optional(),
});

/**
 * Reads the arguments of `proxmox-mcp token`.
 *
 * @throws {UsageError} naming the argument at fault.
 */
export function readTokenOrder(args: readonly string[]): TokenOrder {
  const { values, positionals } = parsed(args);
  const [action = "", name = "", ...more] = positionals;
  if (more.length > 0) throw unusable(`${JSON.stringify(more[0])} is one argument too many`);
  if (action === "list" && name === "") return { action };
  if (action === "remove" && name !== "") return { action, name };
  if (action !== "add") throw unusable("it takes add NAME, list or remove NAME");
  const { expires, ...rest } = values;
  const grant = grantSchema.safeParse({ name, ...rest, lifetime: expires });
  if (grant.success) return { action, grant: grant.data };
  const issue = grant.error.issues[0];
  const [field = ""] = issue?.path ?? [];
  const option = field === "name" ? "NAME" : `--${field === "lifetime" ? "expires" : String(field)}`;
  throw unusable(`${option} ${issue?.message}`, grant.error);
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { access: text, guests: text, nodes: text, pools: text, expires: text },
    });
  } catch (cause) {
    throw unusable(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function unusable(reason: string, cause?: unknown): UsageError {
  return new UsageError(`token cannot be run so: ${reason}.`, {
    remedy: "See proxmox-mcp help token.",
    cause,
  });
}
