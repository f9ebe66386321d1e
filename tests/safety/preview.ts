import assert from "node:assert/strict";
import type { Arguments, ToolClient } from "../harness/tool_client.ts";

/** Makes the first of two calls and returns the token of its preview. */
export async function tokenFor(server: ToolClient, tool: string, args: Arguments): Promise<string> {
  const { isError, text } = await server.call(tool, args);
  assert.equal(isError, false, text);
  assert.match(text, /^Nothing was done yet\./);
  const token = /\bconfirm=(\S+)$/.exec(text)?.[1];
  assert.ok(token !== undefined, `there is no token in: ${text}`);
  return token;
}
