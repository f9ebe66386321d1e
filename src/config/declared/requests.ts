import { settingWithDefault } from "../setting.ts";
import { choice, wholeNumber } from "../values.ts";

const group = "wires";
const perCluster = true;

/** Which wire carries requests, and how patiently. */
export const requests = {
  defaultTransport: settingWithDefault<"auto" | "api" | "ssh">({
    name: "PROXMOX_DEFAULT_TRANSPORT",
    group,
    perCluster,
    default: "auto",
    doc:
      "`api`: REST only. `ssh`: pvesh over SSH only. `auto`: reads by REST, changes as `PROXMOX_AUTO_WRITES` says, " +
      "and whichever is there when one is missing.",
    schema: () => choice(["auto", "api", "ssh"], { rest: "api" }),
  }),

  autoWrites: settingWithDefault<"ssh" | "api">({
    name: "PROXMOX_AUTO_WRITES",
    group,
    perCluster,
    default: "ssh",
    doc:
      "Which way changes go with `auto`. `api` is recommended: it is faster, and the rights of the token bound it. " +
      "SSH carries changes only with `I_ACCEPT_RISKS`.",
    schema: () => choice(["ssh", "api"], { rest: "api" }),
  }),

  timeout: settingWithDefault({
    name: "PROXMOX_TIMEOUT",
    group,
    perCluster,
    default: 30_000,
    doc: "Deadline of one request, in milliseconds.",
    schema: () => wholeNumber(100, 600_000),
  }),

  retryAttempts: settingWithDefault({
    name: "PROXMOX_RETRY_ATTEMPTS",
    group,
    perCluster,
    default: 3,
    doc: "How often a read is tried again after a fault. Changes are never sent twice.",
    schema: () => wholeNumber(0, 20),
  }),

  retryDelay: settingWithDefault({
    name: "PROXMOX_RETRY_DELAY",
    group,
    perCluster,
    default: 1000,
    doc: "Wait before the first new try, in milliseconds; doubled each time.",
    schema: () => wholeNumber(0, 60_000),
  }),

  rateLimit: settingWithDefault({
    name: "PROXMOX_RATE_LIMIT",
    group,
    perCluster,
    default: 100,
    doc: "Requests a minute, after a burst of as many; 0 for no limit. Following a task does not count.",
    schema: () => wholeNumber(0, 1_000_000),
  }),
} as const;
