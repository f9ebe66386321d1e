import { Buffer } from "node:buffer";
import type {
  AuthContext,
  AuthenticationType,
  KeyboardAuthContext,
  ParsedKey,
  PublicKeyAuthContext,
} from "ssh2";
import type { LoginMethod } from "./options.ts";

/** Who may log in, and how. */
export interface LoginRules {
  readonly methods: readonly LoginMethod[];
  /** The password of every user. */
  readonly password: string;
  readonly keys: readonly ParsedKey[];
}

/** Decides on one attempt to log in. */
export function authenticate(attempt: AuthContext, rules: LoginRules, isKnown: boolean): void {
  const offered: AuthenticationType[] = [...rules.methods];
  if (attempt.method === "none" || !rules.methods.some((method) => method === attempt.method)) {
    attempt.reject(offered);
    return;
  }
  const decide = (isRight: boolean): void => isRight && isKnown ? attempt.accept() : attempt.reject(offered);
  switch (attempt.method) {
    case "publickey":
      return decide(isTrusted(attempt, rules.keys));
    case "password":
      return decide(attempt.password === rules.password);
    case "keyboard-interactive":
      return askForPassword(attempt, (answer) => decide(answer === rules.password));
    default:
      return attempt.reject(offered);
  }
}

/** A key without a signature only asks whether it would do. */
function isTrusted(attempt: PublicKeyAuthContext, keys: readonly ParsedKey[]): boolean {
  const key = keys.find((one) => Buffer.from(one.getPublicSSH()).equals(Buffer.from(attempt.key.data)));
  if (key === undefined) return false;
  if (attempt.signature === undefined || attempt.blob === undefined) return true;
  return key.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true;
}

function askForPassword(attempt: KeyboardAuthContext, answered: (answer: string | undefined) => void): void {
  attempt.prompt([{ prompt: "Password: ", echo: false }], (answers) => answered(answers[0]));
}
