import { Release } from "../../src/proxmox/release.ts";
import { privilegesIn } from "../../src/proxmox/rights.ts";
import { allTools } from "../../src/tools/catalog.ts";
import { Caller, callSettings, everyCall, prepare } from "../contract/calls/every_call.ts";
import { releases } from "../contract/release_schema.ts";
import { type Environment, startCluster, type TestCluster, tokenSettings } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import type { Arguments } from "../harness/tool_client.ts";

const privileges = new Map(allTools.map(({ name, privileges }) => [name, privileges]));

/** What one argument of a tool needs on top, so that the tool without it does not seem to need it. */
const onTop: Readonly<Record<string, readonly string[]>> = {
  "proxmox_vm_suspend to_disk": ["VM.Config.Disk"],
  "proxmox_guest_migrate storage": ["Datastore.AllocateSpace", "Datastore.Audit"],
  "proxmox_backup_create keep": ["Datastore.Allocate"],
  "proxmox_backup_job_run prune": ["Datastore.Allocate"],
  "proxmox_backup_restore start": ["VM.PowerMgmt"],
  "proxmox_access_check user": ["Sys.Audit"],
  "proxmox_api_call path": ["VM.Audit", "VM.Config.Options"],
};

/** A login of a cluster with one role on everything, whose privileges are changed from call to call. */
class ExactLogin {
  readonly settings: Environment;
  readonly #role = { privs: new Array<string>(), special: false };

  constructor({ simulator }: TestCluster) {
    const { state } = simulator.cluster;
    const secret = "5e1f0a11-0000-4000-8000-0000000000ee";
    state.roles["Exactly"] = this.#role;
    state.users["exact@pve"] = {
      ...{ userid: "exact@pve", enable: true, expire: 0, groups: [] },
      tokens: { login: { secret, privsep: false, expire: 0 } },
    };
    const grant = { path: "/", ugid: "exact@pve", roleid: "Exactly", propagate: true };
    state.acl.push({ ...grant, type: "user" });
    this.settings = tokenSettings({ tokenId: "exact@pve!login", secret });
  }

  /** Lets it have what a tool declares and what the arguments need on top. */
  allow(release: string, tool: string, args: Arguments): void {
    const needed = [
      ...privileges.get(tool) ?? [],
      ...Object.keys(args).flatMap((name) => onTop[`${tool} ${name}`] ?? []),
    ];
    this.#role.privs = [...privilegesIn(new Release(release), needed)];
  }
}

for (const release of releases) {
  for (const [group, calls] of Object.entries(everyCall)) {
    Deno.test(`each tool of ${group} works on ${release} for a login with the privileges that it declares`, async () => {
      await using cluster = await startCluster({ speed: 1000, version: release });
      const settings = { ...cluster.environment, ...callSettings, PROXMOX_FILES_ROOT: cluster.directory };
      const login = new ExactLogin(cluster);
      prepare(cluster);
      const caller = new Caller(cluster);
      for (const call of calls(release)) {
        login.allow(release, call.tool, call.args);
        // A server remembers what its login may see, so each call has one of its own.
        await using server = await serveInProcess({ ...settings, ...login.settings });
        await caller.make(call, server);
      }
    });
  }
}
