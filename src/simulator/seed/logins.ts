import type { ClusterState } from "../cluster/state.ts";

/** A user that logs in with a password. */
export interface PasswordLogin {
  readonly user: string;
  readonly password: string;
}

/** An API token with its secret. */
export interface TokenLogin {
  /** `user@realm!name`. */
  readonly tokenId: string;
  readonly secret: string;
}

/** The accounts every seed has, each for one situation. */
export interface Logins {
  readonly root: PasswordLogin;
  /** A token of root with all its rights. */
  readonly full: TokenLogin;
  /** May look at everything and change nothing. */
  readonly auditor: TokenLogin;
  /** May look at guests and switch them on and off. */
  readonly operator: TokenLogin;
  /** A token with privilege separation that was given no rights. */
  readonly powerless: TokenLogin;
  /** A token that ran out yesterday. */
  readonly expired: TokenLogin;
  /** Logs in with a password and a second factor. */
  readonly tfa: PasswordLogin;
}

/** The token ids and users of the seeds; secrets are in the state. */
export const ACCOUNTS = {
  root: "root@pam",
  full: "root@pam!full",
  auditor: "auditor@pve!read",
  operator: "operator@pve!power",
  powerless: "mcp@pve!bare",
  expired: "mcp@pve!old",
  tfa: "alice@pve",
} as const;

/** Reads the logins out of a state; what the state does not have is empty. */
export function loginsOf(state: ClusterState): Logins {
  const password = (user: string): PasswordLogin => ({ user, password: state.users[user]?.password ?? "" });
  const token = (tokenId: string): TokenLogin => {
    const [user = "", name = ""] = tokenId.split("!");
    return { tokenId, secret: state.users[user]?.tokens[name]?.secret ?? "" };
  };
  return {
    root: password(ACCOUNTS.root),
    full: token(ACCOUNTS.full),
    auditor: token(ACCOUNTS.auditor),
    operator: token(ACCOUNTS.operator),
    powerless: token(ACCOUNTS.powerless),
    expired: token(ACCOUNTS.expired),
    tfa: password(ACCOUNTS.tfa),
  };
}
