import assert from "node:assert/strict";
import { parseApiDocument } from "../../../src/proxmox/api_schema/document.ts";
import { ApiSchema } from "../../../src/proxmox/api_schema/schema.ts";
import { apidocOf, hasSharedSchemas } from "./shared_schema.ts";
import { smallSchema } from "./small_schema.ts";

const vm = "/nodes/{node}/qemu/{vmid}";
const ct = "/nodes/{node}/lxc/{vmid}";

/** What a person would type, and the endpoint that must come first (one of several where each is right). */
const questions: readonly (readonly [string, ...string[]])[] = [
  ["resize disk", `PUT ${vm}/resize`],
  ["grow a vm's disk", `PUT ${vm}/resize`],
  ["create user token", "POST /access/users/{userid}/token/{tokenid}"],
  ["list backups of storage", "GET /nodes/{node}/storage/{storage}/content"],
  ["firewall rules of a vm", `GET ${vm}/firewall/rules`],
  ["add firewall rule to container", `POST ${ct}/firewall/rules`],
  ["ceph status", "GET /cluster/ceph/status", "GET /nodes/{node}/ceph/status"],
  ["next free vmid", "GET /cluster/nextid"],
  ["subscription", "GET /nodes/{node}/subscription"],
  ["apt updates", "GET /nodes/{node}/apt/update"],
  ["available package updates", "GET /nodes/{node}/apt/update"],
  ["replication jobs", "GET /cluster/replication"],
  ["mount iso", `PUT ${vm}/config`],
  ["attach cdrom", `PUT ${vm}/config`],
  ["node reboot", "POST /nodes/{node}/status"],
  ["reboot node", "POST /nodes/{node}/status"],
  ["reboot vm", `POST ${vm}/status/reboot`],
  ["guest agent exec", `POST ${vm}/agent/exec`],
  ["run command in vm", `POST ${vm}/agent/exec`],
  ["zfs pools", "GET /nodes/{node}/disks/zfs"],
  ["sdn vnets", "GET /cluster/sdn/vnets"],
  ["acl", "GET /access/acl"],
  ["grant role to user", "PUT /access/acl"],
  ["ha resource add", "POST /cluster/ha/resources"],
  ["cluster join", "POST /cluster/config/join", "GET /cluster/config/join"],
  ["download iso from url", "POST /nodes/{node}/storage/{storage}/download-url"],
  ["download url iso", "POST /nodes/{node}/storage/{storage}/download-url"],
  ["vnc", `POST ${vm}/vncproxy`],
  ["task log", "GET /nodes/{node}/tasks/{upid}/log"],
  ["delete vm", `DELETE ${vm}`],
  ["remove container", `DELETE ${ct}`],
  ["create vm", "POST /nodes/{node}/qemu"],
  ["create container", "POST /nodes/{node}/lxc"],
  ["list vms", "GET /nodes/{node}/qemu"],
  ["start vm", `POST ${vm}/status/start`],
  ["stop container", `POST ${ct}/status/stop`],
  ["vm config", `GET ${vm}/config`],
  ["change vm memory", `PUT ${vm}/config`],
  ["take snapshot", `POST ${vm}/snapshot`],
  ["rollback snapshot of container", `POST ${ct}/snapshot/{snapname}/rollback`],
  ["delete snapshot", `DELETE ${vm}/snapshot/{snapname}`],
  ["list snapshots", `GET ${vm}/snapshot`],
  ["migrate vm to another node", `POST ${vm}/migrate`],
  ["move disk to other storage", `POST ${vm}/move_disk`],
  ["clone template", `POST ${vm}/clone`],
  ["convert vm to template", `POST ${vm}/template`],
  ["backup now", "POST /nodes/{node}/vzdump"],
  ["list backup jobs", "GET /cluster/backup"],
  ["create backup job", "POST /cluster/backup"],
  ["prune old backups", "DELETE /nodes/{node}/storage/{storage}/prunebackups"],
  ["guests without backup", "GET /cluster/backup-info/not-backed-up"],
  ["create storage", "POST /storage"],
  ["storage free space", "GET /nodes/{node}/storage/{storage}/status"],
  ["upload iso", "POST /nodes/{node}/storage/{storage}/upload"],
  ["container templates available", "GET /nodes/{node}/aplinfo"],
  ["create user", "POST /access/users"],
  ["change password", "PUT /access/password"],
  ["list roles", "GET /access/roles"],
  ["effective permissions", "GET /access/permissions"],
  ["node network interfaces", "GET /nodes/{node}/network"],
  ["apply network config", "PUT /nodes/{node}/network"],
  ["create bridge", "POST /nodes/{node}/network"],
  ["physical disks", "GET /nodes/{node}/disks/list"],
  ["smart health of disk", "GET /nodes/{node}/disks/smart"],
  ["wipe disk", "PUT /nodes/{node}/disks/wipedisk"],
  ["certificates of node", "GET /nodes/{node}/certificates", "GET /nodes/{node}/certificates/info"],
  ["syslog", "GET /nodes/{node}/syslog"],
  ["node cpu usage history", "GET /nodes/{node}/rrddata"],
  ["vm ip address", `GET ${vm}/agent/network-get-interfaces`],
  ["container ip address", `GET ${ct}/interfaces`],
  ["pci devices", "GET /nodes/{node}/hardware/pci"],
  ["stop task", "DELETE /nodes/{node}/tasks/{upid}"],
  ["cluster tasks", "GET /cluster/tasks"],
  ["quorum", "GET /cluster/status"],
  ["ha status", "GET /cluster/ha/status/current", "GET /cluster/ha/status"],
  ["ceph osd", "GET /nodes/{node}/ceph/osd"],
  ["create ceph pool", "POST /nodes/{node}/ceph/pool"],
  ["add member to pool", "PUT /pools"],
  ["create resource pool", "POST /pools"],
  [
    "send email notification endpoint",
    "POST /cluster/notifications/endpoints/sendmail",
    "POST /cluster/notifications/endpoints/smtp",
    "GET /cluster/notifications/endpoints/sendmail",
    "GET /cluster/notifications/endpoints/smtp",
  ],
  ["metric server influxdb", "GET /cluster/metrics/server", "POST /cluster/metrics/server/{id}"],
  ["restart service", "POST /nodes/{node}/services/{service}/restart"],
  ["version", "GET /version"],
  ["cloud-init regenerate", `PUT ${vm}/cloudinit`],
  ["set dns of node", "PUT /nodes/{node}/dns"],
  ["ipset add cidr", "POST /cluster/firewall/ipset/{name}"],
  ["security groups", "GET /cluster/firewall/groups"],
  ["enable cluster firewall", "PUT /cluster/firewall/options"],
  ["two factor", "GET /access/tfa"],
  ["sync ldap realm", "POST /access/domains/{realm}/sync"],
  ["wake on lan", "POST /nodes/{node}/wakeonlan"],
  ["send key ctrl alt del", `PUT ${vm}/sendkey`],
  ["set user password in guest", `POST ${vm}/agent/set-user-password`],
  ["all vms and containers in the cluster", "GET /cluster/resources"],
  ["run replication now", "POST /nodes/{node}/replication/{id}/schedule_now"],
  ["revoke api token", "DELETE /access/users/{userid}/token/{tokenid}"],
  ["detach disk", `PUT ${vm}/unlink`, `PUT ${vm}/config`],
  ["list isos", "GET /nodes/{node}/storage/{storage}/content"],
  ["console", `POST ${vm}/vncproxy`, `POST ${vm}/termproxy`],
  ["list nodes", "GET /nodes"],
  ["node status", "GET /nodes/{node}/status"],
  ["vm status", `GET ${vm}/status/current`],
  ["restore backup", "POST /nodes/{node}/qemu"],
  ["order letsencrypt certificate", "POST /nodes/{node}/certificates/acme/certificate"],
  ["rename vm", `PUT ${vm}/config`],
  ["service status", "GET /nodes/{node}/services/{service}/state"],
  ["gpu passthrough", "GET /nodes/{node}/hardware/pci"],
  ["unlock user tfa", "PUT /access/users/{userid}/unlock-tfa"],
  ["apply sdn changes", "PUT /cluster/sdn"],
];

