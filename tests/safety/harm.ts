/** A request as the simulator received it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * What the modes keep from leaving, written down a second time: made of Proxmox's documentation, not of the policy's tables,
 * so that a fault in one of the two shows.
 */
const harmfulChanges: readonly RegExp[] = [
  // What is deleted is gone, but for these: stopping a task, dropping pending changes.
  /^DELETE (?!\/nodes\/[^/]+\/tasks\/|\/nodes\/[^/]+\/network$|\/cluster\/sdn\/lock$)/,
  /^POST .*\/snapshot\/[^/]+\/rollback$/,
  /^(POST|PUT|DELETE) \/access\//,
  /^(POST|PUT) .*\/agent\/(exec|file-write|set-user-password)$/,
  /^(POST|PUT) .*\/(monitor|sendkey|execute|termproxy|vncproxy|spiceproxy|vncshell|spiceshell)$/,
  /^POST .*\/(remote_migrate|mtunnel)$/,
  /^POST \/nodes\/[^/]+\/(status|stopall|suspendall|hosts)$/,
  /^POST \/cluster\/bulk-action\/guest\/(shutdown|suspend)$/,
  /^(POST|PUT) \/nodes\/[^/]+\/disks\//,
  /^PUT \/(nodes\/[^/]+\/network|cluster\/sdn)$/,
  /^PUT \/(cluster|nodes\/[^/]+)\/firewall\/options$/,
  /^POST \/nodes\/[^/]+\/services\/[^/]+\/stop$/,
  /^POST \/nodes\/[^/]+\/certificates\/custom$/,
  /^POST \/nodes\/[^/]+\/ceph\/(osd|stop)$/,
  /^POST \/cluster\/config/,
  /^(POST|PUT) \/cluster\/mapping\/dir/,
  // Nobody knows what it does.
  /^(POST|PUT) \/some\/path/,
];

/** Reads that run something, or show what is inside a guest or secret. */
const harmfulReads =
  /^GET \/nodes\/.*\/(agent\/(exec-status|file-read)|cloudinit\/dump|vncwebsocket|mtunnelwebsocket|report|file-restore\/(list|download))$|^GET \/access\/(tfa(\/.*)?|users\/[^/]+\/tfa)$/;

/** Why safe mode must not let a request out, or undefined when it may. */
export function harm(request: Received): string | undefined {
  const line = `${request.method} ${request.path}`;
  if (harmfulReads.test(line)) return "it reads what is secret, or inside a guest";
  const pattern = harmfulChanges.find((pattern) => pattern.test(line));
  if (pattern !== undefined) return `it is ${pattern}`;
  return request.method === "GET" ? undefined : harmfulParameters(line, request.params);
}

/** Why read-only must not let a request out, or undefined when it may. */
export function change(request: Received): string | undefined {
  if (request.method !== "GET") return "it is a change";
  if (/\/(query-url-metadata|query-oci-repo-tags|scan\/(cifs|iscsi|nfs|pbs|glusterfs))$/.test(request.path)) {
    return "it makes a node connect to somewhere";
  }
  return harm(request);
}

function harmfulParameters(line: string, params: Received["params"]): string | undefined {
  const value = (name: string): string | undefined => {
    const found = Object.entries(params).find(([given]) => given.toLowerCase() === name)?.[1];
    return found === undefined || found === null ? undefined : String(found);
  };
  const isOn = (name: string) =>
    value(name) !== undefined && !["", "0", "off", "no", "false"].includes(value(name) ?? "");
  const isOff = (name: string) => ["0", "off", "no", "false"].includes(value(name) ?? "1");
  const isExisting = /\/(config|unlink)$/.test(line);
  const isConfig = (isExisting && line.endsWith("/config")) || /^POST \/nodes\/[^/]+\/(qemu|lxc)$/.test(line);
  if ((isConfig || isExisting) && isOn("force")) return "force deletes disks or restores over a guest";
  if (isExisting && /\bunused\d|protection/.test(`${value("delete")} ${value("idlist")}`)) {
    return "it deletes a disk";
  }
  if (isConfig && isOff("protection")) return "it takes a protection off";
  if (isOn("skiplock")) return "it ignores a lock";
  if (isConfig && (value("args") ?? value("hookscript")) !== undefined) {
    return "it runs something on the node";
  }
  if (
    isConfig &&
    Object.entries(params).some(([name, disk]) =>
      name.startsWith("dev") ||
      (/^(scsi|mp)\d/.test(name) && /(^|,)((file|volume|import-from)=)?\//.test(String(disk)))
    )
  ) {
    return "it opens a path of the node";
  }
  if (/\/content\//.test(line) && isOff("protected")) return "it takes a protection off";
  if (/vzdump$|\/cluster\/backup|\/storage/.test(line)) {
    const prune = value("prune-backups");
    if (prune !== undefined && prune !== "keep-all=1") return "it deletes older backups";
    if (
      !line.includes("/storage") && (value("script") ?? value("dumpdir") ?? value("tmpdir")) !== undefined
    ) {
      return "it runs or writes on the node";
    }
  }
  return undefined;
}
