import type { PropertyChange } from "../property_string.ts";

/** Addresses of a network device; undefined leaves one as it is. */
export interface Addresses {
  /** `dhcp`, or an address with prefix length; `manual` for containers. */
  readonly ip?: string | undefined;
  readonly gateway?: string | undefined;
  /** `auto`, `dhcp`, or an address with prefix length. */
  readonly ip6?: string | undefined;
  readonly gateway6?: string | undefined;
}

/** The properties for addresses that `ipconfigN` of VMs and `netN` of containers share. */
export function addressProperties({ ip, gateway, ip6, gateway6 }: Addresses): Record<string, PropertyChange> {
  return { ip, gw: gateway ?? staleGateway(ip), ip6, gw6: gateway6 ?? staleGateway(ip6) };
}

/** Proxmox refuses a gateway beside an address that is not fixed, so the old one goes with the old address. */
function staleGateway(address: string | undefined): null | undefined {
  return address === undefined || address.includes("/") ? undefined : null;
}
