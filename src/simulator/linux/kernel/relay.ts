import type { OpenFile } from "./open_file.ts";
import type { Process } from "./process.ts";

/** Copies what a process reads on a descriptor into a file, to the end; then the file is released. */
export async function relayFrom(process: Process, fd: number, to: OpenFile): Promise<void> {
  try {
    for (;;) {
      let rest = await process.read(fd);
      if (rest.length === 0) return;
      while (rest.length > 0) {
        const { changed } = to;
        const taken = to.write(rest);
        rest = rest.subarray(taken);
        if (taken === 0) await process.untilSure(changed);
      }
    }
  } finally {
    to.release();
  }
}

/** Copies a file to a descriptor of a process, to the end; then the file is released. */
export async function relayTo(process: Process, from: OpenFile, fd: number): Promise<void> {
  try {
    for (;;) {
      const { changed } = from;
      const bytes = from.read(65536);
      if (bytes?.length === 0) return;
      if (bytes === undefined) await process.untilSure(changed);
      else await process.write(fd, bytes);
    }
  } finally {
    from.release();
  }
}
