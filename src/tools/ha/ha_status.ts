import { inline } from "../../text/foreign.ts";
import { list } from "../../text/list.ts";
import { table } from "../../text/table.ts";
import { type HaResource, haResources } from "../../proxmox/ha.ts";
import { type HaRow, haStatus } from "../../proxmox/quorum.ts";
import { defineTool } from "../tool.ts";
import { demandOf, type Placements, placements } from "./placements.ts";

interface ResourceLine extends HaResource {
  readonly guest: string;
  readonly live: HaRow | undefined;
}

/** `proxmox_ha_status`: sources `GET /cluster/ha/status/current`, `/resources` and `/rules` or `/groups`. */
export const haStatusTool = defineTool({
  name: "proxmox_ha_status",
  title: "High availability",
  toolset: "ha",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "The manager, guests under HA with wanted and actual state, and rules.",
  input: {},
  async run(_, { proxmox }) {
    const { connection } = proxmox;
    const [status, resources, placed, { guests }] = await Promise.all([
      haStatus(connection),
      haResources(connection),
      placements(proxmox),
      proxmox.resources(),
    ]);
    const names = new Map(guests.map((guest) => [String(guest.vmid), guest.name ?? ""]));
    const lines = resources.map((resource): ResourceLine => ({
      ...resource,
      guest: names.get(resource.sid.replace(/^\w+:/, "")) ?? "",
      live: status.find((row) => row.sid === resource.sid),
    }));
    return { status, lines, placed };
  },
  answer({ status, lines, placed }, _, { characters }) {
    const manager = status.filter((row) => row.type !== "service" && row.type !== "lrm")
      .map((row) => `${row.type}: ${inline(row.status ?? "", 120)}`);
    const nodes = status.filter((row) => row.type === "lrm").map((row) => inline(row.status ?? "", 120));
    const body = lines.length === 0
      ? "No guest is under HA. proxmox_ha_resource_set puts one there."
      : list(lines, { columns, limit: 500, characters, narrow: "the rest is in /cluster/ha/resources" });
    return {
      text: [
        ...manager,
        ...(nodes.length === 0 ? [] : [`nodes: ${nodes.join("; ")}`]),
        body,
        ...rulesOf(placed),
      ].join("\n"),
    };
  },
});

const columns = [
  { heading: "resource", cell: (line: ResourceLine) => line.sid },
  { heading: "name", cell: (line: ResourceLine) => inline(line.guest, 40) },
  { heading: "node", cell: (line: ResourceLine) => line.live?.node },
  { heading: "wanted", cell: (line: ResourceLine) => line.state },
  { heading: "is", cell: (line: ResourceLine) => line.live?.state ?? "unknown" },
  { heading: "restarts", cell: (line: ResourceLine) => line.max_restart, right: true },
  { heading: "relocates", cell: (line: ResourceLine) => line.max_relocate, right: true },
  { heading: "group", cell: (line: ResourceLine) => line.group },
  { heading: "comment", cell: (line: ResourceLine) => inline(line.comment ?? "", 50) },
];

function rulesOf({ noun, all }: Placements): string[] {
  if (all.length === 0) return [`No ${noun}s.`];
  return [
    "",
    table(all, [
      { heading: noun, cell: (placement) => placement.name },
      { heading: "guests", cell: (placement) => placement.resources.join(" ") },
      { heading: "run", cell: demandOf },
      { heading: "comment", cell: (placement) => inline(placement.comment ?? "", 60) },
    ]),
  ];
}
