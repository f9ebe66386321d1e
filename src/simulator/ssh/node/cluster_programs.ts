import type { Program } from "../../linux/kernel/machine.ts";
import { print } from "../../linux/programs/output.ts";
import { api, type CliCommand, cliProgram } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";
import { recordOf, rowsOf } from "../command/show_guest.ts";
import { ROOT, type Site } from "../site.ts";

const NO_CLUSTER =
  "Error: Corosync config '/etc/pve/corosync.conf' does not exist - is this node part of a cluster?";

/** Programs that tell of the cluster and of the installed release. */
export function clusterPrograms(site: Site, node: string): Readonly<Record<string, Program>> {
  const context = { site, node };
  return {
    "ha-manager": cliProgram("ha-manager", { status: haStatus }, context),
    pvecm: cliProgram("pvecm", { nodes: pvecmNodes, status: pvecmStatus }, context),
    pveversion: pveversion(site),
  };
}

function pveversion(site: Site): Program {
  return async (process) => {
    const { data } = await site.call({ method: "GET", path: "/version", identity: ROOT });
    const { version, repoid } = recordOf(data);
    const { kernel } = process.machine.facts();
    return await print(process, `pve-manager/${version}/${repoid} (running kernel: ${kernel})\n`);
  };
}

const haStatus: CliCommand = {
  usage: "[OPTIONS]",
  options: { verbose: "boolean" },
  run: async (call) => {
    const rows = rowsOf(await api(call, "GET", "/cluster/ha/status/current"));
    return await print(
      call.process,
      rows.map(({ type, id, status }) =>
        type === "quorum"
          ? `quorum ${status}\n`
          : `${type} ${String(id).replace(/^service:/, "")} ${status}\n`
      ).join(""),
    );
  },
};

const pvecmNodes: CliCommand = {
  usage: "[OPTIONS]",
  run: async ({ site, node, process }) => {
    requireCluster(site);
    const rows = site.cluster.nodes().filter(({ name }) => site.faults.isOnline(name)).map((
      { nodeid, name },
    ) => `${String(nodeid).padStart(10)}          1 ${name}${name === node ? " (local)" : ""}\n`);
    return await print(
      process,
      `\nMembership information\n----------------------\n    Nodeid      Votes Name\n${rows.join("")}`,
    );
  },
};

const pvecmStatus: CliCommand = {
  usage: "",
  run: async ({ site, node, process }) => {
    requireCluster(site);
    const { cluster, faults } = site;
    const all = cluster.nodes();
    const online = all.filter(({ name }) => faults.isOnline(name));
    const quorum = Math.floor(all.length / 2) + 1;
    const own = cluster.node(node)?.nodeid ?? 1;
    const hex = (id: number): string => `0x${String(id).padStart(8, "0")}`;
    const rows = online.map(({ nodeid, ip, name }) =>
      `${hex(nodeid)}          1 ${ip}${name === node ? " (local)" : ""}\n`
    );
    await print(
      process,
      `Cluster information\n-------------------\nName:             ${cluster.state.name}\nConfig Version:   ${all.length}\n` +
        `Transport:        knet\nSecure auth:      on\n\nQuorum information\n------------------\n` +
        `Date:             ${
          new Date().toUTCString()
        }\nQuorum provider:  corosync_votequorum\nNodes:            ${online.length}\n` +
        `Node ID:          ${hex(own)}\nRing ID:          1.e\nQuorate:          ${
          faults.isQuorate ? "Yes" : "No"
        }\n\n` +
        `Votequorum information\n----------------------\nExpected votes:   ${all.length}\nHighest expected: ${all.length}\n` +
        `Total votes:      ${online.length}\nQuorum:           ${quorum} ${
          faults.isQuorate ? " \nFlags:            Quorate " : "Activity blocked\nFlags:            "
        }\n\n` +
        `Membership information\n----------------------\n    Nodeid      Votes Name\n${rows.join("")}`,
    );
    return faults.isQuorate ? 0 : 2;
  },
};

function requireCluster({ cluster }: Site): void {
  if (cluster.state.name === undefined) throw new CommandFailure(NO_CLUSTER, 2);
}
