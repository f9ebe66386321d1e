import type { EndpointGroup } from "./group.ts";

const nodes = "/nodes/{node}";
const qemu = `${nodes}/qemu/{vmid}`;
const lxc = `${nodes}/lxc/{vmid}`;

/** Changes of guests; what their parameters add is in `parameters.ts`. */
export const guestEndpoints: readonly EndpointGroup[] = [
  {
    access: "write",
    why: "changes a guest's power state",
    under: [qemu, lxc],
    endpoints: [
      "POST /status/start",
      "POST /status/stop",
      "POST /status/shutdown",
      "POST /status/reboot",
      "POST /status/suspend",
      "POST /status/resume",
    ],
  },
  { access: "write", why: "resets a VM", under: [qemu], endpoints: ["POST /status/reset"] },
  {
    access: "write",
    why: "changes a guest in a way that can be undone or adds to it",
    under: [qemu, lxc],
    endpoints: [
      "PUT /config",
      "PUT /resize",
      "POST /clone",
      "POST /migrate",
      "POST /template",
      "POST /snapshot",
      "PUT /snapshot/{snapname}/config",
    ],
  },
  {
    access: "write",
    why: "changes a VM in a way that can be undone",
    under: [qemu],
    endpoints: ["POST /config", "PUT /cloudinit", "PUT /unlink", "POST /move_disk", "POST /dbus-vmstate"],
  },
  {
    access: "write",
    why: "moves a container's volume",
    under: [lxc],
    endpoints: ["POST /move_volume"],
  },
  {
    access: "write",
    why: "creates a guest",
    endpoints: [`POST ${nodes}/qemu`, `POST ${nodes}/lxc`],
  },
  {
    access: "write",
    why: "changes a guest's firewall",
    under: [qemu, lxc],
    endpoints: [
      "POST /firewall/aliases",
      "PUT /firewall/aliases/{name}",
      "POST /firewall/ipset",
      "POST /firewall/ipset/{name}",
      "PUT /firewall/ipset/{name}/{cidr...}",
      "POST /firewall/rules",
      "PUT /firewall/rules/{pos}",
      "PUT /firewall/options",
    ],
  },
  {
    access: "destroy",
    why: "deletes a part of a guest's firewall",
    under: [qemu, lxc],
    endpoints: [
      "DELETE /firewall/aliases/{name}",
      "DELETE /firewall/ipset/{name}",
      "DELETE /firewall/ipset/{name}/{cidr...}",
      "DELETE /firewall/rules/{pos}",
    ],
  },
  {
    access: "write",
    why: "asks the guest agent to freeze, trim, suspend or shut down",
    under: [`${qemu}/agent`],
    endpoints: [
      "POST /ping",
      "POST /fsfreeze-freeze",
      "POST /fsfreeze-status",
      "POST /fsfreeze-thaw",
      "POST /fstrim",
      "POST /shutdown",
      "POST /suspend-disk",
      "POST /suspend-hybrid",
      "POST /suspend-ram",
    ],
  },
  {
    access: "write",
    why: "gives the guest agent one of its named commands",
    under: [qemu],
    endpoints: ["POST /agent"],
  },
  {
    access: "exec",
    why: "runs a command, moves a file or sets a password inside a guest",
    under: [`${qemu}/agent`],
    endpoints: ["POST /exec", "POST /file-write", "POST /set-user-password"],
  },
  {
    access: "exec",
    why: "opens a guest's console, keyboard included",
    under: [qemu, lxc],
    endpoints: ["POST /vncproxy", "POST /termproxy", "POST /spiceproxy"],
  },
  { access: "exec", why: "types on a VM's keyboard", under: [qemu], endpoints: ["PUT /sendkey"] },
  {
    access: "host",
    why: "gives QEMU on the node any command, including those that write files there",
    under: [qemu],
    endpoints: ["POST /monitor"],
  },
  {
    access: "destroy",
    why: "removes a guest with its disks and snapshots",
    endpoints: [`DELETE ${qemu}`, `DELETE ${lxc}`],
  },
  {
    access: "destroy",
    why: "deletes a snapshot",
    under: [qemu, lxc],
    endpoints: ["DELETE /snapshot/{snapname}"],
  },
  {
    access: "destroy",
    why: "throws away everything since the snapshot",
    under: [qemu, lxc],
    endpoints: ["POST /snapshot/{snapname}/rollback"],
  },
  {
    access: "destroy",
    why: "moves a guest out of this cluster",
    under: [qemu, lxc],
    endpoints: ["POST /remote_migrate", "POST /mtunnel"],
  },
];
