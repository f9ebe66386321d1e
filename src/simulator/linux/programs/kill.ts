import type { Process } from "../kernel/process.ts";
import { type SignalName, signalName, signalNames } from "../kernel/signals.ts";

/** Sends signals as `kill` does; a number below zero is a whole session, signal 0 only looks. */
export async function sendSignals(
  process: Process,
  args: readonly string[],
  complain: (message: string) => Promise<void>,
): Promise<number> {
  if (args[0] === "-l") {
    await process.write(1, `${signalNames.join(" ")}\n`);
    return 0;
  }
  const { signal, targets } = readArguments(args);
  if (signal === undefined) {
    await complain(`Illegal option ${args[0] ?? ""}`);
    return 2;
  }
  let code = 0;
  for (const target of targets) {
    const found = processesAt(process, target).filter((one) => mayReach(process, one));
    if (found.length === 0) {
      await complain(/^-?\d+$/.test(target) ? "No such process" : `Illegal number: ${target}`);
      code = 1;
    }
    for (const one of found) if (signal !== 0) one.signal(signal);
  }
  // A process that has ended itself goes no further.
  await process.breathe();
  return code;
}

interface Order {
  readonly signal: SignalName | 0 | undefined;
  readonly targets: readonly string[];
}

function readArguments(args: readonly string[]): Order {
  const [first = "", second = "", ...rest] = args;
  if (first === "-s" || first === "-n") return { signal: signalOf(second), targets: withoutDashes(rest) };
  if (/^-./.test(first) && first !== "--") {
    return { signal: signalOf(first.slice(1)), targets: withoutDashes(args.slice(1)) };
  }
  return { signal: "TERM", targets: withoutDashes(args) };
}

function withoutDashes(args: readonly string[]): readonly string[] {
  return args[0] === "--" ? args.slice(1) : args;
}

function signalOf(text: string): SignalName | 0 | undefined {
  return text === "0" ? 0 : signalName(text);
}

function processesAt({ machine: { pids } }: Process, target: string): Process[] {
  if (!/^-?\d+$/.test(target)) return [];
  const number = Number(target);
  const one = pids.get(Math.abs(number));
  if (number >= 0) return one === undefined ? [] : [one];
  return pids.entries().map(([, process]) => process).filter(({ session }) => session === one);
}

function mayReach(sender: Process, target: Process): boolean {
  return sender.user.uid === 0 || sender.user.uid === target.user.uid;
}
