import type { EndpointGroup } from "./group.ts";

const guests = ["/nodes/{node}/qemu/{vmid}", "/nodes/{node}/lxc/{vmid}"];

/**
 * GET endpoints that do more than look, or show what their class protects; every other GET is `read`.
 *
 * What is left of secrets in the answers of the others is masked (`mask.ts`).
 */
export const readEndpoints: readonly EndpointGroup[] = [
  {
    access: "exec",
    why: "reads a guest's files or the output of a command in it",
    endpoints: [
      "GET /nodes/{node}/qemu/{vmid}/agent/file-read",
      "GET /nodes/{node}/qemu/{vmid}/agent/exec-status",
      "GET /nodes/{node}/storage/{storage}/file-restore/list",
      "GET /nodes/{node}/storage/{storage}/file-restore/download",
    ],
  },
  {
    access: "exec",
    why: "shows what a VM is given at its first boot, passwords of own snippets included",
    endpoints: ["GET /nodes/{node}/qemu/{vmid}/cloudinit/dump"],
  },
  {
    access: "exec",
    why: "shows who logs in with which second factor",
    endpoints: [
      "GET /access/tfa",
      "GET /access/tfa/{userid}",
      "GET /access/tfa/{userid}/{id}",
      "GET /access/users/{userid}/tfa",
    ],
  },
  {
    access: "exec",
    why: "joins a guest's console",
    under: guests,
    endpoints: ["GET /vncwebsocket"],
  },
  {
    access: "host",
    why: "joins a shell of the node",
    endpoints: ["GET /nodes/{node}/vncwebsocket"],
  },
  {
    access: "host",
    why: "prints the configuration of the whole node and its guests, where secrets cannot be told apart",
    endpoints: ["GET /nodes/{node}/report"],
  },
  {
    access: "destroy",
    why: "joins the tunnel of a migration",
    under: guests,
    endpoints: ["GET /mtunnelwebsocket"],
  },
  {
    access: "read",
    why: "reads what a certificate authority says of itself",
    endpoints: ["GET /cluster/acme/tos", "GET /cluster/acme/meta"],
  },
  {
    access: "write",
    why: "makes a node connect to an address of the caller's choice",
    endpoints: [
      "GET /nodes/{node}/query-url-metadata",
      "GET /nodes/{node}/query-oci-repo-tags",
      "GET /nodes/{node}/scan/cifs",
      "GET /nodes/{node}/scan/iscsi",
      "GET /nodes/{node}/scan/nfs",
      "GET /nodes/{node}/scan/pbs",
      "GET /nodes/{node}/scan/glusterfs",
    ],
  },
];
