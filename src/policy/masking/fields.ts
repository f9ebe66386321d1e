/** Which members of an endpoint's answer are hidden besides those whose name says that they are secret. */
export interface SensitiveFields {
  /** Method-less path with Proxmox's placeholders; a trailing `{...}` takes the rest. */
  readonly paths: readonly RegExp[];
  /** Members hidden whole, wherever they stand in the answer. */
  readonly hidden: readonly string[];
  readonly why: string;
}

/**
 * What GETs and some changes return under names that do not sound secret (Proxmox VE 8 and 9).
 *
 * Names such as `password`, `token`, `secret`, `ticket` or `keyring` are hidden in every answer by `log/redact.ts`.
 */
export const sensitiveFields: readonly SensitiveFields[] = [
  {
    paths: [/^\/access\/users(\/[^/]+)?$/],
    hidden: ["keys"],
    why: "second factors of old, their secrets included",
  },
  {
    paths: [/^\/access\/users\/[^/]+\/token\/[^/]+$/],
    hidden: ["value"],
    why: "the secret of a token that was just made",
  },
  {
    paths: [/^\/access\/tfa(\/|$)/],
    hidden: ["recovery", "challenge"],
    why: "recovery codes",
  },
  {
    paths: [/^\/access\/domains(\/[^/]+)?$/],
    hidden: ["client-key"],
    why: "the login of the cluster at an identity provider",
  },
  {
    paths: [/^\/nodes\/[^/]+\/subscription$/],
    hidden: ["key", "serverid"],
    why: "the subscription",
  },
  {
    paths: [/^\/cluster\/acme\/plugins(\/|$)/],
    hidden: ["data"],
    why: "the login at a DNS provider",
  },
  {
    paths: [/^\/cluster\/acme\/account(\/|$)/],
    hidden: ["key", "eab-hmac-key", "eab-kid"],
    why: "the key of a certificate authority's account",
  },
  {
    paths: [/^\/cluster\/metrics\/server(\/|$)/],
    hidden: ["otel-headers"],
    why: "headers that log in at a metrics server",
  },
  {
    paths: [/^\/cluster\/notifications\/endpoints\/webhook(\/|$)/],
    hidden: ["header", "body"],
    why: "headers and bodies that log in at a web service",
  },
  {
    paths: [/^\/cluster\/sdn\/(dns|ipams)(\/|$)/],
    hidden: ["key"],
    why: "the login at a DNS or address server",
  },
  {
    paths: [/^\/cluster\/config(\/|$)/],
    hidden: ["corosync_authkey"],
    why: "the key of the cluster's members",
  },
];

/** Endpoints of web services: the path of their address is a password at many of them. */
export const addressFields: readonly SensitiveFields[] = [
  {
    paths: [/^\/cluster\/notifications\/endpoints\/webhook(\/|$)/],
    hidden: ["url"],
    why: "addresses that let anyone who knows them post",
  },
];

/** What only changes take, and nothing ever shows again. */
export const secretFields: readonly SensitiveFields[] = [
  {
    paths: [/^\/nodes\/[^/]+\/certificates\/custom$/],
    hidden: ["key"],
    why: "the private key of a certificate",
  },
  {
    paths: [/^\/access\/tfa(\/|$)/],
    hidden: ["totp", "value"],
    why: "second factors and their answers",
  },
];

/** The same whose names endpoints share; `pvesh` takes them abbreviated too. */
export const secretNames: readonly string[] = [
  "cipassword",
  "client-key",
  "confirmation-password",
  "encryption-key",
  "keyring",
  "password",
  "secret",
  "ticket",
  "token",
  "vncticket",
];

/** Answers that are text with secrets in lines of their own: cloud-init data, and configurations kept in backups. */
export const secretLines: readonly RegExp[] = [
  /^\/nodes\/[^/]+\/qemu\/[^/]+\/cloudinit\/dump$/,
  /^\/nodes\/[^/]+\/vzdump\/extractconfig$/,
  /^\/nodes\/[^/]+\/report$/,
  /^\/nodes\/[^/]+\/ceph\/cfg\/raw$/,
];
