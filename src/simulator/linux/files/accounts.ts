import type { FileAccess } from "./access.ts";
import { SystemError } from "../system_error.ts";

/** A line of `/etc/passwd`. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** The users and groups of a system, as its files name them. */
export class Accounts {
  readonly #accounts: readonly Account[];
  readonly #groups: ReadonlyMap<string, number>;

  constructor(passwd: string, group: string) {
    this.#accounts = passwd.split("\n").flatMap((line) => {
      const [name = "", , uid = "", gid = "", , home = "/", shell = "/bin/sh"] = line.split(":");
      return uid === "" ? [] : [{ name, uid: Number(uid), gid: Number(gid), home, shell }];
    });
    this.#groups = new Map(
      group.split("\n").flatMap((line) => {
        const [name = "", , gid = ""] = line.split(":");
        return gid === "" ? [] : [[name, Number(gid)]];
      }),
    );
  }

  /** The user of a name. */
  byName(name: string): Account | undefined {
    return this.#accounts.find((account) => account.name === name);
  }

  /** The user of an id. */
  byId(uid: number): Account | undefined {
    return this.#accounts.find((account) => account.uid === uid);
  }

  /** Id of a user given by name or number. */
  userId(text: string): number | undefined {
    return /^\d+$/.test(text) ? Number(text) : this.byName(text)?.uid;
  }

  /** Id of a group given by name or number. */
  groupId(text: string): number | undefined {
    return /^\d+$/.test(text) ? Number(text) : this.#groups.get(text);
  }

  /** Name of a user, or the number. */
  userName(uid: number): string {
    return this.byId(uid)?.name ?? String(uid);
  }

  /** Name of a group, or the number. */
  groupName(gid: number): string {
    return [...this.#groups].find(([, id]) => id === gid)?.[0] ?? String(gid);
  }
}

/** Reads the users and groups of a system. */
export function accountsOf(fs: FileAccess): Accounts {
  const text = (path: string): string => {
    try {
      return new TextDecoder().decode(fs.read(path));
    } catch (error) {
      if (error instanceof SystemError) return "";
      throw error;
    }
  };
  return new Accounts(text("/etc/passwd"), text("/etc/group"));
}
