import { directoryEntry, fileEntry, type StoredEntry } from "../files/entry.ts";
import type { Files } from "../files/file_system.ts";

const DIRECTORIES =
  "/boot /etc /etc/default /home /media /mnt /opt /root /run /srv /sys /usr /usr/bin /usr/lib /usr/lib64 /usr/local /usr/local/bin /usr/local/sbin /usr/sbin /usr/share /var /var/cache /var/lib /var/log /var/spool";

const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

const GROUP = `root:x:0:
daemon:x:1:
adm:x:4:
sudo:x:27:
www-data:x:33:
users:x:100:
nogroup:x:65534:
`;

/** Puts what every system has into its files; what is there already stays. */
export function installBase(files: Files, more: Readonly<Record<string, StoredEntry>> = {}): void {
  const base: Record<string, StoredEntry> = {
    "/root": directoryEntry({ mode: 0o700 }),
    "/tmp": directoryEntry({ mode: 0o1777 }),
    "/var/tmp": directoryEntry({ mode: 0o1777 }),
    "/etc/passwd": fileEntry(PASSWD),
    "/etc/group": fileEntry(GROUP),
    "/etc/shadow": fileEntry("root:*:20000:0:99999:7:::\n", { mode: 0o640 }),
    "/etc/hosts": fileEntry("127.0.0.1 localhost\n::1 localhost\n"),
    "/etc/resolv.conf": fileEntry("nameserver 10.20.0.1\n"),
    ...more,
  };
  for (const path of DIRECTORIES.split(" ")) base[path] ??= directoryEntry();
  for (const [path, entry] of Object.entries(base)) files[path] ??= entry;
}
