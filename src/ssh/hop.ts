/** Proxmox's own way from one node to another (`pvesh` runs the same), as arguments up to the far command. */
export function hopCommand(node: string, address: string, options: { readonly nodeFile: boolean }): string[] {
  const known = options.nodeFile
    ? ["-o", `UserKnownHostsFile=/etc/pve/nodes/${node}/ssh_known_hosts`, "-o", "GlobalKnownHostsFile=none"]
    : [];
  return [
    ...["/usr/bin/ssh", "-e", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"],
    ...["-o", `HostKeyAlias=${node}`, ...known, `root@${address}`, "--"],
  ];
}
