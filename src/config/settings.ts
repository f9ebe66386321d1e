import type { ConfirmRule, GuestSelector } from "./selectors.ts";

/** All settings of a run, parsed and checked; deeply readonly and free of anything left to interpret. */
export interface Settings {
  /** One or more (none only when loaded with `connection: "optional"`); their names are unique. */
  readonly clusters: readonly ClusterSettings[];
  readonly policy: PolicySettings;
  readonly limits: LimitSettings;
  readonly log: LogSettings;
  readonly http: HttpSettings;
}

/** How to reach one Proxmox VE cluster (or stand-alone host) and how to behave towards it. */
export interface ClusterSettings {
  /** The key below `clusters` in the file; `default` where the file names no clusters. */
  readonly name: string;
  /** Host name, IPv4 address or IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** How to log in to the REST API; undefined when only SSH is configured. */
  readonly auth: ApiAuth | undefined;
  readonly tls: TlsTrust;
  /** Deadline of one request, in milliseconds. */
  readonly timeout: number;
  /** How often a read is tried again after a fault; 0 means never. */
  readonly retryAttempts: number;
  /** Base of the exponential back-off between tries, in milliseconds. */
  readonly retryDelay: number;
  /** Requests a minute; 0 means no limit. */
  readonly rateLimit: number;
  readonly defaultNode: string | undefined;
  /** Undefined when no SSH login is configured. */
  readonly ssh: SshSettings | undefined;
  /** Which wire carries requests: REST, pvesh over SSH, or the better one for each request. */
  readonly transport: Transport;
  /** With `transport: "auto"` and both wires there: which of them carries changes. */
  readonly autoWrites: "ssh" | "api";
}

/** `PROXMOX_DEFAULT_TRANSPORT`. */
export type Transport = "auto" | "api" | "ssh";

/** A login to the REST API. */
export type ApiAuth =
  | {
    readonly kind: "token";
    /** `user@realm!name`. */
    readonly id: string;
    readonly secret: string;
  }
  | {
    readonly kind: "password";
    /** `user@realm`. */
    readonly user: string;
    readonly password: string;
  };

/** Which certificate of the REST API is trusted. */
export type TlsTrust =
  | {
    readonly kind: "fingerprint";
    /** 32 upper-case hexadecimal pairs joined by colons, as Proxmox shows it. */
    readonly sha256: string;
  }
  | {
    readonly kind: "ca";
    readonly file: string;
    /** The file's content: one or more PEM certificates. */
    readonly pem: string;
  }
  | { readonly kind: "system" }
  | { readonly kind: "insecure" };

/** The SSH login to the Proxmox nodes. */
export interface SshSettings {
  /** The entry node; other nodes are reached by their own addresses. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absolute path of the private key; was readable when the settings were loaded. */
  readonly keyPath: string | undefined;
  readonly keyPassphrase: string | undefined;
  readonly password: string | undefined;
  /** Socket of a running ssh-agent, used when neither key nor password answers. */
  readonly agentSocket: string | undefined;
  /** Trusted host keys as `SHA256:<43 characters of base64>`; when empty, `knownHostsFile` decides. */
  readonly hostKeys: readonly string[];
  readonly knownHostsFile: string;
  /** Whether commands run through `sudo -n`; by default for every user but root. */
  readonly sudo: boolean;
  /** How many channels may be open at once on one connection. */
  readonly maxChannels: number;
}

/** What may run, on what, and who is asked first. */
export interface PolicySettings {
  readonly readOnly: boolean;
  readonly safeMode: boolean;
  readonly allowElevated: boolean;
  readonly enableHostExec: boolean;
  readonly acceptRisks: boolean;
  /** Names of toolsets, lower case. */
  readonly toolsets: readonly string[];
  /** Globs of tool names (`*` and `?`); undefined when every tool of the toolsets may be listed. */
  readonly tools: readonly string[] | undefined;
  readonly excludeTools: readonly string[];
  readonly guests: Lists<GuestSelector>;
  /** Globs of node names. */
  readonly nodes: Lists<string>;
  /** Globs of storage ids. */
  readonly storages: Lists<string>;
  /** A guest with this tag is never changed. */
  readonly protectedTag: string;
  readonly confirm: ConfirmWay;
  /** Calls below `destroy` that are confirmed as well. */
  readonly confirmRules: readonly ConfirmRule[];
  /** Patterns of command lines for `exec` and `host`, matched on parsed words. */
  readonly commands: Lists<string>;
  /** Absolute path of the directory that local files may come from and go to; undefined when not configured. */
  readonly filesRoot: string | undefined;
  /** Absolute path of the audit log. */
  readonly auditLog: string;
}

/** An allow list and a deny list; deny wins, and an undefined allow list allows everything. */
export interface Lists<T> {
  readonly allowed: readonly T[] | undefined;
  readonly denied: readonly T[];
}

/** `PROXMOX_CONFIRM`: ask by elicitation (else by token), by token only, refuse, or run without asking. */
export type ConfirmWay = "elicit" | "token" | "deny" | "off";

/** Sizes that answers and files are held to. */
export interface LimitSettings {
  /** Characters of one answer's text. */
  readonly characterLimit: number;
  /** Bytes of one transferred file. */
  readonly maxFileSize: number;
}

/** `LOG_LEVEL`, in rising order of gravity. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Where log records go and which of them. */
export interface LogSettings {
  readonly level: LogLevel;
  /** Absolute path of the directory for `combined.log` and `error.log`; undefined for stderr alone. */
  readonly directory: string | undefined;
}

/** The streamable HTTP endpoint (`serve --http`). */
export interface HttpSettings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** One bearer token with every right the policy leaves; undefined when not configured. */
  readonly authToken: string | undefined;
  /** File of token hashes made by `proxmox-mcp token add`. */
  readonly tokenFile: string | undefined;
  readonly oauth: OAuthSettings | undefined;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Values of the `Host` header accepted besides the loopback names. */
  readonly allowedHosts: readonly string[];
  /** Values of the `Origin` header accepted besides the loopback origins. */
  readonly allowedOrigins: readonly string[];
  /** The address clients use, where it differs from host and port (behind a proxy); without a trailing slash. */
  readonly publicUrl: string | undefined;
  /** Key that seals confirmation tokens, shared by replicas; undefined: a random one for each process. */
  readonly stateKey: string | undefined;
  /** Whether clients of the 2025 protocol that can ask the human get sessions, without which no question reaches them. */
  readonly sessions: boolean;
  /** Requests served at once before 503. */
  readonly maxRequests: number;
  /** Bytes of one request body before 413. */
  readonly maxBody: number;
}

/** Which access tokens (JWT) the HTTP endpoint accepts as an OAuth 2.1 resource server. */
export interface OAuthSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}
