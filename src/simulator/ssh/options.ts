/** The ways to log in that a server may offer. */
export type LoginMethod = "publickey" | "password" | "keyboard-interactive";

/** A user of the simulated nodes. */
export interface SshUser {
  /** Programs that `sudo -n` lets the user run as root, by absolute path, or all of them; none by default. */
  readonly sudo?: readonly string[] | "all";
}

/** How the SSH side is started. */
export interface SshOptions {
  /** Port of every node; 0, the default, takes a free one. */
  readonly port?: number;
  /** What the servers offer; all of it by default. */
  readonly methods?: readonly LoginMethod[];
  /** Users beside root; `mcp`, who may sudo everything, and `guest`, who may not, by default. */
  readonly users?: Readonly<Record<string, SshUser>>;
  /** Public keys in authorized_keys form that may log in beside the one that is made. */
  readonly authorizedKeys?: readonly string[];
  /** Seconds that each of Proxmox's commands takes to start; 0 by default, in truth about one. */
  readonly startUp?: number;
  /** Channels that one connection may have open (`MaxSessions`); 10 by default. */
  readonly maxSessions?: number;
}

/** Where a simulated node answers. */
export interface SshNodeAddress {
  /** A loopback address; each node has its own where the system has more than one. */
  readonly host: string;
  readonly port: number;
  /** `SHA256:` and 43 characters, as `ssh-keygen -lf` shows it. */
  readonly hostKeyFingerprint: string;
  /** Type and base64, as in `known_hosts` behind the names. */
  readonly publicKey: string;
}

/** What a client needs to log in. */
export interface SshAccess {
  readonly nodes: Readonly<Record<string, SshNodeAddress>>;
  readonly user: "root";
  readonly password: string;
  /** A private key in OpenSSH's format that every user of the nodes accepts. */
  readonly clientPrivateKeyPem: string;
  /** Its public half, as in `authorized_keys`. */
  readonly clientPublicKey: string;
  /** Lets a further public key in, as a line more in `authorized_keys` does. */
  readonly authorize: (line: string) => void;
}
