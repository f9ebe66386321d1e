import type { ClusterNode } from "../../cluster/node.ts";
import { directoryEntry, fileEntry, linkEntry } from "../../linux/files/entry.ts";
import type { Files } from "../../linux/files/file_system.ts";
import { installBase } from "../../linux/system/install.ts";
import { journalOf } from "./facts.ts";

const FIRST_UID = 1000;

/** The stored files of a node as the installer leaves them, with the users beside root. */
export function nodeFiles(node: ClusterNode, users: readonly string[]): Files {
  const files: Files = {};
  const home = Object.fromEntries(users.map((name, index) => {
    const owner = { uid: FIRST_UID + index, gid: FIRST_UID + index };
    return [`/home/${name}`, directoryEntry({ ...owner, mode: 0o700 })];
  }));
  installBase(files, {
    ...home,
    "/etc/hostname": fileEntry(`${node.name}\n`),
    "/etc/hosts": fileEntry(node.hosts),
    "/etc/os-release": fileEntry(
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION="13 (trixie)"\nID=debian\n',
    ),
    "/etc/debian_version": fileEntry("13.2\n"),
    "/etc/resolv.conf": fileEntry(
      `search ${node.dns.search ?? "lan"}\n${
        [node.dns.dns1, node.dns.dns2, node.dns.dns3].flatMap((one) =>
          one === undefined ? [] : [`nameserver ${one}\n`]
        )
          .join("")
      }`,
    ),
    "/etc/ssh": directoryEntry(),
    "/etc/ssh/ssh_known_hosts": linkEntry("/etc/pve/priv/known_hosts"),
    "/root/.ssh": directoryEntry({ mode: 0o700 }),
    "/root/.ssh/authorized_keys": linkEntry("/etc/pve/priv/authorized_keys"),
    "/var/lib/vz": directoryEntry(),
    "/var/lib/vz/dump": directoryEntry(),
    "/var/lib/vz/template": directoryEntry(),
    "/var/lib/vz/template/cache": directoryEntry(),
    "/var/lib/vz/template/iso": directoryEntry(),
    "/var/log/syslog": fileEntry(journalOf(node).map((line) => `${line}\n`).join(""), { mode: 0o640 }),
  });
  for (const [index, name] of users.entries()) {
    const id = FIRST_UID + index;
    append(files, "/etc/passwd", `${name}:x:${id}:${id}::/home/${name}:/bin/bash\n`);
    append(files, "/etc/group", `${name}:x:${id}:\n`);
  }
  return files;
}

function append(files: Files, path: string, line: string): void {
  const entry = files[path];
  if (entry?.kind === "file") {
    entry.content = new TextEncoder().encode(new TextDecoder().decode(entry.content) + line);
  }
}
