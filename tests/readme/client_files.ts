import { z } from "zod";

const server = z.object({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});

/** What a client needs to start a server. */
export type ClientServer = z.infer<typeof server>;

/** A server that a client reaches over HTTP and does not start. */
const remote = z.object({ type: z.literal("http"), url: z.url() });

const servers = z.record(z.string(), z.union([server, remote])).transform((byName) =>
  Object.values(byName).filter((each) => "command" in each)
);

const jsonFile = z.union([
  z.looseObject({ mcpServers: servers }).transform((file) => file.mcpServers),
  z.looseObject({ servers }).transform((file) => file.servers),
  z.looseObject({ context_servers: servers }).transform((file) => file.context_servers),
]);

/** The servers that a client's JSON file has it start; undefined where it is no file of a client. */
export function serversInJson(text: string): readonly ClientServer[] | undefined {
  return jsonFile.safeParse(JSON.parse(text)).data;
}

/**
 * The server that Codex's TOML file names: strings, lists of strings and tables of strings, which is what pages show of TOML.
 *
 * @throws Error for a line of another form
 */
export function serverInToml(text: string): ClientServer {
  const found: { command?: unknown; args?: unknown; env: Record<string, unknown> } = { env: {} };
  let isEnvironment = false;
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const header = /^\[mcp_servers\.[\w-]+(\.env)?\]$/.exec(line);
    const [, key = "", value = ""] = /^([\w-]+) = (.+)$/.exec(line) ?? [];
    if (header !== null) isEnvironment = header[1] !== undefined;
    else if (key === "") throw new Error(`This line is none of a client's TOML: ${line}`);
    else if (isEnvironment) found.env[key] = JSON.parse(value);
    else if (key === "env") found.env = JSON.parse(value.replaceAll(/([\w-]+) = "/g, '"$1": "'));
    else if (key === "command" || key === "args") found[key] = JSON.parse(value);
  }
  return server.parse(found);
}

/**
 * The server that a client's command line adds, from its words: `claude mcp add NAME -e K=V -- COMMAND ...`, the same of
 * others, or `code --add-mcp JSON`.
 */
export function serverInWords(words: readonly string[]): ClientServer {
  if (words[0] === "--add-mcp") return server.parse(JSON.parse(words[1] ?? ""));
  const [command = "", ...args] = words.slice(words.indexOf("--") + 1);
  const pairs = words.filter((_, index) => /^(?:-e|--env)$/.test(words[index - 1] ?? ""));
  const env = pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  return { command, args, env: Object.fromEntries(env) };
}
