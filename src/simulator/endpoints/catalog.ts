import type { AnyEndpoint } from "../api/endpoint.ts";
import type { GuestType } from "../cluster/guest.ts";
import { ticketEndpoints } from "./access/ticket.ts";
import { nextidEndpoints } from "./cluster/nextid.ts";
import { resourcesEndpoints } from "./cluster/resources.ts";
import { statusEndpoints } from "./cluster/status.ts";
import { clusterTasksEndpoints } from "./cluster/tasks.ts";
import { directoryEndpoints } from "./directory.ts";
import { guestPowerEndpoints, qemuPowerEndpoints } from "./guest/power.ts";
import { guestReadEndpoints } from "./guest/read.ts";
import { guestSnapshotEndpoints } from "./guest/snapshot.ts";
import { nodeStatusEndpoints } from "./node/status.ts";
import { nodeTasksEndpoints } from "./node/tasks.ts";
import { storageContentEndpoints } from "./storage/content.ts";
import { storageListEndpoints } from "./storage/list.ts";
import { versionEndpoints } from "./version.ts";

/** Every endpoint of the simulator. */
export function allEndpoints(): AnyEndpoint[] {
  return [
    ...directoryEndpoints,
    ...versionEndpoints,
    ...ticketEndpoints,
    ...statusEndpoints,
    ...resourcesEndpoints,
    ...nextidEndpoints,
    ...clusterTasksEndpoints,
    ...nodeStatusEndpoints,
    ...nodeTasksEndpoints,
    ...storageListEndpoints,
    ...storageContentEndpoints,
    ...guestEndpoints("qemu"),
    ...qemuPowerEndpoints,
    ...guestEndpoints("lxc"),
  ];
}

function guestEndpoints(type: GuestType): AnyEndpoint[] {
  return [...guestReadEndpoints(type), ...guestPowerEndpoints(type), ...guestSnapshotEndpoints(type)];
}
