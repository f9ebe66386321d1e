import type { Process } from "../../linux/kernel/process.ts";
import type { Site } from "../site.ts";

/** Seconds between two looks at the log of a running task. */
const INTERVAL = 0.2;

/** Runs a task in the foreground: writes its log as it grows, and answers with its exit status when it has ended. */
export async function followTask(site: Site, process: Process, upid: string): Promise<string> {
  const { tasks } = site;
  const worker = process.fork({ argv: [`task ${upid}`] });
  worker.run(async (self) => {
    await self.untilSure(tasks.ended(upid));
    return 0;
  });
  // The worker is the task: who ends the process, or the command it belongs to, ends the task.
  const stopIfKilled = (ended: Awaited<typeof worker.ended>): void => {
    if ("signal" in ended) tasks.stop(upid);
  };
  worker.ended.then(stopIfKilled);
  process.ended.then((ended) => {
    if (worker.isAlive && "signal" in ended) worker.signal("TERM");
  });
  let shown = 0;
  const show = async (): Promise<void> => {
    const lines = (tasks.find(upid)?.log ?? []).filter((line) => !/^TASK (?:OK|ERROR|WARNINGS)/.test(line));
    const fresh = lines.slice(shown);
    shown = lines.length;
    if (fresh.length > 0) await process.write(1, fresh.map((line) => `${line}\n`).join(""));
  };
  while (worker.isAlive) {
    await process.untilSure(Promise.race([worker.ended, pause(process)]));
    await show();
  }
  await tasks.ended(upid);
  await show();
  return tasks.find(upid)?.exitstatus ?? "OK";
}

function pause({ machine }: Process): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  machine.after(INTERVAL, resolve);
  return promise;
}

/** Whether an exit status is one of success. */
export function isGood(status: string): boolean {
  return status === "OK" || status.startsWith("WARNINGS");
}
