import assert from "node:assert/strict";
import { serverCommand } from "../harness/command.ts";

const bold = "\x1b[1m";

/** Whether `script`, which gives a command a terminal, is absent (or is that of another system, with other options). */
const missing = Deno.build.os !== "linux" || !await works("script", ["--version"]);

for (
  const { args, heading } of [
    { args: ["--help"], heading: "Commands:" },
    { args: ["tools", "--all"], heading: "TOOL " },
    { args: ["config", "--all"], heading: "SETTING " },
  ]
) {
  Deno.test({
    name: `${
      args.join(" ")
    } has bold headings on a terminal, and none with NO_COLOR or TERM=dumb (left out without script)`,
    ignore: missing,
    fn: async () => {
      assert.ok((await onTerminal(args, { TERM: "xterm" })).includes(`${bold}${heading}`));
      for (const environment of [{ TERM: "xterm", NO_COLOR: "1" }, { TERM: "dumb" }]) {
        const shown = await onTerminal(args, environment);
        assert.ok(shown.includes(heading) && !shown.includes("\x1b"), JSON.stringify(environment));
      }
    },
  });
}

/** What a command writes to a terminal. */
async function onTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { program, args: own, environment: needed } = serverCommand(args);
  const line = [program, ...own].map((word) => `'${word}'`).join(" ");
  const { stdout } = await new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", line, "/dev/null"],
    clearEnv: true,
    env: { ...needed, PROXMOX_HOST: "pve.example", PROXMOX_API_TOKEN_ID: "mcp@pve!ro=1", ...environment },
    stdin: "null",
    signal: AbortSignal.timeout(60_000),
  }).output();
  return new TextDecoder().decode(stdout);
}

async function works(program: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
