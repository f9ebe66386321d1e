import { z } from "zod";
import { Conversation } from "./conversation.ts";

const initialized = z.object({ serverInfo: z.object({ name: z.string(), version: z.string() }) });
const toolList = z.object({ tools: z.array(z.object({ name: z.string() })) });
const toolResult = z.object({
  isError: z.boolean().default(false),
  content: z.array(z.object({ type: z.string(), text: z.string().default("") })),
});

/** Thrown when a server starts and answers, but not as it should. */
export class SmokeError extends Error {
  override readonly name = "SmokeError";
}

/** What a healthy server said. */
export interface SmokeReport {
  readonly version: string;
  readonly tools: number;
  /** Text of the answer to `proxmox_node_list`. */
  readonly nodes: string;
}

/**
 * Holds the shortest whole conversation with a server that runs on the simulator: `initialize`, `tools/list`, a call of
 * `proxmox_node_list`, and the end of standard input.
 *
 * @param command program and arguments; `--demo` is added
 * @param version the version the server has to give as its own
 * @param env variables added to this process's own
 * @throws SmokeError when an answer is wrong or the server does not end with code 0; Error when one does not come
 */
export async function smoke(
  command: readonly string[],
  version: string,
  env: Readonly<Record<string, string>> = {},
): Promise<SmokeReport> {
  const conversation = new Conversation([...command, "--demo"], { env });
  let report: SmokeReport;
  try {
    report = await converse(conversation, version);
  } catch (error) {
    await conversation.end();
    throw error;
  }
  const { code, stderr } = await conversation.end();
  if (code !== 0) throw new SmokeError(`The server ended with code ${code} and wrote: ${stderr.trim()}`);
  return report;
}

async function converse(conversation: Conversation, version: string): Promise<SmokeReport> {
  const { serverInfo } = initialized.parse(await conversation.initialize());
  if (serverInfo.version !== version) {
    throw new SmokeError(`The server says it is version ${serverInfo.version}, not ${version}`);
  }
  const { tools } = toolList.parse(await conversation.request("tools/list"));
  if (!tools.some((tool) => tool.name === "proxmox_node_list")) {
    throw new SmokeError(`None of the ${tools.length} tools is proxmox_node_list`);
  }
  return { version, tools: tools.length, nodes: await listNodes(conversation) };
}

async function listNodes(conversation: Conversation): Promise<string> {
  const result = toolResult.parse(
    await conversation.request("tools/call", { name: "proxmox_node_list", arguments: {} }),
  );
  const text = result.content.map((part) => part.text).join("\n");
  if (result.isError) throw new SmokeError(`proxmox_node_list failed: ${text}`);
  if (!/\bonline\b/.test(text)) {
    throw new SmokeError(`proxmox_node_list names no node that is online: ${text}`);
  }
  return text;
}
