import assert from "node:assert/strict";
import type { Guest } from "../../src/simulator/cluster/guest.ts";
import type { Volume } from "../../src/simulator/cluster/storage.ts";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { typesTheName } from "../harness/human.ts";
import { serveInProcess } from "../harness/in_process.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { eras, serveEra } from "./eras.ts";
import { tokenFor } from "./preview.ts";
import { Unchanged } from "./unchanged.ts";

/** A call that is confirmed, and what somebody else does in between. */
interface Between {
  readonly tool: string;
  readonly args: Arguments;
  readonly meanwhile: (cluster: TestCluster) => void;
  /** What the caller reads instead. */
  readonly refusal: RegExp;
}

const changed = /its target has changed since it was shown\. Nothing was done\./;

function guestOf({ simulator }: TestCluster, vmid: number): Guest {
  const guest = simulator.cluster.guest(vmid);
  assert.ok(guest !== undefined);
  return guest;
}

function volumeOf({ simulator }: TestCluster, storage: string, name: RegExp): Volume {
  const volume = simulator.cluster.storage(storage)?.volumes.find((volume) => name.test(volume.name));
  assert.ok(volume !== undefined);
  return volume;
}

/** A container with a snapshot, which the seed has none of. */
function snapshotContainer(cluster: TestCluster): void {
  const guest = guestOf(cluster, 100);
  guest.snapshots["clean"] = { snaptime: 1_760_000_000, description: "", config: { ...guest.config } };
}

const rollback = { tool: "proxmox_snapshot_restore", args: { vmid: 101, name: "before-upgrade" } };
const deletion = { tool: "proxmox_snapshot_delete", args: { vmid: 101, name: "before-upgrade" } };
const containerDeletion = { tool: "proxmox_snapshot_delete", args: { vmid: 100, name: "clean" } };
const guestDeletion = {
  tool: "proxmox_api_call",
  args: { method: "DELETE", path: "/nodes/pve1/qemu/102" },
};
const isoDeletion = {
  tool: "proxmox_api_call",
  args: { method: "DELETE", path: "/nodes/pve1/storage/nas/content/nas:iso/debian-13.1.0-amd64-netinst.iso" },
};
const diskDeletion = {
  tool: "proxmox_api_call",
  args: { method: "PUT", path: "/nodes/pve1/qemu/102/config", parameters: { delete: "unused0" } },
};

const pruning = {
  tool: "proxmox_api_call",
  args: {
    method: "DELETE",
    path: "/nodes/pve1/storage/pbs/prunebackups",
    parameters: { vmid: 101, type: "qemu", "prune-backups": "keep-last=1" },
  },
};
const userDeletion = { tool: "proxmox_api_call", args: { method: "DELETE", path: "/access/users/bob@pve" } };

