import assert from "node:assert/strict";
import type { Lab } from "./lab.ts";
import type { Arguments } from "./tool_client.ts";

/** What a call that is confirmed says first, and the token that lets it act. */
export interface Preview {
  readonly text: string;
  readonly token: string;
}

/** Calls a tool that has to ask first, and returns what it would do. */
export async function previewOf(lab: Lab, tool: string, args: Arguments): Promise<Preview> {
  const text = await lab.text(tool, args);
  const token = /\bconfirm=(\S+)/.exec(text)?.[1];
  assert.ok(token !== undefined, `${tool} did not ask: ${text}`);
  return { text, token };
}

/** Calls a tool that has to ask first, agrees, and returns the answer of the second call. */
export async function confirmed(lab: Lab, tool: string, args: Arguments): Promise<string> {
  const { token } = await previewOf(lab, tool, args);
  return await lab.text(tool, { ...args, confirm: token });
}
