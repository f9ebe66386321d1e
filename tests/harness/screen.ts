import { pause } from "../../src/wire/pause.ts";
import type { Environment } from "./cluster.ts";
import { serverCommand } from "./command.ts";

/** What stands on a terminal after a command has ended there. */
export interface Screen {
  /** The lines as they are seen, without blanks at their ends. */
  readonly text: string;
  /** The same with the escapes that colour it. */
  readonly coloured: string;
  readonly code: number;
}

/** Whether tmux, which shows a command's screen, is absent. */
export const tmuxMissing = Deno.build.os === "windows" || !await works();

/** Milliseconds after which a command that hangs is ended, and the test with it. */
const deadline = 120_000;
/** Milliseconds between two looks whether the command has ended. */
const interval = 50;
const size = { columns: 110, lines: 60 };

let opened = 0;

/** Runs `main.ts` with these arguments and settings in a terminal of its own, to its end. */
export async function screenOf(
  args: readonly string[],
  options: { readonly environment: Environment; readonly directory: string },
): Promise<Screen> {
  const { program, args: own, environment } = serverCommand(args);
  const server = `proxmox-mcp-test-${Deno.pid}-${opened++}`;
  const late = AbortSignal.timeout(deadline);
  const tmux = async (...words: readonly string[]): Promise<string> => {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-u", "-L", server, "-f", "/dev/null", ...words],
      clearEnv: true,
      env: { ...environment, LANG: "C.UTF-8", ...options.environment },
      stdin: "null",
      signal: late,
    }).output();
    const decoder = new TextDecoder();
    if (!success) {
      throw new Error(`tmux ${words[0] ?? ""} failed or took too long: ${decoder.decode(stderr)}`);
    }
    return decoder.decode(stdout);
  };
  // tmux 3.3 forgets the exit code of a command now and then, and the signals of its own hooks too.
  const codeFile = await Deno.makeTempFile({ prefix: "proxmox-mcp-test-" });
  try {
    await tmux(
      ...["start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";"],
      ...["set-option", "-g", "remain-on-exit-format", "", ";"],
      ...["new-session", "-d", "-x", String(size.columns), "-y", String(size.lines), "-c", options.directory],
      ...["--", "sh", "-c", '"$@"; echo $? > "$0"', codeFile, program, ...own],
    );
    while (await tmux("display-message", "-p", "#{pane_dead}") !== "1\n") await pause(interval);
    const [text, coloured] = [await tmux("capture-pane", "-p"), await tmux("capture-pane", "-p", "-e")];
    return { text: text.trimEnd(), coloured, code: Number(await Deno.readTextFile(codeFile)) };
  } finally {
    await tmux("kill-server").catch(() => {});
    await Deno.remove(codeFile);
  }
}

async function works(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
