import type { AnyEndpoint } from "../api/endpoint.ts";
import type { GuestType } from "../cluster/guest.ts";
import { aclEndpoints } from "./access/acl.ts";
import { groupEndpoints } from "./access/group.ts";
import { permissionsEndpoints } from "./access/permissions.ts";
import { roleEndpoints } from "./access/role.ts";
import { tfaEndpoints } from "./access/tfa.ts";
import { ticketEndpoints } from "./access/ticket.ts";
import { tokenEndpoints } from "./access/token.ts";
import { userEndpoints } from "./access/user.ts";
import { backupJobEndpoints } from "./cluster/backup_jobs.ts";
import { clusterBulkEndpoints } from "./cluster/bulk.ts";
import { clusterConfigEndpoints } from "./cluster/config.ts";
import { haResourceEndpoints } from "./cluster/ha.ts";
import { haRuleEndpoints } from "./cluster/ha_rules.ts";
import { haStatusEndpoints } from "./cluster/ha_status.ts";
import { logEndpoints } from "./cluster/log.ts";
import { nextidEndpoints } from "./cluster/nextid.ts";
import { optionsEndpoints } from "./cluster/options.ts";
import { replicationEndpoints } from "./cluster/replication.ts";
import { resourcesEndpoints } from "./cluster/resources.ts";
import { statusEndpoints } from "./cluster/status.ts";
import { clusterTasksEndpoints } from "./cluster/tasks.ts";
import { directoryEndpoints } from "./directory.ts";
import { firewallEndpoints } from "./firewall/catalog.ts";
import { guestCloneEndpoints } from "./guest/clone.ts";
import { guestConfigEndpoints, qemuConfigEndpoints } from "./guest/config.ts";
import { guestDestroyEndpoints } from "./guest/destroy.ts";
import { guestMigrateEndpoints } from "./guest/migrate.ts";
import { guestPowerEndpoints } from "./guest/power.ts";
import { guestReadEndpoints } from "./guest/read.ts";
import { guestSnapshotEndpoints } from "./guest/snapshot.ts";
import { guestTemplateEndpoints } from "./guest/template.ts";
import { lxcCreateEndpoints } from "./lxc/create.ts";
import { lxcOwnEndpoints } from "./lxc/own.ts";
import { lxcVolumeEndpoints } from "./lxc/volume.ts";
import { bulkEndpoints } from "./node/bulk.ts";
import { diskEndpoints } from "./node/disks.ts";
import { nodeLogEndpoints } from "./node/logs.ts";
import { networkEndpoints } from "./node/network.ts";
import { packageEndpoints } from "./node/packages.ts";
import { serviceEndpoints } from "./node/services.ts";
import { nodeSettingsEndpoints } from "./node/settings.ts";
import { nodeStatusEndpoints } from "./node/status.ts";
import { nodeTasksEndpoints } from "./node/tasks.ts";
import { vzdumpEndpoints } from "./node/vzdump.ts";
import { poolEndpoints } from "./pools.ts";
import { qemuAgentEndpoints } from "./qemu/agent.ts";
import { qemuAgentExecEndpoints } from "./qemu/agent_exec.ts";
import { cloudInitEndpoints } from "./qemu/cloudinit.ts";
import { consoleEndpoints } from "./qemu/console.ts";
import { qemuCreateEndpoints } from "./qemu/create.ts";
import { qemuDiskEndpoints } from "./qemu/disk.ts";
import { suspendEndpoints } from "./qemu/suspend.ts";
import { rrddataEndpoints } from "./rrddata.ts";
import { sdnApplyEndpoints } from "./sdn/apply.ts";
import { subnetEndpoints } from "./sdn/subnets.ts";
import { vnetEndpoints } from "./sdn/vnets.ts";
import { zoneEndpoints } from "./sdn/zones.ts";
import { storageContentEndpoints } from "./storage/content.ts";
import { storageDefinitionEndpoints } from "./storage/definition.ts";
import { storageDownloadEndpoints } from "./storage/download.ts";
import { storageListEndpoints } from "./storage/list.ts";
import { storagePruneEndpoints } from "./storage/prune.ts";
import { storageVolumeEndpoints } from "./storage/volume.ts";
import { versionEndpoints } from "./version.ts";

/** Every endpoint of the simulator. */
export function allEndpoints(): AnyEndpoint[] {
  return [
    ...directoryEndpoints,
    ...versionEndpoints,
    ...accessEndpoints(),
    ...clusterEndpoints(),
    ...nodeEndpoints(),
    ...storageEndpoints(),
    ...poolEndpoints,
    ...rrddataEndpoints,
    ...firewallEndpoints,
    ...guestEndpoints("qemu"),
    ...suspendEndpoints,
    ...qemuConfigEndpoints,
    ...qemuCreateEndpoints,
    ...qemuDiskEndpoints,
    ...qemuAgentEndpoints,
    ...qemuAgentExecEndpoints,
    ...cloudInitEndpoints,
    ...consoleEndpoints,
    ...guestEndpoints("lxc"),
    ...lxcCreateEndpoints,
    ...lxcVolumeEndpoints,
    ...lxcOwnEndpoints,
  ];
}

function accessEndpoints(): AnyEndpoint[] {
  return [
    ...ticketEndpoints,
    ...userEndpoints,
    ...tokenEndpoints,
    ...tfaEndpoints,
    ...groupEndpoints,
    ...roleEndpoints,
    ...aclEndpoints,
    ...permissionsEndpoints,
  ];
}

function clusterEndpoints(): AnyEndpoint[] {
  return [
    ...statusEndpoints,
    ...resourcesEndpoints,
    ...nextidEndpoints,
    ...clusterTasksEndpoints,
    ...logEndpoints,
    ...optionsEndpoints,
    ...clusterConfigEndpoints,
    ...clusterBulkEndpoints,
    ...haResourceEndpoints,
    ...haRuleEndpoints,
    ...haStatusEndpoints,
    ...backupJobEndpoints,
    ...replicationEndpoints,
    ...zoneEndpoints,
    ...vnetEndpoints,
    ...subnetEndpoints,
    ...sdnApplyEndpoints,
  ];
}

function nodeEndpoints(): AnyEndpoint[] {
  return [
    ...nodeStatusEndpoints,
    ...nodeTasksEndpoints,
    ...nodeSettingsEndpoints,
    ...networkEndpoints,
    ...serviceEndpoints,
    ...nodeLogEndpoints,
    ...packageEndpoints,
    ...diskEndpoints,
    ...bulkEndpoints,
    ...vzdumpEndpoints,
  ];
}

function storageEndpoints(): AnyEndpoint[] {
  return [
    ...storageDefinitionEndpoints,
    ...storageListEndpoints,
    ...storageContentEndpoints,
    ...storageVolumeEndpoints,
    ...storageDownloadEndpoints,
    ...storagePruneEndpoints,
  ];
}

function guestEndpoints(type: GuestType): AnyEndpoint[] {
  return [
    ...guestReadEndpoints(type),
    ...guestPowerEndpoints(type),
    ...guestConfigEndpoints(type),
    ...guestSnapshotEndpoints(type),
    ...guestCloneEndpoints(type),
    ...guestTemplateEndpoints(type),
    ...guestMigrateEndpoints(type),
    ...guestDestroyEndpoints(type),
  ];
}
