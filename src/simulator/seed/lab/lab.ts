import type { Release } from "../../cluster/release.ts";
import { type ClusterState, emptyFirewall, emptyState } from "../../cluster/state.ts";
import { addAccounts } from "../accounts.ts";
import { makeNode } from "../nodes.ts";
import { addGuestVolumes } from "../volumes.ts";
import { labGuests } from "./guests.ts";
import { labHistory } from "./history.ts";
import { labStorages } from "./storages.ts";

const DAY = 24 * 60 * 60;

/** A small company's cluster `meadow`: three nodes, sixteen guests, five storages and a few troubles. */
export function labState(release: Release, now: number): ClusterState {
  const state = emptyState();
  addAccounts(state, release, now);
  state.name = "meadow";
  state.nodes = Object.fromEntries([
    makeNode({
      ...{ name: "pve1", nodeid: 1, ip: "10.20.0.11", bootedAt: now - 88 * DAY - 7201 },
      ...{ cores: 16, memoryGiB: 128, load: 0.18, memoryLoad: 0.49 },
    }),
    makeNode({
      ...{ name: "pve2", nodeid: 2, ip: "10.20.0.12", bootedAt: now - 203 * DAY - 25001 },
      ...{ cores: 16, memoryGiB: 64, load: 0.34, memoryLoad: 0.72 },
    }),
    makeNode({
      ...{ name: "pve3", nodeid: 3, ip: "10.20.0.13", bootedAt: now - 60 * DAY - 44001 },
      ...{ cores: 24, memoryGiB: 128, load: 0.07, memoryLoad: 0.31 },
    }),
  ].map((node) => [node.name, node]));
  const guests = labGuests(now);
  state.guests = Object.fromEntries(guests.map((guest) => [guest.vmid, guest]));
  state.storages = labStorages(now);
  addGuestVolumes(state.storages, guests, now);
  addSnapshots(state, now);
  state.pools = {
    production: { comment: "What customers see", vms: [101, 102, 103, 111], storage: ["nas"] },
    development: { comment: "May break", vms: [110, 115, 123], storage: [] },
  };
  state.tasks = labHistory(now);
  state.options = {
    ...state.options,
    keyboard: "de",
    "tag-style": "color-map=prod:c0392b:ffffff;dev:2980b9:ffffff",
  };
  state.haResources = {
    "vm:103": { sid: "vm:103", type: "vm", state: "started", max_restart: 1, max_relocate: 1, failback: 1 },
  };
  state.backupJobs = {
    "backup-nightly": {
      ...{
        id: "backup-nightly",
        type: "vzdump",
        enabled: 1,
        schedule: "02:00",
        storage: "pbs",
        mode: "snapshot",
      },
      ...{
        vmid: "101,103,110",
        "notes-template": "{{guestname}}",
        "prune-backups": "keep-daily=7,keep-weekly=4",
      },
    },
  };
  state.replication = {
    "112-0": {
      id: "112-0",
      type: "local",
      guest: 112,
      jobnum: 0,
      source: "pve2",
      target: "pve3",
      schedule: "*/15",
    },
  };
  state.firewall = labFirewall();
  state.appliances = APPLIANCES;
  return state;
}

function addSnapshots(state: ClusterState, now: number): void {
  const web = state.guests[101];
  if (web === undefined) return;
  web.snapshots["before-upgrade"] = {
    snaptime: now - 5 * 60 * 60,
    description: "nginx 1.26 still in place",
    vmstate: 0,
    config: { ...web.config },
  };
  web.config["parent"] = "before-upgrade";
}

function labFirewall(): ClusterState["firewall"] {
  return {
    ...emptyFirewall(),
    options: { enable: 1, policy_in: "DROP" },
    rules: [
      {
        type: "in",
        action: "ACCEPT",
        enable: 1,
        macro: "SSH",
        source: "10.20.0.0/24",
        comment: "management",
      },
      {
        type: "in",
        action: "ACCEPT",
        enable: 1,
        proto: "tcp",
        dport: "8006",
        source: "10.20.0.0/24",
        log: "nolog",
      },
    ],
    aliases: { office: { cidr: "10.20.40.0/24", comment: "Desks" } },
    ipsets: { trusted: { entries: [{ cidr: "10.20.0.0/24" }] } },
    groups: { webservers: { rules: [{ type: "in", action: "ACCEPT", enable: 1, macro: "Web" }] } },
  };
}

const APPLIANCES = [
  {
    ...{
      template: "debian-13-standard_13.1-2_amd64.tar.zst",
      package: "debian-13-standard",
      version: "13.1-2",
    },
    ...{ os: "debian-13", section: "system", type: "lxc", architecture: "amd64" },
    ...{
      headline: "Debian 13 Trixie (standard)",
      description: "A small Debian Trixie system.",
      source: "pveam",
    },
    ...{ infopage: "https://pve.proxmox.com/wiki/Linux_Container", maintainer: "Proxmox Support Team" },
    location: "http://download.proxmox.com/images/system/debian-13-standard_13.1-2_amd64.tar.zst",
    sha512sum:
      "5aec4ab2ac5c16c7c8ecb87bfeeb10213abe96db6b85e2463585cea492fc861d7c390b3f9c95629bf690b95e9dfe1037",
  },
  {
    ...{
      template: "ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
      package: "ubuntu-24.04-standard",
      version: "24.04-2",
    },
    ...{ os: "ubuntu-24.04", section: "system", type: "lxc", architecture: "amd64" },
    ...{
      headline: "Ubuntu 24.04 Noble (standard)",
      description: "A small Ubuntu Noble system.",
      source: "pveam",
    },
    ...{ infopage: "https://pve.proxmox.com/wiki/Linux_Container", maintainer: "Proxmox Support Team" },
    location: "http://download.proxmox.com/images/system/ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
    sha512sum:
      "a9f1e3e1c6ba5eab2a4d3b6a7c8f5c0f1f8f7a8f6b8b0a5f9e6c3d1a2b4c6d8e0f2a4c6e8a0b2d4f6a8c0e2b4d6f8a0c",
  },
];
