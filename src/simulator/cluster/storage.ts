/** A storage definition of `/etc/pve/storage.cfg`, and how full it is. */
export interface Storage {
  readonly storage: string;
  readonly type: string;
  /** Options in Proxmox's words: path, pool, server, export, nodes, disable ... */
  config: Record<string, string | number>;
  content: string[];
  shared: boolean;
  /** Bytes, per node for a local storage; `""` is the entry of a shared one. */
  space: Record<string, { total: number; used: number }>;
  volumes: Volume[];
}

/** A volume on a storage: disk image, container root, backup, ISO image, container template or snippet. */
export interface Volume {
  /** The part after `storage:`, for example `iso/debian-13.iso` or `vm-100-disk-0`. */
  name: string;
  content: "images" | "rootdir" | "backup" | "iso" | "vztmpl" | "snippets" | "import";
  format: string;
  /** Bytes. */
  size: number;
  used?: number;
  vmid?: number;
  /** Seconds since the epoch. */
  ctime: number;
  /** The node whose copy this is; absent on a shared storage. */
  node?: string;
  notes?: string;
  protected?: boolean;
  parent?: string;
  encrypted?: string;
  verification?: { state: string; upid: string };
  /** The configuration stored in a backup, as file text. */
  guestConfig?: string;
  subtype?: "qemu" | "lxc";
}

/** The full name, `storage:volume`. */
export function volid(storage: string, volume: Volume): string {
  return `${storage}:${volume.name}`;
}

/** Splits a volume id at its first colon; `undefined` when there is none. */
export function parseVolid(text: string): { readonly storage: string; readonly name: string } | undefined {
  const match = /^([a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]):(.+)$/.exec(text);
  if (match === null) return undefined;
  const [, storage = "", name = ""] = match;
  return { storage, name };
}

/** Storage types whose volumes are files below a directory. */
const FILE_BASED = new Set(["dir", "nfs", "cifs", "btrfs", "cephfs"]);

/** Whether volumes of the storage are files, named `vmid/vm-vmid-disk-n.format`. */
export function isFileBased(storage: Storage): boolean {
  return FILE_BASED.has(storage.type);
}

/** Whether a disk of the given format on the storage can be snapshotted for the given guest type. */
export function canSnapshot(storage: Storage, format: string, type: "qemu" | "lxc"): boolean {
  if (["lvmthin", "zfspool", "rbd", "btrfs"].includes(storage.type)) return true;
  return type === "qemu" && format === "qcow2";
}

/** Whether the storage may be used on the node: not restricted to others by its `nodes` option. */
export function servesNode(storage: Storage, node: string): boolean {
  const nodes = storage.config["nodes"];
  return nodes === undefined || String(nodes).split(",").includes(node);
}

/** Whether the storage is switched off. */
export function isDisabled(storage: Storage): boolean {
  return storage.config["disable"] === 1;
}

/** The path of a volume on the node's file system, as logs and `content/{volume}` show it. */
export function volumePath(storage: Storage, name: string): string {
  const base = String(storage.config["path"] ?? `/mnt/pve/${storage.storage}`);
  if (name.startsWith("iso/")) return `${base}/template/${name}`;
  if (name.startsWith("vztmpl/")) return `${base}/template/cache/${name.slice(7)}`;
  if (name.startsWith("backup/")) return `${base}/dump/${name.slice(7)}`;
  if (name.startsWith("snippets/") || name.startsWith("import/")) return `${base}/${name}`;
  if (isFileBased(storage)) return `${base}/images/${name}`;
  if (storage.type === "zfspool") return `/dev/zvol/${storage.config["pool"] ?? "rpool/data"}/${name}`;
  return `/dev/${storage.config["vgname"] ?? "pve"}/${name}`;
}

/** The occupancy entry that counts for a node. */
export function spaceOn(storage: Storage, node: string): { total: number; used: number } {
  return storage.space[storage.shared ? "" : node] ?? { total: 0, used: 0 };
}
