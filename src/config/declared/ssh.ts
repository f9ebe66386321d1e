import { optionalSetting, settingWithDefault } from "../setting.ts";
import { listOf, port, secretText, switchValue, text, textLike, wholeNumber } from "../values.ts";

const group = "ssh";
const perCluster = true;

/** The SSH login, for what the REST API cannot do. */
export const ssh = {
  host: optionalSetting({
    name: "PROXMOX_SSH_HOST",
    group,
    perCluster,
    example: "pve.example",
    defaultText: "the API host",
    doc: "Host to reach by SSH.",
    schema: text,
  }),

  port: settingWithDefault({
    name: "PROXMOX_SSH_PORT",
    aliases: ["SSH_PORT"],
    group,
    perCluster,
    default: 22,
    doc: "Port of SSH.",
    schema: port,
  }),

  user: optionalSetting({
    name: "PROXMOX_SSH_USER",
    aliases: ["SSH_USERNAME"],
    group,
    perCluster,
    example: "root",
    defaultText: "root, with a key or password",
    doc: "User on the Proxmox hosts (a system user, without realm). Turns SSH on.",
    schema: text,
  }),

  keyPath: optionalSetting({
    name: "PROXMOX_SSH_KEY_PATH",
    aliases: ["SSH_KEY"],
    group,
    perCluster,
    example: "~/.ssh/id_ed25519",
    doc: "File with the private key (OpenSSH or PEM). Turns SSH on.",
    schema: text,
  }),

  keyPassphrase: optionalSetting({
    name: "PROXMOX_SSH_KEY_PASSPHRASE",
    group,
    perCluster,
    secret: true,
    example: "...",
    doc: "Passphrase of the private key.",
    schema: secretText,
  }),

  password: optionalSetting({
    name: "PROXMOX_SSH_PASSWORD",
    aliases: ["SSH_PASSWORD"],
    group,
    perCluster,
    secret: true,
    example: "...",
    doc: "Password of the SSH user. Turns SSH on.",
    schema: secretText,
  }),

  agent: optionalSetting({
    name: "PROXMOX_SSH_AGENT",
    group,
    perCluster,
    example: "/run/user/1000/ssh-agent.socket",
    defaultText: "`SSH_AUTH_SOCK`",
    doc: "Socket of the ssh-agent.",
    schema: text,
  }),

  hostKey: settingWithDefault<readonly string[]>({
    name: "PROXMOX_SSH_HOST_KEY",
    group,
    perCluster,
    default: [],
    example: "SHA256:...",
    defaultText: "`known_hosts` decides; an unknown key is refused",
    doc:
      "Fingerprints of the host keys to trust, one for each node (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` shows it).",
    schema: () =>
      listOf(
        textLike(
          /^SHA256:[A-Za-z0-9+/]{43}=?$/,
          "must be the SHA-256 fingerprint of a host key: SHA256: and 43 characters, as ssh-keygen -lf shows it",
        ),
      ),
  }),

  knownHosts: settingWithDefault({
    name: "PROXMOX_SSH_KNOWN_HOSTS",
    group,
    perCluster,
    default: "~/.ssh/known_hosts",
    doc: "File with known host keys, for hosts that `PROXMOX_SSH_HOST_KEY` does not pin.",
    schema: text,
  }),

  sudo: optionalSetting({
    name: "PROXMOX_SSH_SUDO",
    group,
    perCluster,
    isSwitch: true,
    example: "true",
    defaultText: "true unless the SSH user is root",
    doc: "Run `pct`, `qm` and `pvesh` through `sudo -n`.",
    schema: switchValue,
  }),

  maxChannels: settingWithDefault({
    name: "PROXMOX_SSH_MAX_CHANNELS",
    group,
    perCluster,
    default: 8,
    doc:
      "Commands and transfers at once on one connection; OpenSSH allows ten sessions unless `MaxSessions` says otherwise.",
    schema: () => wholeNumber(1, 1000),
  }),
} as const;
