import { fileURLToPath } from "node:url";
import { z } from "zod";
import { v8Flags } from "../../scripts/compile/v8_flags.ts";
import { Conversation } from "../../scripts/smoke/conversation.ts";

function denoRun(file: string, flags: readonly string[] = []): readonly string[] {
  return [Deno.execPath(), "run", "-A", ...flags, fileURLToPath(new URL(file, import.meta.url))];
}

/** The command that starts the server over stdio. */
export const proxmoxServer = denoRun("../../main.ts");

/** The same with what the binaries tell V8. */
export const frugalProxmoxServer = denoRun("../../main.ts", [`--v8-flags=${v8Flags.join(",")}`]);

/** The command that starts a one-tool server on the same SDK. */
export const oneToolServer = denoRun("one_tool_server.ts");

const toolResult = z.object({
  isError: z.boolean().default(false),
  content: z.array(z.object({ text: z.string().default("") })),
});

/** Starts a server and introduces a client to it, whose requests may take half a minute each, or as long as is said. */
export async function connect(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  deadlineMs = 30_000,
): Promise<Conversation> {
  const conversation = new Conversation(command, { env, deadlineMs });
  await conversation.initialize();
  return conversation;
}

/** Calls a tool and returns its text; throws when the tool failed. */
export async function callTool(
  conversation: Conversation,
  name: string,
  args: unknown = {},
): Promise<string> {
  const answer = await conversation.request("tools/call", { name, arguments: args });
  const { isError, content } = toolResult.parse(answer);
  const text = content.map((part) => part.text).join("\n");
  if (isError) throw new Error(`${name} failed: ${text}`);
  return text;
}
