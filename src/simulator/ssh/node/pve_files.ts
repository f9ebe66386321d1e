import type { Cluster } from "../../cluster/cluster.ts";
import { renderGuest } from "../../cluster/digest.ts";
import { configDirectory } from "../../cluster/guest.ts";
import type { Faults } from "../../faults/faults.ts";
import { directoryEntry, type Entry, fileEntry, linkEntry } from "../../linux/files/entry.ts";
import type { Source } from "../../linux/files/file_system.ts";
import { corosyncConf, membersFile, storageCfg, vmlistFile } from "./pve_texts.ts";

/** Group of `www-data`, which pveproxy runs as. */
const GID = 33;

/** What the files of `/etc/pve` are made from. */
export interface PveFilesContext {
  readonly cluster: Cluster;
  readonly faults: Faults;
  /** Name of the node that looks. */
  readonly node: string;
  /** Host key of a node as `TYPE BASE64`. */
  readonly hostKey: (node: string) => string | undefined;
  /** Lines of `authorized_keys`. */
  readonly authorizedKeys: () => readonly string[];
}

/** `/etc/pve`, the file system of the cluster, made up from its state; changes go through Proxmox's commands. */
export class PveFiles implements Source {
  readonly #context: PveFilesContext;

  constructor(context: PveFilesContext) {
    this.#context = context;
  }

  entry(path: string): Entry | undefined {
    if (path !== "/etc/pve" && !path.startsWith("/etc/pve/")) return undefined;
    const name = path.slice("/etc/pve/".length);
    const text = this.#text(name);
    if (text !== undefined) {
      return fileEntry(text, { mode: name.startsWith("priv/") ? 0o600 : 0o640, gid: GID });
    }
    const link = this.#links()[name];
    if (link !== undefined) return linkEntry(link, { gid: GID });
    if (name === "priv") return directoryEntry({ mode: 0o700, gid: GID });
    return this.#directories().includes(name) ? directoryEntry({ gid: GID }) : undefined;
  }

  names(path: string): readonly string[] {
    if (path === "/etc") return ["pve"];
    if (path !== "/etc/pve" && !path.startsWith("/etc/pve/")) return [];
    const prefix = path === "/etc/pve" ? "" : `${path.slice("/etc/pve/".length)}/`;
    const all = [...this.#fileNames(), ...Object.keys(this.#links()), ...this.#directories()];
    const below = all.filter((name) => name !== "" && name.startsWith(prefix)).map((name) =>
      name.slice(prefix.length)
    );
    return [...new Set(below.map((name) => name.split("/")[0] ?? ""))];
  }

  #links(): Readonly<Record<string, string>> {
    const { node } = this.#context;
    return { local: `nodes/${node}`, lxc: `nodes/${node}/lxc`, "qemu-server": `nodes/${node}/qemu-server` };
  }

  #directories(): string[] {
    const nodes = this.#context.cluster.nodes().flatMap(({ name }) => [
      `nodes/${name}`,
      `nodes/${name}/lxc`,
      `nodes/${name}/qemu-server`,
    ]);
    return ["", "firewall", "ha", "nodes", "priv", ...nodes];
  }

  #fileNames(): string[] {
    const { cluster } = this.#context;
    const guests = cluster.guests().map(({ node, type, vmid }) =>
      `nodes/${node}/${configDirectory(type)}/${vmid}.conf`
    );
    const keys = cluster.nodes().map(({ name }) => `nodes/${name}/ssh_known_hosts`);
    return [...FILES, ...guests, ...keys].filter((name) => this.#text(name) !== undefined);
  }

  #text(name: string): string | undefined {
    const { cluster, faults, node, hostKey, authorizedKeys } = this.#context;
    const guest = /^nodes\/([^/]+)\/(lxc|qemu-server)\/(\d+)\.conf$/.exec(name);
    if (guest !== null) {
      const found = cluster.guest(Number(guest[3]));
      const isThere = found?.node === guest[1] && configDirectory(found?.type ?? "lxc") === guest[2];
      return found !== undefined && isThere ? renderGuest(found) : undefined;
    }
    const known = /^nodes\/([^/]+)\/ssh_known_hosts$/.exec(name)?.[1];
    if (known !== undefined) {
      const key = hostKey(known);
      return key === undefined ? undefined : `${known} ${key}`;
    }
    switch (name) {
      case ".members":
        return membersFile(cluster, faults, node);
      case ".vmlist":
        return vmlistFile(cluster);
      case "corosync.conf":
        return cluster.state.name === undefined ? undefined : corosyncConf(cluster);
      case "storage.cfg":
        return storageCfg(cluster);
      case "datacenter.cfg":
        return Object.entries(cluster.state.options).map(([key, value]) => `${key}: ${value}\n`).join("");
      case "priv/authorized_keys":
        return authorizedKeys().map((line) => `${line}\n`).join("");
      case "priv/known_hosts":
        // The members that joined later have files of their own instead.
        return cluster.nodes().slice(0, 1).flatMap(({ name: first, ip }) =>
          [first, ip].map((host) => `${host} ${hostKey(first) ?? ""}\n`)
        ).join("");
      default:
        return undefined;
    }
  }
}

const FILES: readonly string[] = [
  ".members",
  ".vmlist",
  "corosync.conf",
  "datacenter.cfg",
  "priv/authorized_keys",
  "priv/known_hosts",
  "storage.cfg",
];
