import { baseName } from "../files/path.ts";
import type { Process } from "../kernel/process.ts";
import { systemErrorText } from "../system_error.ts";
import { parseScript } from "./parse.ts";
import { type Dialect, Shell } from "./shell.ts";
import { type Script, ShellSyntaxError } from "./syntax.ts";

/** The program `sh`: runs the text after `-c`, a file, or what comes on stdin. */
export async function shellProgram(process: Process, args: readonly string[]): Promise<number> {
  const rest = [...args];
  const letters = new Set<string>();
  for (let arg = rest[0]; arg !== undefined && /^[-+][a-z]+$/i.test(arg); arg = rest[0]) {
    rest.shift();
    for (const letter of arg.slice(1)) letters.add(letter);
  }
  if (rest[0] === "--") rest.shift();
  const own = process.argv[0] ?? "sh";
  if (letters.has("c")) {
    const [text = "", name = own, ...positional] = rest;
    return await runText(process, { text, name, positional, letters });
  }
  const [file, ...positional] = rest;
  if (file === undefined) return await runText(process, { text: await readAll(process), name: own, letters });
  try {
    const text = new TextDecoder().decode(process.fs.read(file));
    return await runText(process, { text, name: file, positional, letters });
  } catch (error) {
    await process.write(2, `${baseName(own)}: 0: cannot open ${file}: ${systemErrorText(error)}\n`);
    return 2;
  }
}

interface Order {
  readonly text: string;
  readonly name: string;
  readonly positional?: readonly string[];
  readonly letters: ReadonlySet<string>;
}

async function runText(process: Process, { text, name, positional = [], letters }: Order): Promise<number> {
  const shell = new Shell(process, { dialect: dialectOf(process), name: baseName(name), positional });
  for (const letter of "eufx") if (letters.has(letter)) shell.options.add(letter);
  let script: Script;
  try {
    script = parseScript(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    shell.line = error.line;
    await shell.complain(error.message);
    return 2;
  }
  return await shell.toEnd(() => shell.runAlone(script));
}

function dialectOf({ argv, machine }: Process): Dialect {
  if (/(?:^|\/)-?bash$/.test(argv[0] ?? "")) return "bash";
  return machine.facts().isBusybox ? "busybox" : "dash";
}

async function readAll(process: Process): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const bytes = await process.read(0);
    if (bytes.length === 0) return text + decoder.decode();
    text += decoder.decode(bytes, { stream: true });
  }
}
