/** Numbers of the signals, by name without `SIG`. */
export const SIGNALS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  ABRT: 6,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
} as const;

/** Name of a signal without `SIG`. */
export type SignalName = keyof typeof SIGNALS;

/** Those that do not end a process by default. Stopping is not simulated. */
export const HARMLESS: ReadonlySet<SignalName> = new Set(["CHLD", "CONT", "STOP", "TSTP"]);

/** Reads a signal by number or name, with or without `SIG`; undefined when there is no such one. */
export function signalName(text: string): SignalName | undefined {
  const name = text.toUpperCase().replace(/^SIG/, "");
  return signalNames.find((one) => one === name || String(SIGNALS[one]) === text);
}

/** All names, by number. */
export const signalNames: readonly SignalName[] = [
  ...(["HUP", "INT", "QUIT", "ILL", "ABRT", "FPE", "KILL", "USR1", "SEGV", "USR2"] as const),
  ...(["PIPE", "ALRM", "TERM", "CHLD", "CONT", "STOP", "TSTP"] as const),
];
