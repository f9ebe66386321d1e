import { parseAddress } from "./address.ts";
import { ssh } from "./declared/ssh.ts";
import { type FileAccess, fileFault } from "./files.ts";
import type { Findings } from "./findings.ts";
import { type Resolved, shown } from "./resolved.ts";
import type { Setting } from "./setting.ts";
import type { SshSettings } from "./settings.ts";

/** What the SSH settings fall back on. */
export interface SshSurroundings {
  readonly files: FileAccess;
  /** `SSH_AUTH_SOCK`. */
  readonly agentSocket: string | undefined;
  readonly apiHost: string;
}

/** The SSH login; undefined when none is configured, or none that could work. */
export async function readSshLogin(
  values: Resolved,
  surroundings: SshSurroundings,
  findings: Findings,
): Promise<SshSettings | undefined> {
  const turnedOn = [ssh.user, ssh.keyPath, ssh.password].some((setting) => values.isSet(setting));
  if (!turnedOn) {
    // Also what has no effect today is checked: it will have one when a login is added.
    for (const setting of Object.values<Setting>(ssh)) values.get(setting);
    noteUnused(values, findings);
    return undefined;
  }
  const user = readUser(values, findings);
  const keyPath = await readKeyPath(values, surroundings.files, findings);
  const password = values.get(ssh.password);
  const agentSocket = values.path(ssh.agent) ?? surroundings.agentSocket;
  const address = readAddress(values, surroundings.apiHost, findings);
  if (!values.isSet(ssh.keyPath) && password === undefined && agentSocket === undefined) {
    findings.warn(
      `${values.name(ssh.user)} has nothing to log in with, so SSH stays off: set PROXMOX_SSH_KEY_PATH or ` +
        "PROXMOX_SSH_PASSWORD, or start an ssh-agent.",
    );
    return undefined;
  }
  return {
    ...address,
    user,
    keyPath,
    keyPassphrase: values.get(ssh.keyPassphrase),
    password,
    agentSocket,
    hostKeys: values.get(ssh.hostKey),
    knownHostsFile: values.path(ssh.knownHosts),
    sudo: values.get(ssh.sudo) ?? user !== "root",
    maxChannels: values.get(ssh.maxChannels),
  };
}

function noteUnused(values: Resolved, findings: Findings): void {
  for (const setting of [ssh.host, ssh.keyPassphrase, ssh.hostKey, ssh.agent]) {
    if (values.isSet(setting)) {
      findings.warn(
        `${
          values.name(setting)
        } has no effect without an SSH login: set PROXMOX_SSH_USER and PROXMOX_SSH_KEY_PATH.`,
      );
    }
  }
}

function readUser(values: Resolved, findings: Findings): string {
  const user = values.get(ssh.user) ?? "root";
  if (user.includes("@")) {
    findings.mistake(
      `${values.name(ssh.user)} is ${shown(user)}, but must be a user of the system without realm: ` +
        `${user.replace(/@.*$/, "")}.`,
    );
  }
  return user;
}

function readAddress(
  values: Resolved,
  apiHost: string,
  findings: Findings,
): { readonly host: string; readonly port: number } {
  const port = values.get(ssh.port);
  const text = values.get(ssh.host);
  if (text === undefined) return { host: apiHost, port };
  const address = parseAddress(text);
  if (address.fault === undefined) return { host: address.host, port: address.port ?? port };
  findings.mistake(`${values.name(ssh.host)} is ${shown(text)}, but ${address.fault}.`);
  return { host: apiHost, port };
}

async function readKeyPath(
  values: Resolved,
  files: FileAccess,
  findings: Findings,
): Promise<string | undefined> {
  const name = values.name(ssh.keyPath);
  if (values.get(ssh.keyPath)?.includes("-----BEGIN") === true) {
    findings.mistake(`${name} holds a key itself: write the key into a file and give its path.`);
    return undefined;
  }
  const path = values.path(ssh.keyPath);
  if (path === undefined) return undefined;
  try {
    const content = await files.read(path);
    if (/^\s*(?:-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File-)/.test(content)) return path;
    const isPublic = /^\s*(?:ssh-|ecdsa-|sk-)/.test(content);
    findings.mistake(
      isPublic
        ? `${name} names ${path}, which is a public key: give the private one, ${path.replace(/\.pub$/, "")}.`
        : `${name} names ${path}, which holds no private key (OpenSSH or PEM): ssh-keygen -t ed25519 makes one.`,
    );
  } catch (error) {
    findings.mistake(
      `${name} names ${path}, which ${
        fileFault(error)
      }: give the path of a private key that this user may read.`,
    );
  }
  return path;
}