const cases: Readonly<Record<string, Between>> = {
  "a guest that was renamed": {
    ...rollback,
    meanwhile: (cluster) => guestOf(cluster, 101).config["name"] = "web1-production",
    refusal: changed,
  },
  "another VM with the same id and name": {
    ...deletion,
    meanwhile: (cluster) => {
      const { config } = guestOf(cluster, 101);
      config["vmgenid"] = "11111111-2222-4333-8444-555555555555";
      config["meta"] = "creation-qemu=10.0.2,ctime=1795000000";
      config["net0"] = "virtio=BC:24:11:00:00:01,bridge=vmbr0";
    },
    refusal: changed,
  },
  "another VM that has nothing but its creation time of its own": {
    ...deletion,
    meanwhile: (cluster) => guestOf(cluster, 101).config["meta"] = "creation-qemu=10.0.2,ctime=1795000000",
    refusal: changed,
  },
  "another container with the same id, name and root volume": {
    ...containerDeletion,
    meanwhile: (cluster) =>
      guestOf(cluster, 100).config["net0"] =
        "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:02,ip=dhcp,type=veth",
    refusal: changed,
  },
  "another container with the same id and name on another storage": {
    ...containerDeletion,
    meanwhile: (cluster) => guestOf(cluster, 100).config["rootfs"] = "tank:subvol-100-disk-0,size=8G",
    refusal: changed,
  },
  "a container where a VM was": {
    ...guestDeletion,
    meanwhile: ({ simulator: { cluster: { state } } }) => {
      const container = state.guests[104];
      assert.ok(container !== undefined);
      state.guests[102] = { ...container, vmid: 102 };
    },
    refusal: /qemu-server\/102\.conf' does not exist\. That node has no such guest of that type/,
  },
  "a snapshot made anew under its name": {
    ...rollback,
    meanwhile: (cluster) => {
      const snapshot = guestOf(cluster, 101).snapshots["before-upgrade"];
      assert.ok(snapshot !== undefined);
      snapshot.snaptime += 60;
    },
    refusal: changed,
  },
  "a snapshot that is gone": {
    ...deletion,
    meanwhile: (cluster) => {
      delete guestOf(cluster, 101).snapshots["before-upgrade"];
    },
    refusal: /VM 101 \(web1\) has no snapshot before-upgrade/,
  },
  "a guest that is gone": {
    ...deletion,
    meanwhile: ({ simulator: { cluster: { state } } }) => {
      delete state.guests[101];
    },
    refusal: /No guest with vmid 101 is visible/,
  },
  "a guest that somebody has protected by tag": {
    ...deletion,
    meanwhile: (cluster) => guestOf(cluster, 101).config["tags"] = "prod;Protected",
    refusal: /Guest 101 has the tag protected and is never changed/,
  },
  "a guest that somebody has protected by Proxmox's flag": {
    ...deletion,
    meanwhile: (cluster) => guestOf(cluster, 101).config["protection"] = 1,
    refusal: /Guest 101 has Proxmox's protection flag, so nothing of it is destroyed/,
  },
  "a guest to be deleted that got another disk": {
    ...guestDeletion,
    meanwhile: (cluster) => guestOf(cluster, 102).config["scsi1"] = "local-lvm:vm-102-disk-1,size=900G",
    refusal: changed,
  },
  "another volume in the place of the detached disk": {
    ...diskDeletion,
    meanwhile: (cluster) => guestOf(cluster, 102).config["unused0"] = "local-lvm:vm-102-disk-7",
    refusal: changed,
  },
  "a volume of another size": {
    ...isoDeletion,
    meanwhile: (cluster) => volumeOf(cluster, "nas", /netinst/).size += 1,
    refusal: changed,
  },
  "other backups than those that would have been pruned": {
    ...pruning,
    meanwhile: ({ simulator: { cluster } }) => {
      const { volumes = [] } = cluster.storage("pbs") ?? {};
      volumes.splice(volumes.findIndex(({ name }) => name.startsWith("backup/vm/101/")), 1);
    },
    refusal: changed,
  },
  "a user who is somebody else by now": {
    ...userDeletion,
    meanwhile: ({ simulator: { cluster: { state } } }) => {
      const bob = state.users["bob@pve"];
      if (bob !== undefined) bob.groups.push("admins");
    },
    refusal: changed,
  },
  "a volume of another time": {
    ...isoDeletion,
    meanwhile: (cluster) => {
      const volume = volumeOf(cluster, "nas", /netinst/);
      volume.ctime = (volume.ctime ?? 0) + 1;
    },
    refusal: changed,
  },
};

async function clusterBefore(): Promise<TestCluster> {
  const cluster = await startCluster();
  snapshotContainer(cluster);
  guestOf(cluster, 102).config["unused0"] = "local-lvm:vm-102-disk-5";
  return cluster;
}

for (const [what, { tool, args, meanwhile, refusal }] of Object.entries(cases)) {
  Deno.test(`a token does not reach ${what}`, async () => {
    await using cluster = await clusterBefore();
    await using server = await serveInProcess(cluster.environment);
    const token = await tokenFor(server, tool, args);
    meanwhile(cluster);
    const before = new Unchanged(cluster);
    const { isError, text } = await server.call(tool, { ...args, confirm: token });
    before.check(text);
    assert.ok(isError);
    assert.match(text, refusal);
  });

  for (const era of eras) {
    Deno.test(`an agreement by a client of ${era.name} does not reach ${what}`, async () => {
      await using cluster = await clusterBefore();
      let before: Unchanged | undefined;
      await using server = await serveEra(era, cluster.environment, (question) => {
        meanwhile(cluster);
        before = new Unchanged(cluster);
        return typesTheName(question);
      });
      const { isError, text } = await server.call(tool, args);
      assert.ok(before !== undefined, "nobody was asked");
      before.check(text);
      assert.ok(isError);
      assert.match(text, refusal);
    });
  }
}

Deno.test("a guest that has only moved to another node is still the one that was confirmed", async () => {
  await using cluster = await clusterBefore();
  await using server = await serveInProcess(cluster.environment);
  const token = await tokenFor(server, deletion.tool, deletion.args);
  cluster.simulator.faults.moveGuest(101, "pve3");
  const { isError, text } = await server.call(deletion.tool, { ...deletion.args, confirm: token });
  assert.equal(isError, false, text);
  assert.equal(cluster.countRequests("DELETE", /^\/nodes\/pve3\/qemu\/101\/snapshot\/before-upgrade$/), 1);
});
