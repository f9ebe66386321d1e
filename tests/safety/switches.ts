import type { Environment } from "../harness/cluster.ts";

/** The five switches of the access classes, in the order in which combinations are named. */
const switches = [
  "PROXMOX_READ_ONLY",
  "PROXMOX_SAFE_MODE",
  "PROXMOX_ALLOW_ELEVATED",
  "I_ACCEPT_RISKS",
  "ENABLE_HOST_EXEC",
] as const;

/** One way to set the five switches. */
export interface Combination {
  /** The switches that are on, or `none`. */
  readonly name: string;
  readonly settings: Environment;
}

/** All 32 combinations, from none to all. */
export const combinations: readonly Combination[] = Array.from(
  { length: 2 ** switches.length },
  (_, bits) => {
    const on = switches.filter((_, place) => (bits >> place) % 2 === 1);
    return {
      name: on.length === 0 ? "none" : on.join(" "),
      settings: Object.fromEntries(switches.map((name) => [name, String(on.includes(name))])),
    };
  },
);

/** The settings that a refusal names: `... with PROXMOX_READ_ONLY=false and I_ACCEPT_RISKS=true and a restart ...`. */
export function settingsNamed(refusal: string): Environment {
  const named = [...refusal.matchAll(/\b([A-Z][A-Z_]+)=(\w+)/g)];
  return Object.fromEntries(named.map(([, name = "", value = ""]) => [name, value]));
}
