import { redacted, redactText } from "../../log/redact.ts";
import { isSecretKey, isSshKeysKey, shortenSshKeys } from "../../log/sensitive_keys.ts";

/**
 * The value of one option of a guest's configuration as it may be shown: passwords hidden, SSH keys shortened to type,
 * end and comment, environment variables of containers to their names, the rest without what can only be a secret.
 */
export function maskOption(option: string, value: string): string {
  if (isSecretKey(option)) return redacted;
  if (isSshKeysKey(option)) {
    const keys = redactText(shortenSshKeys(value)).split("\n");
    return `${keys.length === 1 ? "1 key" : `${keys.length} keys`}: ${keys.join("; ")}`;
  }
  if (option === "env") return maskVariables(value);
  const words = option === "args" ? secretInArguments : secretWord;
  return redactText(value.replace(words, `$1${redacted}`));
}

/** Values behind words that announce a secret, in notes and property strings: `password: x`, `DB_TOKEN=x`. */
const secretWord = /(\b(?:\w{0,20}_)?(?:password|passwd|passphrase|secret|token)(?:=|:[ \t]?))[^\s,;"']+/gi;

/** The same in arguments for QEMU, whose secrets are objects with their value in `data=`. */
const secretInArguments = /(\b(?:\w{0,20}_)?(?:password|passwd|secret|token|data)=)[^\s,;"']+/gi;

/** Proxmox separates a container's variables by NUL bytes. */
function maskVariables(value: string): string {
  return value.split("\0").map((variable) => `${variable.split("=")[0]}=${redacted}`).join(" ");
}
