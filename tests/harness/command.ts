import { fileURLToPath } from "node:url";

/** A program with its arguments and the environment it needs to run at all. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Variables that Deno and the operating system need; none of them is a setting of the server. */
const inherited = ["PATH", "HOME", "USERPROFILE", "DENO_DIR", "TMPDIR", "TEMP", "SystemRoot", "LOCALAPPDATA"];

/** The command that runs `main.ts` with these arguments, in an environment without any setting of the person's own. */
export function serverCommand(args: readonly string[] = []): Command {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  return {
    program: Deno.execPath(),
    args: ["run", "-A", main, ...args],
    environment: {
      ...Object.fromEntries(
        inherited.map((name) => [name, Deno.env.get(name) ?? ""]).filter(([, value]) => value !== ""),
      ),
      // The developer's own setup is none of the tests' business.
      XDG_CONFIG_HOME: fileURLToPath(new URL("../no-settings", import.meta.url)),
    },
  };
}
