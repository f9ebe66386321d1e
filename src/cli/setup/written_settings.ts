import { connection, trust } from "../../config/declared/connection.ts";
import { requests } from "../../config/declared/requests.ts";
import { ssh as sshSettings } from "../../config/declared/ssh.ts";
import { quote } from "../../ssh/quote.ts";
import { type AccessLevel, type Given, settingsOf } from "./access_levels.ts";
import type { Reached } from "./reach.ts";

/** An API token with its secret. */
export interface Token {
  readonly id: string;
  readonly secret: string;
}

/** The SSH login that goes into the settings. */
export interface SshAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyPath: string;
  /** Undefined where `known_hosts` decides. */
  readonly hostKey: string | undefined;
}

/** Every setting that setup gives a value, in the order in which they are written. */
export function settingsFor(
  reached: Reached,
  token: Token,
  level: AccessLevel | undefined,
  ssh: SshAccess | undefined,
): readonly Given[] {
  return [
    [connection.host, reached.host],
    ...(reached.port === connection.port.default ? [] : [[connection.port, reached.port] as const]),
    ...(reached.tls.kind === "fingerprint" ? [[trust.fingerprint, reached.tls.sha256] as const] : []),
    [connection.apiTokenId, token.id],
    [connection.apiTokenSecret, token.secret],
    ...(level === undefined ? [] : settingsOf(level, ssh !== undefined)),
    ...(ssh === undefined ? [] : settingsOfSsh(ssh, reached.host)),
  ];
}

function settingsOfSsh(ssh: SshAccess, apiHost: string): readonly Given[] {
  return [
    // Changes stay on the API, where the token's rights bound them.
    [requests.autoWrites, "api"],
    ...(ssh.host === apiHost ? [] : [[sshSettings.host, ssh.host] as const]),
    ...(ssh.port === sshSettings.port.default ? [] : [[sshSettings.port, ssh.port] as const]),
    [sshSettings.user, ssh.user],
    [sshSettings.keyPath, ssh.keyPath],
    ...(ssh.hostKey === undefined ? [] : [[sshSettings.hostKey, [ssh.hostKey]] as const]),
  ];
}

/** The settings as `proxmox-config.json`. */
export function configText(settings: readonly Given[]): string {
  const entries = settings.map(([{ key }, value]) => [key, value]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** The settings by their names in the environment. */
export function environmentOf(settings: readonly Given[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map(([{ name }, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

/** The settings as lines for a shell. */
export function environmentText(settings: readonly Given[]): string {
  return Object.entries(environmentOf(settings)).map(([name, value]) =>
    `export ${name}=${/^[A-Za-z0-9_.,:/@=-]+$/.test(value) ? value : quote(value)}`
  ).join("\n");
}
