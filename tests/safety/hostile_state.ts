import type { Guest } from "../../src/simulator/cluster/guest.ts";
import type { ClusterState } from "../../src/simulator/cluster/state.ts";
import { formatUpid } from "../../src/simulator/cluster/upid.ts";
import { seedState } from "../../src/simulator/seed/seed.ts";
import { hostileStrings } from "./hostile_strings.ts";
import { addToToolsets } from "./hostile_toolsets.ts";

/** The first id of the hostile guests; VMs have even ones, containers odd ones. */
export const firstHostile = 1000;

/** A lab in which every hostile text is the name, the tag, the note, the log line ... of something. */
export function hostileState(): ClusterState {
  const state = seedState("lab", "9.2", Math.floor(Date.now() / 1000));
  hostileStrings.forEach((text, index) => {
    addGuest(state, firstHostile + index, text);
    addTask(state, index, text);
    addTexts(state, index, text);
    addToToolsets(state, index, text.slice(0, mostCharacters), firstHostile + index);
  });
  return state;
}

/** Long texts stand in full in some places only: in all of them, each look at the cluster would move megabytes. */
const mostCharacters = 600;

function addGuest(state: ClusterState, vmid: number, whole: string): void {
  const text = whole.slice(0, mostCharacters);
  const source = state.guests[vmid % 2 === 0 ? 101 : 100];
  if (source === undefined) return;
  const guest: Guest = structuredClone({ ...source, vmid, node: "pve1" });
  Object.assign(guest.config, {
    [guest.type === "qemu" ? "name" : "hostname"]: text,
    tags: text,
    description: whole,
    net0: `virtio=BC:24:11:00:00:01,bridge=${text}`,
    [text]: text,
  });
  guest.pending["description"] = { value: `${text} pending` };
  guest.snapshots = {
    plain: { snaptime: 1_760_000_000, description: whole, config: { ...guest.config } },
    [`s${text}`]: { snaptime: 1_760_000_001, description: text, parent: "plain", config: {} },
  };
  guest.system.hostname = text;
  guest.system.os["pretty-name"] = text;
  guest.system.addresses = { 0: [text] };
  if (vmid % 5 === 0) guest.config["lock"] = text;
  state.guests[vmid] = guest;
}

function addTask(state: ClusterState, index: number, text: string): void {
  const parts = {
    node: "pve1",
    pid: 60_000 + index,
    pstart: 500_000 + index,
    starttime: 1_795_000_000 + index,
    type: "vzdump",
    id: "",
    user: "root@pam",
  };
  const exitstatus = index % 2 === 0 ? text.slice(0, mostCharacters) || "unexpected status" : "OK";
  state.tasks.push({
    ...parts,
    upid: formatUpid(parts),
    log: [text, `INFO: ${text}`, `TASK ERROR: ${text}`],
    exitstatus,
    endtime: parts.starttime + 5,
  });
}

function addTexts(state: ClusterState, index: number, whole: string): void {
  const text = whole.slice(0, mostCharacters);
  state.pools[`pool${index}`] = { comment: text, vms: [firstHostile + index], storage: [] };
  state.groups[`group${index}`] = { comment: text };
  state.users[`user${index}@pve`] = {
    userid: `user${index}@pve`,
    enable: true,
    expire: 0,
    groups: [],
    tokens: {},
    comment: text,
    firstname: text,
    email: text,
  };
  state.firewall.rules.push({
    type: "in",
    action: "ACCEPT",
    enable: 1,
    comment: text,
    source: text,
    log: text,
  });
  state.backupJobs[`job${index}`] = {
    id: `job${index}`,
    type: "vzdump",
    enabled: 1,
    schedule: text,
    comment: text,
    mode: text,
    storage: "nas",
    "notes-template": text,
    "prune-backups": text,
    vmid: text,
  };
  state.haResources[`vm:${firstHostile + index}`] = {
    sid: `vm:${firstHostile + index}`,
    type: "vm",
    state: "started",
    max_restart: 1,
    max_relocate: 1,
    failback: 1,
    comment: text,
  };
  state.storages["nas"]?.volumes.push({
    name: `iso/${index}-${text}.iso`,
    content: "iso",
    format: "iso",
    size: 1,
    ctime: 1_760_000_000,
    notes: text,
  }, {
    name: `backup/vzdump-qemu-${firstHostile + index}-2026_11_01-00_00_00.vma.zst`,
    content: "backup",
    format: "vma.zst",
    subtype: "qemu",
    size: 1,
    vmid: firstHostile + index,
    ctime: 1_760_000_000,
    notes: text,
    guestConfig: `name: ${text}\ndescription: ${text}\n`,
  });
  const node = state.nodes["pve1"];
  if (node === undefined) return;
  node.syslog.push({ time: 1_795_000_000 + index, text: whole });
  node.config["description"] = hostileStrings.slice(0, 60).join("\n");
  node.updates.push(
    {
      ...node.updates[0],
      Package: `package${index}`,
      Title: text,
      Version: text,
      OldVersion: text,
      Description: text,
    } as never,
  );
  const [disk] = node.disks;
  if (disk !== undefined) {
    node.disks.push({ ...disk, devpath: `/dev/sd${index}`, model: text, vendor: text, serial: text });
  }
}
