import type { ServerContext } from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import { redactText } from "../log/redact.ts";
import type { TaskProgress } from "../proxmox/task_progress.ts";
import { inline } from "../text/foreign.ts";

/**
 * Makes the function that tells this request's client how far the work is, or undefined when the client did not ask.
 *
 * MCP wants progress that only grows: a task that starts over (a second guest of a backup) moves on by small steps. Each
 * message is sent once.
 */
export function progressOf(context: ServerContext): ((progress: TaskProgress) => void) | undefined {
  const token = context.mcpReq._meta?.progressToken;
  if (token === undefined) return undefined;
  const logger = getLogger(["proxmox-mcp", "server"]);
  let reached = 0;
  let said = "";
  return ({ percent, message }) => {
    const line = redactText(inline(message, 200));
    if (line === said && (percent === undefined || percent <= reached)) return;
    said = line;
    reached = percent !== undefined && percent > reached ? percent : Math.min(99.99, reached + 0.01);
    context.mcpReq.notify({
      method: "notifications/progress",
      params: { progressToken: token, progress: Number(reached.toFixed(2)), total: 100, message: line },
    }).catch((error: unknown) => logger.debug("Progress was not delivered: {error}", { error }));
  };
}
