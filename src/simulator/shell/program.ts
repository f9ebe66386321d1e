import type { Guest } from "../cluster/guest.ts";
import type { GuestFiles } from "./files.ts";

/** What a program leaves behind. */
export interface ProgramResult {
  readonly code: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  /** Set when it was killed instead of ending. */
  readonly signal?: number;
  /** How long it takes, in simulated seconds. */
  readonly seconds?: number;
}

/** What a program is given. */
export interface ProgramInput {
  readonly guest: Guest;
  readonly files: GuestFiles;
  readonly args: readonly string[];
  readonly stdin: Uint8Array;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program of the simulated guests. */
export type Program = (input: ProgramInput) => ProgramResult;

/** Text or bytes as the output of a program that went well. */
export function succeed(out: string | Uint8Array = ""): ProgramResult {
  return { code: 0, out: typeof out === "string" ? encode(out) : out, err: encode("") };
}

/** A message on the error stream and an exit code. */
export function fail(err: string, code = 1): ProgramResult {
  return { code, out: encode(""), err: encode(err) };
}

/** Text as UTF-8. */
export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-8 as text. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
