import { accessTools } from "./access/catalog.ts";
import { backupTools } from "./backup/catalog.ts";
import { execTools } from "./exec/catalog.ts";
import { firewallTools } from "./firewall/catalog.ts";
import { haTools } from "./ha/catalog.ts";
import { monitorTools } from "./monitor/catalog.ts";
import { networkTools } from "./network/catalog.ts";
import { poolTools } from "./pool/catalog.ts";
import { provisionTools } from "./provision/catalog.ts";
import { coreTools } from "./core_catalog.ts";
import { isListed, type Listing } from "./listing.ts";
import type { Tool } from "./tool.ts";

/** Every tool there is, in the order of the tool list. */
export const allTools: readonly Tool[] = [
  ...coreTools,
  ...execTools,
  ...provisionTools,
  ...backupTools,
  ...monitorTools,
  ...networkTools,
  ...firewallTools,
  ...accessTools,
  ...haTools,
  ...poolTools,
];

/** The tools that a client is shown, in their order. */
export function listedTools(listing: Listing): readonly Tool[] {
  return allTools.filter((tool) => isListed(tool, listing));
}
