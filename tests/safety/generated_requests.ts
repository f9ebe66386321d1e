import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** Requests that do much, whether the simulator knows them or not. */
const dangerous = [
  "PUT /access/acl",
  "PUT /access/password",
  "PUT /access/users/{userid}",
  "POST /access/users/{userid}/token/{name}",
  "POST /access/tfa/{userid}",
  "GET /access/tfa/{userid}",
  "POST /access/ticket",
  "DELETE /cluster/backup/{name}",
  "POST /cluster/bulk-action/guest/shutdown",
  "DELETE /cluster/config/nodes/{node}",
  "PUT /cluster/firewall/options",
  "DELETE /cluster/ha/resources/vm:{vmid}",
  "POST /cluster/mapping/dir",
  "PUT /cluster/sdn",
  "POST /nodes/{node}/ceph/osd",
  "POST /nodes/{node}/certificates/custom",
  "PUT /nodes/{node}/disks/wipedisk",
  "DELETE /nodes/{node}/disks/zfs/{name}",
  "POST /nodes/{node}/execute",
  "POST /nodes/{node}/hosts",
  "DELETE /nodes/{node}/lxc/{vmid}",
  "PUT /nodes/{node}/network",
  "DELETE /nodes/{node}/qemu/{vmid}",
  "POST /nodes/{node}/qemu",
  "POST /nodes/{node}/qemu/{vmid}/agent/exec",
  "GET /nodes/{node}/qemu/{vmid}/agent/exec-status",
  "GET /nodes/{node}/qemu/{vmid}/agent/file-read",
  "POST /nodes/{node}/qemu/{vmid}/agent/file-write",
  "POST /nodes/{node}/qemu/{vmid}/agent/set-user-password",
  "GET /nodes/{node}/qemu/{vmid}/cloudinit/dump",
  "PUT /nodes/{node}/qemu/{vmid}/config",
  "POST /nodes/{node}/qemu/{vmid}/config",
  "POST /nodes/{node}/qemu/{vmid}/monitor",
  "POST /nodes/{node}/qemu/{vmid}/remote_migrate",
  "PUT /nodes/{node}/qemu/{vmid}/sendkey",
  "DELETE /nodes/{node}/qemu/{vmid}/snapshot/{snapname}",
  "POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback",
  "PUT /nodes/{node}/qemu/{vmid}/unlink",
  "PUT /nodes/{node}/lxc/{vmid}/config",
  "POST /nodes/{node}/lxc/{vmid}/snapshot/{snapname}/rollback",
  "GET /nodes/{node}/report",
  "POST /nodes/{node}/services/pveproxy/stop",
  "POST /nodes/{node}/status",
  "POST /nodes/{node}/stopall",
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}",
  "PUT /nodes/{node}/storage/{storage}/content/{volume}",
  "DELETE /nodes/{node}/storage/{storage}/prunebackups",
  "POST /nodes/{node}/termproxy",
  "GET /nodes/{node}/vncwebsocket",
  "POST /nodes/{node}/vzdump",
  "DELETE /pools/{pool}",
  "DELETE /storage/{storage}",
  "PUT /storage/{storage}",
  "POST /some/path/of/a/later/release",
];

/** Parameters that make a change graver than its path tells, among harmless ones. */
const parameters: Readonly<Record<string, readonly unknown[]>> = {
  args: ["-device vfio-pci"],
  command: ["reboot", "rm -rf /", ["sh", "-c", "id"]],
  cores: [2],
  delete: ["unused0", "net1;unused1", "protection", ["unused0"], "tags"],
  description: ["hello"],
  dev0: ["/dev/sda"],
  dumpdir: ["/etc"],
  force: [1, "1", true, 0],
  FORCE: [1],
  hookscript: ["local:snippets/x.sh"],
  idlist: ["unused0"],
  memory: [1024],
  mode: ["snapshot", "stop"],
  mp0: ["/etc,mp=/mnt", "local-lvm:4,mp=/mnt"],
  protected: [0, 1],
  protection: [0, "off", 1],
  "prune-backups": ["keep-last=1", "keep-all=1"],
  scsi1: ["/dev/sdb", "local-lvm:8", "local-lvm:0,import-from=/etc/shadow"],
  skiplock: [1],
  skip: [1],
  script: ["/bin/true"],
  tags: ["prod"],
};

/** Makes a request as a caller might write it: one of the simulator's or of the dangerous ones, also in odd spellings. */
export function apiRequest(
  random: Random,
  world: World,
): { readonly method: string; readonly path: string } {
  const endpoint = random.chance(0.5) ? random.pick(dangerous) : random.pick(world.endpoints);
  const [method = "GET", template = "/"] = endpoint.split(" ");
  const path = filled(template, random, world);
  return {
    method: random.chance(0.85) ? method : random.pick(["POST", "PUT", "DELETE"]),
    path: random.chance(0.85) ? path : oddly(path, random),
  };
}

function filled(template: string, random: Random, world: World): string {
  // A guest's path is mostly right in all its parts, or the call would end at the first look.
  const guests = world.guests.filter((guest) =>
    template.includes(guest.includes("/qemu/") ? "/qemu/" : "/lxc/")
  );
  const placed = guests.length > 0 && random.chance(0.8)
    ? template.replace(/^\/nodes\/\{node\}\/(qemu|lxc)\/\{vmid\}/, random.pick(guests))
    : template;
  return placed.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name: string) => placeholder(name, random, world));
}

/** Makes parameters of a request, of which some change what the request is. */
export function apiParameters(random: Random, world: World): Record<string, unknown> {
  const names = Object.keys(parameters).filter(() => random.chance(0.12));
  return {
    ...Object.fromEntries(names.map((name) => [name, random.pick(parameters[name] ?? [])])),
    ...(random.chance(0.2) ? { vmid: random.pick(world.vmids) } : {}),
    ...(random.chance(0.1) ? { storage: random.pick(world.storages) } : {}),
  };
}

function placeholder(name: string, random: Random, world: World): string {
  switch (name) {
    case "vmid":
      return String(random.pick(world.vmids));
    case "node":
      return random.pick([...world.nodes, "localhost"]);
    case "storage":
      return random.pick(world.storages);
    case "volume":
      return random.pick(world.volumes);
    case "snapname":
      return random.pick(world.snapshots);
    case "pool":
    case "poolid":
      return random.pick(world.pools);
    case "userid":
      return random.pick(world.users);
    case "upid":
      return random.pick(world.upids);
    default:
      return "x1";
  }
}

/** The same path in a spelling that a filter might not recognise but a server could. */
function oddly(path: string, random: Random): string {
  const ways: readonly ((path: string) => string)[] = [
    (path) => path.replaceAll("/", "//"),
    (path) => path.replaceAll("/", "%2F").replace("%2F", "/"),
    (path) => path.replace("qemu", "%71emu").replace("lxc", "lx%63").replace("status", "%73tatus"),
    (path) => `/version/..${path}`,
    (path) => `/version/%2e%2e${path}`,
    (path) => `/nodes/pve1/./..${path}`,
    (path) => `/api2/json${path}`,
    (path) => `/api2/extjs/${path}/`,
    (path) => `${path}?force=1&delete=unused0`,
    (path) => `${path}#`,
    (path) => path.toUpperCase(),
    (path) => path.slice(1),
    (path) => ` ${path}\n`,
    (path) => `${path}%00`,
    (path) => path.replace("/", "\\"),
    (path) => `https://127.0.0.1${path}`,
    (path) => `@evil.example${path}`,
  ];
  return random.pick(ways)(path);
}
