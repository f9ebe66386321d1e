/** A user of a realm and what authenticates it. */
export interface User {
  readonly userid: string;
  enable: boolean;
  /** Seconds since the epoch; 0 is never. */
  expire: number;
  comment?: string;
  email?: string;
  firstname?: string;
  lastname?: string;
  keys?: string;
  groups: string[];
  /** In clear text: this is a simulator, and the demo prints it. */
  password?: string;
  /** The one-time code that is accepted; set means two-factor login is required. */
  totp?: string;
  tokens: Record<string, ApiToken>;
}

/** An API token of a user. */
export interface ApiToken {
  readonly secret: string;
  /** Whether the token has only its own rights, and at most the user's. */
  privsep: boolean;
  /** Seconds since the epoch; 0 is never. */
  expire: number;
  comment?: string;
}

/** A group of users. */
export interface Group {
  comment?: string;
}

/** A role: a named set of privileges. */
export interface Role {
  privs: string[];
  /** Built in, not to be changed. */
  special: boolean;
}

/** One grant of a role on a path. */
export interface AclEntry {
  path: string;
  type: "user" | "group" | "token";
  /** User id, group id or `user@realm!token`. */
  ugid: string;
  roleid: string;
  propagate: boolean;
}

/** Who makes a call. */
export interface Identity {
  readonly userid: string;
  /** Set for a call with an API token. */
  readonly token?: string;
}

/** `user@realm` or `user@realm!token`: how tasks, logs and ACLs name an identity. */
export function identityName(identity: Identity): string {
  return identity.token === undefined ? identity.userid : `${identity.userid}!${identity.token}`;
}

/** Whether the identity is root itself; a token of root is not. */
export function isRoot(identity: Identity): boolean {
  return identity.userid === "root@pam" && identity.token === undefined;
}
