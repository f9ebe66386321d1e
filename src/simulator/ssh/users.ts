import type { FileAccess } from "../linux/files/access.ts";
import { type Account, accountsOf } from "../linux/files/accounts.ts";

/** The account that somebody logs in to. */
export function accountFor(fs: FileAccess, name: string): Account | undefined {
  return accountsOf(fs).byName(name);
}

/** What sshd puts into the environment of a session. */
export function sessionEnvironment(
  account: Account,
  connection: { readonly from: string; readonly to: string },
): Map<string, string> {
  const path = account.uid === 0
    ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    : "/usr/local/bin:/usr/bin:/bin:/usr/games";
  return new Map([
    ["USER", account.name],
    ["LOGNAME", account.name],
    ["HOME", account.home],
    ["PATH", path],
    ["SHELL", account.shell],
    ["SSH_CLIENT", `${connection.from} 22`],
    ["SSH_CONNECTION", `${connection.from} ${connection.to}`],
  ]);
}
