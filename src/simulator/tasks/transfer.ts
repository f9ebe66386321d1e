import type { Worker } from "./runner.ts";

const GIB = 1024 ** 3;
/** Bytes a second that a copy of a disk moves. */
const RATE = 2 * GIB;
const LEAST_STEPS = 4;
const MOST_STEPS = 40;

/** Copies that many bytes: waits, and writes the percentage lines of `qemu-img convert` and drive mirrors. */
export async function logTransfer(worker: Worker, bytes: number, prefix = ""): Promise<void> {
  const seconds = Math.max(1, bytes / RATE);
  const steps = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, Math.round(seconds)));
  for (let step = 0; step <= steps; step++) {
    if (step > 0) await worker.sleep(seconds / steps);
    const share = step / steps;
    const suffix = prefix === "" ? "" : ` in ${Math.round(seconds * share)}s`;
    worker.log(
      `${prefix}transferred ${sizeText(bytes * share)} of ${sizeText(bytes)} (${
        (share * 100).toFixed(2)
      }%)${suffix}`,
    );
  }
}

/** Writes bytes as qemu-img does: `1.0 GiB`, `512.0 MiB`. */
export function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
