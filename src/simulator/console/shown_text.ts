import type { Guest } from "../cluster/guest.ts";

/** The lines on a virtual machine's console: the login of its system, or the firmware that finds none. */
export function shownText({ config, system }: Guest): string[] {
  const { os, hostname } = system;
  if (os.id === "mswindows") return ["", "", "    Press Ctrl+Alt+Delete to unlock."];
  if (os.id !== config["ostype"]) {
    return [`${os["pretty-name"]} ${hostname} tty1`, "", `${hostname} login: _`];
  }
  return [
    "SeaBIOS (version rel-1.17.0-0-gb52ca86e094d-prebuilt.qemu.org)",
    "",
    "Booting from Hard Disk...",
    "Boot failed: not a bootable disk",
    "",
    "No bootable device.",
    "_",
  ];
}
