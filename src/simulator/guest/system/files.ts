import type { Guest } from "../../cluster/guest.ts";
import { directoryEntry, fileEntry } from "../../linux/files/entry.ts";
import { installBase } from "../../linux/system/install.ts";

/** Gives a guest the files of its operating system; what is there already stays. */
export function installGuest({ system }: Guest): void {
  const { hostname, os } = system;
  const version = os["version-id"];
  const release = [
    `PRETTY_NAME="${os["pretty-name"]}"`,
    `NAME="${os.name}"`,
    `VERSION_ID="${version}"`,
    ...(os.version === undefined ? [] : [`VERSION="${os.version}"`]),
    `ID=${os.id}`,
  ];
  const own = os.id === "alpine"
    ? { "/etc/alpine-release": fileEntry(`${version}\n`), "/etc/apk": directoryEntry() }
    : { "/etc/debian_version": fileEntry(`${version}.2\n`), "/etc/apt": directoryEntry() };
  installBase(system.files, {
    ...own,
    "/etc/hostname": fileEntry(`${hostname}\n`),
    "/etc/hosts": fileEntry(`127.0.0.1 localhost\n::1 localhost\n127.0.1.1 ${hostname}\n`),
    "/etc/os-release": fileEntry(`${release.join("\n")}\n`),
    "/var/log/dpkg.log": fileEntry("2026-10-02 06:12:41 startup archives unpack\n"),
  });
}
