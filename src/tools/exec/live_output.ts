import type { TaskProgress } from "../../proxmox/task_progress.ts";

/** Milliseconds between two progress messages of one command. */
const interval = 500;

/** Tells the caller the newest line that a running command has written, now and then; undefined when nobody listens. */
export function liveOutput(
  progress: ((progress: TaskProgress) => void) | undefined,
): ((chunk: Uint8Array) => void) | undefined {
  if (progress === undefined) return undefined;
  const decoder = new TextDecoder();
  let told = -interval;
  return (chunk) => {
    const now = performance.now();
    if (now - told < interval) return;
    const message = decoder.decode(chunk.subarray(-2000)).trimEnd().split("\n").at(-1)?.trim() ?? "";
    if (message === "") return;
    told = now;
    progress({ percent: undefined, message });
  };
}
