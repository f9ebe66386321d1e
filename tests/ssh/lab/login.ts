import assert from "node:assert/strict";
import type { SshSettings } from "../../../src/config/settings.ts";
import { ExplainedError } from "../../../src/text/explained.ts";
import { openGuard, withNodes } from "./session.ts";

/** The error that a login with these settings ends in. */
export async function failure(settings: SshSettings, connectTimeout = 5000): Promise<ExplainedError> {
  let error: unknown;
  await withNodes({ settings, guard: openGuard, connectTimeout }, async (nodes) => {
    error = await nodes.entry().then(() => undefined, (reason) => reason);
  });
  assert.ok(error instanceof ExplainedError, `expected an explained error, got ${error}`);
  return error;
}

/** Logs in with these settings and runs a command. */
export async function works(settings: SshSettings): Promise<void> {
  await withNodes({ settings, guard: openGuard }, async (nodes) => {
    const { code } = await (await nodes.entry()).exec(["true"]);
    assert.equal(code, 0);
  });
}
