import { APIDOC_PATH } from "../../api/apidoc.ts";
import { directoryEntry, type Entry, fileEntry } from "../../linux/files/entry.ts";
import type { Source } from "../../linux/files/file_system.ts";

/** Where pveproxy takes the documents from that it serves. */
const path = `/usr/share${APIDOC_PATH}`;

/** The script of Proxmox's API viewer, as the package pve-docs installs it; written when it is looked at. */
export class DocsFiles implements Source {
  readonly #script: () => string;

  constructor(script: () => string) {
    this.#script = script;
  }

  entry(wanted: string): Entry | undefined {
    if (wanted === path) return fileEntry(this.#script());
    return path.startsWith(`${wanted}/`) ? directoryEntry() : undefined;
  }

  names(directory: string): readonly string[] {
    if (!path.startsWith(`${directory}/`)) return [];
    return [path.slice(directory.length + 1).split("/")[0] ?? ""];
  }
}
