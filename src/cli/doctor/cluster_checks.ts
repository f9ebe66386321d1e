import * as z from "zod";
import { hasQuorum } from "../../proxmox/quorum.ts";
import { releaseOf } from "../../proxmox/release.ts";
import { counted } from "../../text/list.ts";
import { PermissionError } from "../../wire/errors.ts";
import { path } from "../../wire/path.ts";
import { type Check, failure, ok, type Patient, skipped, warning } from "./check.ts";

/** Seconds by which two clocks may differ unnoticed. */
const toleratedSkew = 60;

/** What the cluster says of itself: version, nodes, clock, quorum. */
export const clusterChecks: readonly Check<Patient>[] = [
  {
    name: "version",
    async look({ proxmox }) {
      const { text } = await releaseOf(proxmox);
      if (Number.parseInt(text, 10) >= 8) return ok(`Proxmox VE ${text}`);
      return warning(
        `Proxmox VE ${text}, and this program knows 8 and 9`,
        "Expect some tools to fail until the nodes are upgraded.",
      );
    },
  },
  {
    name: "nodes",
    async look({ proxmox }) {
      const { nodes } = await proxmox.resources();
      if (nodes.length === 0) return skipped("none is to be seen (Sys.Audit on /nodes)");
      const away = nodes.filter((row) => row.status !== "online").map((row) => row.node);
      if (away.length === 0) {
        return ok(nodes.length === 1 ? "it is online" : `all ${nodes.length} are online`);
      }
      return warning(
        `${away.join(", ")} of ${counted(nodes.length, "node")} ${
          away.length === 1 ? "is" : "are"
        } not online`,
        "Its guests and local storages are out of reach: look at its power, network, and `systemctl status pve-cluster`.",
      );
    },
  },
  {
    name: "clock",
    async look({ proxmox }) {
      const { nodes } = await proxmox.resources();
      const online = nodes.find((row) => row.status === "online");
      if (online === undefined) return skipped("no node is to be seen");
      const asked = Date.now();
      try {
        const answer = await proxmox.connection.get(
          path`/nodes/${online.node}/time`,
          z.object({ time: z.coerce.number() }),
        );
        // The node read its clock somewhere between question and answer.
        const skew = Math.round(answer.time - (asked + Date.now()) / 2000);
        if (Math.abs(skew) <= toleratedSkew) return ok(`${online.node} is within a minute of this machine`);
        return warning(
          `${online.node} is ${Math.abs(skew)} s ${skew > 0 ? "ahead of" : "behind"} this machine`,
          "Set both clocks by NTP (`chronyc tracking` on the node): logins and certificates go by the time.",
        );
      } catch (error) {
        if (error instanceof PermissionError) {
          return skipped("the login may not read it (Sys.Audit on the node)");
        }
        throw error;
      }
    },
  },
  {
    name: "quorum",
    async look({ proxmox }) {
      const quorate = await hasQuorum(proxmox.connection);
      if (quorate === undefined) return skipped("the login may not know (Sys.Audit on /)");
      return quorate ? ok("there is one") : failure(
        "there is none, so nothing can be changed",
        "Bring enough nodes back: `pvecm status` on a node, or proxmox_cluster_status, says which are missing.",
      );
    },
  },
];
