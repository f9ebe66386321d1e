import type { OpenFile } from "../kernel/open_file.ts";
import { openFile } from "../kernel/open.ts";
import { makePipe } from "../kernel/pipe.ts";
import type { OpenMode } from "../kernel/regular_file.ts";
import { SystemError } from "../system_error.ts";
import { expandFields, expandText } from "./expand.ts";
import type { Shell } from "./shell.ts";
import type { Redirection } from "./syntax.ts";

/** A redirection that could not be made; the message is the shell's. */
export class RedirectionFault extends Error {
  override readonly name = "RedirectionFault";
}

const MODES: Readonly<Record<string, OpenMode>> = {
  "<": { read: true },
  ">": { write: true, create: true, truncate: true },
  ">|": { write: true, create: true, truncate: true },
  "&>": { write: true, create: true, truncate: true },
  ">>": { write: true, create: true, append: true },
  "<>": { read: true, write: true, create: true },
};

/**
 * Makes redirections in the shell's process, one after the other.
 *
 * @throws {RedirectionFault}
 */
export async function redirect(shell: Shell, redirections: readonly Redirection[]): Promise<void> {
  for (const redirection of redirections) await redirectOne(shell, redirection);
}

/** Makes redirections for a while: what comes back undoes them. */
export async function redirectFor(shell: Shell, redirections: readonly Redirection[]): Promise<() => void> {
  const fds = redirections.flatMap(({ fd, operator }) => operator === "&>" ? [1, 2] : [fd]);
  const restore = shell.process.files.save([...new Set(fds)]);
  try {
    await redirect(shell, redirections);
    return restore;
  } catch (error) {
    restore();
    throw error;
  }
}

async function redirectOne(shell: Shell, { fd, operator, target }: Redirection): Promise<void> {
  const { files } = shell.process;
  if (operator === "<<" || operator === "<<<") {
    const text = await expandText(shell, target);
    files.set(fd, textFile(operator === "<<" ? text : `${text}\n`));
    return;
  }
  if (operator === "<&" || operator === ">&") {
    const source = await expandText(shell, target);
    if (source === "-") files.close(fd);
    else if (/^\d+$/.test(source)) copy(shell, fd, Number(source));
    else open(shell, ">", source, [1, 2]);
    return;
  }
  const [path = ""] = await expandFields(shell, [target]);
  open(shell, operator, path, operator === "&>" ? [1, 2] : [fd]);
}

function copy({ process }: Shell, fd: number, source: number): void {
  const file = process.files.peek(source);
  if (file === undefined) throw new RedirectionFault(`${source}: Bad file descriptor`);
  process.files.set(fd, file);
}

function open({ process }: Shell, operator: string, path: string, fds: readonly number[]): void {
  const mode = MODES[operator] ?? {};
  try {
    const file = openFile(process, path, mode);
    for (const fd of fds) process.files.set(fd, file);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const isMaking = mode.create === true && error.code === "ENOENT";
    const reason = isMaking
      ? "Directory nonexistent"
      : error.code === "ENOENT"
      ? "No such file"
      : error.message;
    throw new RedirectionFault(`cannot ${mode.write === true ? "create" : "open"} ${path}: ${reason}`);
  }
}

/** A here-document: all of it is there at once, however long it is. */
function textFile(text: string): OpenFile {
  const { reading, writing } = makePipe(Infinity);
  writing.hold().write(new TextEncoder().encode(text));
  writing.release();
  return reading;
}