for (const version of ["9.2", "8.4"] as const) {
  // The reference schemas lie beside this checkout on the machines that build it, and are not part of it. They have no
  // prose, so what is found here is found without the help of Proxmox's descriptions.
  Deno.test({
    name: `the obvious question finds its endpoint of ${version} first`,
    ignore: !hasSharedSchemas,
    async fn() {
      const { search } = new ApiSchema(version, parseApiDocument(await apidocOf(version)));
      const wrong = questions.map(([question, ...right]) => {
        const [first] = search.find(question, { limit: 1 }).endpoints;
        return { question, found: first === undefined ? "nothing" : `${first.method} ${first.path}`, right };
      }).filter(({ found, right }) => !right.includes(found));
      assert.deepEqual(wrong, []);
    },
  });

  Deno.test({
    name: `every endpoint of ${version} is found by its method and the words of its path`,
    ignore: !hasSharedSchemas,
    async fn() {
      const schema = new ApiSchema(version, parseApiDocument(await apidocOf(version)));
      const lost = schema.endpoints.filter((endpoint) => {
        const { method, path } = endpoint;
        const words = path.replace(/[/{}_-]/g, " ");
        return schema.paths.match(path)?.methods.get(method) !== endpoint ||
          !schema.search.find(words, { method, limit: 10 }).endpoints.includes(endpoint);
      }).map(({ method, path }) => `${method} ${path}`);
      assert.deepEqual(lost, []);
    },
  });
}

Deno.test("a method keeps the others out, and what nothing answers finds nothing", () => {
  const { search } = smallSchema;
  const found = search.find("config", { method: "PUT", limit: 5 });
  assert.deepEqual(found.endpoints.map(({ method }) => method), ["PUT"]);
  assert.equal(search.find("config", { limit: 1 }).endpoints.length, 1);
  assert.deepEqual(search.find("xylophone", { limit: 5 }), { endpoints: [], total: 0 });
  assert.deepEqual(search.find("the of", { limit: 5 }), { endpoints: [], total: 0 });
});

Deno.test("descriptions are searched too", () => {
  const [first] = smallSchema.search.find("disks destroyed", { limit: 1 }).endpoints;
  assert.equal(first?.method, "DELETE");
});
