import { optionalSetting, settingWithDefault } from "../setting.ts";
import { port, secretText, switchValue, text, textLike } from "../values.ts";

const group = "connection";
const perCluster = true;

/** Where the cluster is and how to log in to its REST API. */
export const connection = {
  host: optionalSetting({
    name: "PROXMOX_HOST",
    aliases: ["HOST"],
    group,
    perCluster,
    example: "pve.example",
    defaultText: "required",
    doc: "Name or address of a Proxmox VE host; an address copied from the browser works too. " +
      "`HOST` counts only beside `SSH_USERNAME`, `SSH_PASSWORD` or `SSH_KEY`, since some shells export it as this machine's name.",
    schema: text,
  }),

  port: settingWithDefault({
    name: "PROXMOX_PORT",
    group,
    perCluster,
    default: 8006,
    doc: "Port of the Proxmox VE API.",
    schema: port,
  }),

  apiTokenId: optionalSetting({
    name: "PROXMOX_API_TOKEN_ID",
    group,
    perCluster,
    example: "mcp@pve!assistant",
    doc:
      "API token as `user@realm!name`. `user@realm!name=secret` in one piece is accepted too, and so are " +
      "`PROXMOX_USER` and `PROXMOX_TOKEN_NAME` apart.",
    schema: text,
  }),

  apiTokenSecret: optionalSetting({
    name: "PROXMOX_API_TOKEN_SECRET",
    aliases: ["PROXMOX_TOKEN_VALUE", "PROXMOX_TOKEN_SECRET"],
    group,
    perCluster,
    secret: true,
    example: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    doc: "Secret of the API token.",
    schema: secretText,
  }),

  user: optionalSetting({
    name: "PROXMOX_USER",
    group,
    perCluster,
    example: "root@pam",
    doc: "User with realm, for `PROXMOX_PASSWORD` or `PROXMOX_TOKEN_NAME`.",
    schema: text,
  }),

  tokenName: optionalSetting({
    name: "PROXMOX_TOKEN_NAME",
    aliases: ["PROXMOX_TOKEN_ID"],
    group,
    perCluster,
    example: "assistant",
    doc: "Name of the API token of `PROXMOX_USER`, instead of `PROXMOX_API_TOKEN_ID`.",
    schema: text,
  }),

  password: optionalSetting({
    name: "PROXMOX_PASSWORD",
    group,
    perCluster,
    secret: true,
    example: "...",
    doc: "Password of `PROXMOX_USER` (ticket login). A token is better: it can be limited and revoked.",
    schema: secretText,
  }),

  defaultNode: optionalSetting({
    name: "PROXMOX_DEFAULT_NODE",
    group,
    perCluster,
    example: "pve1",
    doc: "Node for calls that need one and name none.",
    schema: () =>
      textLike(
        /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
        "must be a node's name: letters, digits and hyphens",
      ),
  }),
} as const;

/** Which certificate of the REST API is trusted. */
export const trust = {
  verifySsl: settingWithDefault({
    name: "PROXMOX_VERIFY_SSL",
    group: "trust",
    perCluster,
    default: true,
    doc:
      "`false` accepts any certificate, so that anybody on the way can read the login. Pin the fingerprint instead.",
    schema: switchValue,
  }),

  fingerprint: optionalSetting({
    name: "PROXMOX_FINGERPRINT",
    group: "trust",
    perCluster,
    example: "AA:BB:CC:...",
    doc:
      "SHA-256 fingerprint of the node's certificate, as Proxmox shows it (node, System, Certificates). Trusts exactly that one.",
    schema: text,
  }),

  caFile: optionalSetting({
    name: "PROXMOX_CA_FILE",
    group: "trust",
    perCluster,
    example: "pve-root-ca.pem",
    doc: "File with the certificate authority to trust, for example a copy of `/etc/pve/pve-root-ca.pem`.",
    schema: text,
  }),
} as const;
