import { optionLines, type Options } from "../../text/changes.ts";
import type { SdnNetwork, SdnObject } from "../../proxmox/sdn.ts";

/** An object with all its options, for what changed. */
export function sdnOptions({ kind, type, zone, vnet, options }: SdnObject): Options {
  // Those of virtual networks and subnets only say what they are.
  return { ...(kind === "zone" ? { type } : {}), zone, vnet, ...options };
}

/** The options of an object in one cell. */
export function sdnOptionText({ options }: SdnObject): string {
  return optionLines(options).map((line) => line.replace(": ", " ")).join(", ");
}

/** What waits to be applied, each as `new zone lan (simple)`. */
export function pendingObjects({ zones, vnets, subnets }: SdnNetwork): readonly string[] {
  return [...zones, ...vnets, ...subnets].filter(({ state }) => state !== undefined).map((object) => {
    const { kind, name, state } = object;
    const options = sdnOptionText(object);
    return `${state} ${kind} ${name}${options === "" ? "" : ` (${options})`}`;
  });
}
