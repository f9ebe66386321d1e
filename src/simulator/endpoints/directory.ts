import { type AnyEndpoint, ANYONE, defineEndpoint } from "../api/endpoint.ts";
import { requireGuest } from "../guest/lookup.ts";
import { NODE, type ParameterMap, STORAGE, text, VMID } from "../api/schema.ts";

const PATH_PARAMETERS: ParameterMap = {
  node: NODE,
  vmid: VMID,
  storage: STORAGE,
  upid: text(),
  snapname: text({ format: "pve-configid" }),
};

/**
 * Declares the index of a collection: one row per child, under the key Proxmox uses there.
 *
 * @param children words separated by spaces
 */
function directory(path: string, key: string, children: string): AnyEndpoint {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const type = /^\/nodes\/\{node\}\/(qemu|lxc)\/\{vmid\}$/.exec(path)?.[1];
  return defineEndpoint({
    method: "GET",
    path,
    description: "Directory index.",
    permission: ANYONE,
    local: true,
    parameters: Object.fromEntries(names.map((name) => [name, PATH_PARAMETERS[name] ?? text()])),
    handler: ({ cluster, node, given }) => {
      if (type === "qemu" || type === "lxc") requireGuest(cluster, node, type, Number(given["vmid"]));
      return children.split(" ").map((child) => ({ [key]: child }));
    },
  });
}

/** The indexes of the collections. */
export const directoryEndpoints: AnyEndpoint[] = [
  directory("/", "subdir", "version cluster nodes storage access pools"),
  directory("/access", "subdir", "users groups roles acl domains openid tfa ticket password"),
  directory(
    "/cluster",
    "name",
    "acme backup backup-info bulk-action ceph config firewall ha jobs log mapping metrics notifications nextid " +
      "options qemu replication resources status tasks sdn",
  ),
  directory(
    "/nodes/{node}",
    "name",
    "aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall " +
      "netstat network qemu query-oci-repo-tags query-url-metadata replication report rrd rrddata scan sdn services " +
      "spiceshell startall status stopall storage subscription suspendall syslog tasks termproxy time version " +
      "vncshell vzdump wakeonlan",
  ),
  directory(
    "/nodes/{node}/lxc/{vmid}",
    "subdir",
    "config pending status vncproxy termproxy vncwebsocket spiceproxy migrate clone rrd rrddata firewall snapshot " +
      "resize interfaces",
  ),
  directory(
    "/nodes/{node}/qemu/{vmid}",
    "subdir",
    "config cloudinit pending status unlink vncproxy termproxy migrate resize move rrd rrddata monitor agent " +
      "snapshot spiceproxy sendkey firewall mtunnel remote_migrate",
  ),
  directory("/cluster/backup-info", "subdir", "not-backed-up"),
  { ...directory("/cluster/bulk-action", "name", "guest"), since: "9" },
  { ...directory("/cluster/bulk-action/guest", "name", "start shutdown suspend migrate"), since: "9" },
  directory("/cluster/config", "name", "nodes totem join qdevice apiversion"),
  directory("/cluster/firewall", "name", "aliases groups ipset macros options refs rules"),
  directory("/cluster/ha", "id", "status resources groups rules"),
  directory("/cluster/ha/status", "name", "current manager_status"),
  directory("/cluster/sdn", "id", "vnets zones controllers ipams dns fabrics"),
  directory("/nodes/{node}/apt", "id", "changelog repositories update versions"),
  directory("/nodes/{node}/certificates", "name", "acme custom info"),
  directory("/nodes/{node}/disks", "name", "directory initgpt list lvm lvmthin smart wipedisk zfs"),
  directory("/nodes/{node}/firewall", "name", "rules options log"),
  directory("/nodes/{node}/hardware", "type", "pci usb"),
  directory("/nodes/{node}/sdn", "name", "zones vnets fabrics"),
  directory("/nodes/{node}/services/{service}", "subdir", "state start stop restart reload"),
  directory("/nodes/{node}/lxc/{vmid}/firewall", "name", "rules aliases ipset refs log options"),
  directory("/nodes/{node}/qemu/{vmid}/firewall", "name", "rules aliases ipset refs log options"),
  directory("/nodes/{node}/lxc/{vmid}/status", "subdir", "current start stop shutdown reboot migrate"),
  directory("/nodes/{node}/qemu/{vmid}/status", "subdir", "current start stop reset shutdown suspend reboot"),
  directory("/nodes/{node}/lxc/{vmid}/snapshot/{snapname}", "cmd", "rollback config"),
  directory("/nodes/{node}/qemu/{vmid}/snapshot/{snapname}", "cmd", "rollback config"),
  directory("/nodes/{node}/tasks/{upid}", "name", "log status"),
  directory(
    "/nodes/{node}/storage/{storage}",
    "subdir",
    "content download-url file-restore import-metadata identity oci-registry-pull prunebackups rrd rrddata status " +
      "upload",
  ),
];
