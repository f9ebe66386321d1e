import { previewOf } from "../../harness/confirmed.ts";
import type { Lab } from "../../harness/lab.ts";
import type { Arguments } from "../../harness/tool_client.ts";

/** Calls a tool that has to ask first and agrees; returns what was shown and what the tool then answered. */
export async function callConfirmed(lab: Lab, tool: string, args: Arguments) {
  const { text: preview, token } = await previewOf(lab, tool, args);
  return { preview, text: await lab.text(tool, { ...args, confirm: token }) };
}
