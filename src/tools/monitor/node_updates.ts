import { inline } from "../../text/foreign.ts";
import { counted as count, list } from "../../text/list.ts";
import { type PackageUpdate, packageUpdates, refreshPackages } from "../../proxmox/packages.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, wait } from "../fields.ts";
import { knownNode } from "../node_reference.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import { perNode, unreadLine } from "./per_node.ts";

interface UpdateRow extends PackageUpdate {
  readonly nodes: readonly string[];
}

/** `proxmox_node_updates`: source `GET /nodes/{node}/apt/update`. */
export const nodeUpdates = defineTool({
  name: "proxmox_node_updates",
  title: "Package updates",
  toolset: "monitor",
  access: "read",
  privileges: ["Sys.Modify"],
  description: "Updates known since the last refresh; they are installed on the node itself.",
  input: { node: node.optional() },
  run: ({ node }, { proxmox }) => perNode(proxmox, node, (name) => packageUpdates(proxmox.connection, name)),
  answer({ answers, unread }, _, limits) {
    const counted = answers.map(({ node, value }) => `${node} ${value.length}`).join(", ");
    const rows = merged(answers.map(({ node, value }) => ({ node, updates: value })));
    const note = unreadLine(unread);
    if (rows.length === 0) {
      return {
        text:
          `No updates are known (${counted}). proxmox_node_updates_refresh fetches the lists anew.${note}`,
      };
    }
    const body = list(rows, {
      columns: [
        { heading: "package", cell: (row) => inline(row.Package, 60) },
        { heading: "installed", cell: (row) => inline(row.OldVersion ?? "", 40) },
        { heading: "new", cell: (row) => inline(row.Version ?? "", 40) },
        { heading: "from", cell: (row) => inline(row.Origin ?? "", 20) },
        { heading: "nodes", cell: (row) => row.nodes.join(" ") },
        { heading: "title", cell: (row) => inline(row.Title ?? "", 60) },
      ],
      limit: 300,
      characters: limits.characters,
      narrow: "narrow with node=",
    });
    return { text: `Updates by node: ${counted}\n${body}${note}` };
  },
});

/** One row for each step from a version to another, Proxmox's own packages first. */
function merged(
  answers: readonly { readonly node: string; readonly updates: readonly PackageUpdate[] }[],
): UpdateRow[] {
  const rows = new Map<string, UpdateRow>();
  for (const { node, updates } of answers) {
    for (const update of updates) {
      const key = `${update.Package} ${update.OldVersion} ${update.Version}`;
      rows.set(key, { ...update, nodes: [...rows.get(key)?.nodes ?? [], node] });
    }
  }
  const rank = ({ Origin }: UpdateRow) => Origin === "Proxmox" ? 0 : 1;
  return [...rows.values()].sort((left, right) =>
    rank(left) - rank(right) || left.Package.localeCompare(right.Package)
  );
}

/** `proxmox_node_updates_refresh`: source `POST /nodes/{node}/apt/update`, worker aptupdate. */
export const nodeUpdatesRefresh = defineTool({
  name: "proxmox_node_updates_refresh",
  title: "Refresh package lists",
  toolset: "monitor",
  access: "write",
  privileges: ["Sys.Modify"],
  description: "Fetch them anew (apt update); nothing is installed.",
  input: { node, wait },
  async target({ node }, { proxmox }) {
    return { kind: "node", node: (await knownNode(proxmox, node)).node };
  },
  async run({ node, wait }, { proxmox, progress }) {
    const { node: name } = await knownNode(proxmox, node);
    const { connection } = proxmox;
    const upid = await refreshPackages(connection, name);
    const report = await awaitTask(connection, upid, { wait, onProgress: progress });
    const known = report.state === "running" ? [] : await packageUpdates(connection, name);
    return { name, report, known: known.length };
  },
  answer: ({ name, report, known }) =>
    taskAnswer(report, {
      done: `The package lists of ${name} are fresh; available: ${count(known, "update")}`,
      doing: `Refreshing the package lists of ${name}`,
    }),
});
