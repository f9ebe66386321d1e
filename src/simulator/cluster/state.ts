import type { AclEntry, Group, Role, User } from "./identity.ts";
import type { Guest } from "./guest.ts";
import type { ClusterNode } from "./node.ts";
import { emptySdn, type Sdn } from "./sdn.ts";
import type { Section } from "./section.ts";
import type { Storage } from "./storage.ts";
import type { Task } from "./task.ts";

/** A pool of guests and storages; guests are found through `members`. */
export interface Pool {
  comment?: string;
  vms: number[];
  storage: string[];
}

/** A high-availability resource. */
export interface HaResource {
  sid: string;
  type: "vm" | "ct";
  state: string;
  max_restart: number;
  max_relocate: number;
  failback: 0 | 1;
  group?: string;
  comment?: string;
}

/** The firewall files of one scope: cluster, node or guest. */
export interface FirewallScope {
  rules: Section[];
  options: Section;
  aliases: Record<string, { cidr: string; comment?: string }>;
  ipsets: Record<string, { comment?: string; entries: { cidr: string; comment?: string; nomatch?: 1 }[] }>;
  groups: Record<string, { comment?: string; rules: Section[] }>;
}

/** A line of the cluster log. */
export interface ClusterLogEntry {
  uid: number;
  time: number;
  node: string;
  user: string;
  tag: string;
  pid: number;
  /** Syslog priority: 3 error, 6 info. */
  pri: number;
  msg: string;
}

/** Everything a Proxmox VE cluster knows, as plain data. */
export interface ClusterState {
  /** Cluster name; absent on a node that stands alone. */
  name?: string;
  nodes: Record<string, ClusterNode>;
  guests: Record<number, Guest>;
  storages: Record<string, Storage>;
  pools: Record<string, Pool>;
  users: Record<string, User>;
  groups: Record<string, Group>;
  roles: Record<string, Role>;
  acl: AclEntry[];
  realms: { realm: string; type: string; comment?: string }[];
  /** Newest last. */
  tasks: Task[];
  /** Newest last. */
  log: ClusterLogEntry[];
  options: Section;
  haResources: Record<string, HaResource>;
  haRules: Record<string, Section>;
  /** Only releases before 9 have groups. */
  haGroups: Record<string, Section>;
  backupJobs: Record<string, Section>;
  replication: Record<string, Section>;
  firewall: FirewallScope;
  nodeFirewall: Record<string, FirewallScope>;
  guestFirewall: Record<number, FirewallScope>;
  /** The appliance catalogue of `GET /nodes/{node}/aplinfo`. */
  appliances: Section[];
  sdn: Sdn;
}

/** A firewall scope without anything in it. */
export function emptyFirewall(): FirewallScope {
  return { rules: [], options: {}, aliases: {}, ipsets: {}, groups: {} };
}

/** A cluster without nodes, guests or storages, but with the realms every installation has. */
export function emptyState(): ClusterState {
  return {
    nodes: {},
    guests: {},
    storages: {},
    pools: {},
    users: {},
    groups: {},
    roles: {},
    acl: [],
    realms: [
      { realm: "pam", type: "pam", comment: "Linux PAM standard authentication" },
      { realm: "pve", type: "pve", comment: "Proxmox VE authentication server" },
    ],
    tasks: [],
    log: [],
    options: { mac_prefix: "BC:24:11" },
    haResources: {},
    haRules: {},
    haGroups: {},
    backupJobs: {},
    replication: {},
    firewall: emptyFirewall(),
    nodeFirewall: {},
    guestFirewall: {},
    appliances: [],
    sdn: emptySdn(),
  };
}
