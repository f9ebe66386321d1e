import type { EndpointGroup } from "./group.ts";

const storage = "/nodes/{node}/storage/{storage}";

/** Changes of storages, volumes, backups, pools, disks and Ceph. */
export const storageEndpoints: readonly EndpointGroup[] = [
  {
    access: "write",
    why: "adds a volume or describes one",
    under: [storage],
    endpoints: [
      "POST /content",
      "POST /content/{volume...}",
      "PUT /content/{volume...}",
      "POST /upload",
      "POST /download-url",
      "POST /oci-registry-pull",
    ],
  },
  {
    access: "write",
    why: "downloads a container template",
    endpoints: ["POST /nodes/{node}/aplinfo"],
  },
  {
    access: "destroy",
    why: "deletes volumes or backups",
    under: [storage],
    endpoints: ["DELETE /content/{volume...}", "DELETE /prunebackups"],
  },
  {
    access: "write",
    why: "configures a storage",
    endpoints: ["POST /storage", "PUT /storage/{storage}"],
  },
  {
    access: "destroy",
    why: "removes a storage's configuration",
    endpoints: ["DELETE /storage/{storage}"],
  },
  {
    access: "write",
    why: "makes backups or plans them",
    endpoints: ["POST /nodes/{node}/vzdump", "POST /cluster/backup", "PUT /cluster/backup/{id}"],
  },
  {
    access: "destroy",
    why: "ends a backup job",
    endpoints: ["DELETE /cluster/backup/{id}"],
  },
  {
    access: "write",
    why: "makes a pool or changes its members",
    endpoints: ["POST /pools", "PUT /pools", "PUT /pools/{poolid}"],
  },
  {
    access: "destroy",
    why: "removes a pool and the grants on it",
    endpoints: ["DELETE /pools", "DELETE /pools/{poolid}"],
  },
  {
    access: "destroy",
    why: "formats or wipes disks",
    under: ["/nodes/{node}/disks"],
    endpoints: [
      "POST /directory",
      "POST /lvm",
      "POST /lvmthin",
      "POST /zfs",
      "POST /initgpt",
      "PUT /wipedisk",
      "DELETE /directory/{name}",
      "DELETE /lvm/{name}",
      "DELETE /lvmthin/{name}",
      "DELETE /zfs/{name}",
    ],
  },
  {
    access: "write",
    why: "adds to Ceph or changes it in a way that can be undone",
    under: ["/nodes/{node}/ceph"],
    endpoints: [
      "POST /init",
      "POST /fs/{name}",
      "POST /mds/{name}",
      "POST /mgr/{id}",
      "POST /mon/{monid}",
      "POST /osd/{osdid}/in",
      "POST /osd/{osdid}/out",
      "POST /osd/{osdid}/scrub",
      "POST /pool",
      "PUT /pool/{name}",
      "POST /start",
      "POST /restart",
    ],
  },
  {
    access: "write",
    why: "sets Ceph's flags",
    endpoints: ["PUT /cluster/ceph/flags", "PUT /cluster/ceph/flags/{flag}"],
  },
  {
    access: "destroy",
    why: "removes a part of Ceph, formats a disk for it or stops it",
    under: ["/nodes/{node}/ceph"],
    endpoints: [
      "DELETE /fs/{name}",
      "DELETE /mds/{name}",
      "DELETE /mgr/{id}",
      "DELETE /mon/{monid}",
      "POST /osd",
      "DELETE /osd/{osdid}",
      "DELETE /pool/{name}",
      "POST /stop",
    ],
  },
];
