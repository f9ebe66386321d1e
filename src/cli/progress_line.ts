import type { TaskProgress } from "../proxmox/task_progress.ts";
import { inline } from "../text/foreign.ts";
import { isRichTerminal } from "./colours.ts";

/** Shows how far a call is: on a terminal one line that is written over, elsewhere a line for each step. */
export interface ProgressLine extends Disposable {
  readonly show: (progress: TaskProgress) => void;
  /** Takes the line away before something else is written. */
  readonly clear: () => void;
}

const width = 24;

/** Makes a progress line on standard error. */
export function progressLine(): ProgressLine {
  const onTerminal = isRichTerminal(Deno.stderr);
  let shown = false;
  let last = "";
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  const clear = () => {
    if (onTerminal && shown) write("\r\x1b[2K");
    shown = false;
  };
  return {
    show: ({ percent, message }) => {
      const text = inline(message, 100);
      const line = percent === undefined ? text : `${bar(percent)} ${Math.floor(percent)} %  ${text}`;
      if (line === last) return;
      last = line;
      if (onTerminal) {
        clear();
        write(line);
        shown = true;
      } else write(`${line}\n`);
    },
    clear,
    [Symbol.dispose]: clear,
  };
}

function bar(percent: number): string {
  const filled = Math.round(Math.min(100, percent) / 100 * width);
  return `[${"#".repeat(filled)}${".".repeat(width - filled)}]`;
}
