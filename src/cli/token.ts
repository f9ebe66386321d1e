import { splitArguments } from "../config/command_line.ts";
import { loadSettings } from "../config/load.ts";
import { hashOf, makeToken, readTokens, type StoredToken, writeTokens } from "../server/auth/token_file.ts";
import { nearest } from "../text/nearest.ts";
import { type Column, table } from "../text/table.ts";
import { print, printError } from "./print.ts";
import { readTokenOrder, type TokenGrant } from "./token_options.ts";
import { UsageError } from "./usage_error.ts";

/**
 * `proxmox-mcp token`: adds, lists and removes the tokens of those who may call over HTTP.
 *
 * @throws {UsageError} for arguments that cannot be used; {TokenFileError} when the file cannot be read or written.
 */
export async function tokenCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const order = readTokenOrder(rest);
  const file = await tokenFile(given);
  const tokens = await readTokens(file);
  switch (order.action) {
    case "add":
      return await add(file, tokens, order.grant);
    case "list":
      return await list(file, tokens);
    case "remove":
      return await remove(file, tokens, order.name);
  }
}

async function add(file: string, tokens: readonly StoredToken[], grant: TokenGrant): Promise<number> {
  const { lifetime, ...rights } = grant;
  if (tokens.some(({ name }) => name === grant.name)) {
    throw new UsageError(`There is a token of ${grant.name} in ${file} already.`, {
      remedy: `proxmox-mcp token remove ${grant.name} takes it away; or choose another name.`,
    });
  }
  const token = makeToken();
  const now = Date.now();
  const stored: StoredToken = {
    ...rights,
    hash: hashOf(token).toString("hex"),
    created: new Date(now).toISOString(),
    ...(lifetime === undefined ? {} : { expires: new Date(now + lifetime).toISOString() }),
  };
  await writeTokens(file, [...tokens, stored]);
  await print(token);
  await printError(
    `${grant.name} may now call with this token (header "Authorization: Bearer ..."). It is shown this once; ${file} ` +
      "keeps its hash.",
  );
  return 0;
}

async function list(file: string, tokens: readonly StoredToken[]): Promise<number> {
  if (tokens.length === 0) {
    await printError(`There are no tokens in ${file}; proxmox-mcp token add NAME makes one.`);
  } else await print(table(tokens, columns));
  return 0;
}

async function remove(file: string, tokens: readonly StoredToken[], name: string): Promise<number> {
  const left = tokens.filter((token) => token.name !== name);
  if (left.length === tokens.length) {
    const near = nearest(name, tokens.map((token) => token.name));
    throw new UsageError(`There is no token of ${JSON.stringify(name)} in ${file}.`, {
      remedy: near === undefined ? "proxmox-mcp token list shows them." : `Did you mean ${near}?`,
    });
  }
  await writeTokens(file, left);
  await printError(`The token of ${name} opens nothing any more.`);
  return 0;
}

const columns: readonly Column<StoredToken>[] = [
  { heading: "name", cell: ({ name }) => name },
  { heading: "access", cell: ({ access }) => access },
  { heading: "guests", cell: ({ guests }) => guests?.join(",") ?? "-" },
  { heading: "nodes", cell: ({ nodes }) => nodes?.join(",") ?? "-" },
  { heading: "pools", cell: ({ pools }) => pools?.join(",") ?? "-" },
  { heading: "created (utc)", cell: ({ created }) => minuteOf(created) },
  { heading: "expires (utc)", cell: ({ expires }) => expires === undefined ? "never" : endOf(expires) },
];

function endOf(expires: string): string {
  return Date.parse(expires) <= Date.now() ? `${minuteOf(expires)} (over)` : minuteOf(expires);
}

function minuteOf(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

async function tokenFile(given: readonly string[]): Promise<string> {
  const { settings } = await loadSettings({
    args: given,
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    connection: "optional",
  });
  const { tokenFile } = settings.http;
  if (tokenFile !== undefined) return tokenFile;
  throw new UsageError("It is not said which file keeps the tokens.", {
    remedy: "Set MCP_TOKEN_FILE, or give --mcp-token-file FILE; serve --http needs the same.",
  });
}
