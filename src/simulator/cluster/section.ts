/** A record whose keys are Proxmox's own option names: backup jobs, HA rules, replication jobs, ... */
export type Section = Record<string, string | number>;
