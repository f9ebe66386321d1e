import type { Process } from "../linux/kernel/process.ts";
import { parseScript } from "../linux/shell/parse.ts";
import { Shell } from "../linux/shell/shell.ts";
import { ShellSyntaxError } from "../linux/shell/syntax.ts";
import { SystemError } from "../linux/system_error.ts";

/** A login shell at a terminal: prompts, reads a command, runs it, until `exit` or the end of input. */
export async function interactiveShell(process: Process): Promise<number> {
  process.dispose("INT", "catch");
  const shell = new Shell(process, { dialect: "bash", name: "-bash" });
  const { hostname } = process.machine.facts();
  await process.write(1, `Linux ${hostname} (simulated Proxmox VE)\n`);
  return await shell.toEnd(async () => {
    for (let text = "";;) {
      const sign = process.user.uid === 0 ? "#" : "$";
      const place = process.cwd === shell.variables.get("HOME") ? "~" : process.cwd;
      await process.write(1, text === "" ? `${process.user.name}@${hostname}:${place}${sign} ` : "> ");
      const line = await readLine(process);
      if (line === undefined) break;
      text = line === "" ? "" : await runOrKeep(shell, text + line);
    }
    await process.write(1, "logout\n");
    return shell.status;
  });
}

/** A line with its end; an empty text when Ctrl-C threw it away, undefined at the end of input. */
async function readLine(process: Process): Promise<string | undefined> {
  try {
    const bytes = await process.read(0);
    return bytes.length === 0 ? undefined : new TextDecoder().decode(bytes);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
    process.caught.length = 0;
    return "";
  }
}

/** Runs a text unless more has to follow; gives back what is to be continued. */
async function runOrKeep(shell: Shell, text: string): Promise<string> {
  try {
    await shell.run(parseScript(text));
    shell.process.caught.length = 0;
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    if (error.isUnfinished) return text;
    await shell.complain(error.message);
  }
  return "";
}
