import * as z from "zod";
import { formatBytes } from "../../text/bytes.ts";
import { inline } from "../../text/foreign.ts";
import { list } from "../../text/list.ts";
import { matchingTemplates } from "../../proxmox/provision/appliances.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { volumes } from "../../proxmox/storage.ts";
import { limit, node } from "../fields.ts";
import { nodeOrDefault } from "../node_reference.ts";
import { defineTool } from "../tool.ts";
import { fileKind } from "./fields.ts";
import { availableTemplates, templateName } from "./template_choice.ts";

interface Row {
  /** Volume id, or the name to download it by. */
  readonly name: string;
  readonly kind: string;
  readonly state: "here" | "to download";
  /** Bytes. */
  readonly size: number | undefined;
  readonly what: string;
}

/** `proxmox_template_list`: sources `GET .../storage/{storage}/content` and `GET /nodes/{node}/aplinfo`. */
export const templateList = defineTool({
  name: "proxmox_template_list",
  title: "List templates and images",
  toolset: "provision",
  access: "read",
  privileges: ["Datastore.Audit"],
  description: "Container templates, ISO and disk images, and templates to download.",
  input: { name: z.string().max(100).optional(), kind: fileKind.optional(), node: node.optional() },
  hidden: { limit: limit.default(60) },
  async run({ name, kind, node }, { proxmox }) {
    const place = (await nodeOrDefault(proxmox, node)).node;
    const [files, offers] = await Promise.all([
      filesOn(proxmox, place, kind),
      kind === undefined || kind === "vztmpl" ? availableTemplates(proxmox, place) : [],
    ]);
    const present = new Set(files.map((file) => templateName(file.name)));
    const rows: Row[] = [
      ...files,
      ...offers.filter(({ template }) => !present.has(template)).map((offer) => ({
        ...{ name: offer.template, kind: "vztmpl", state: "to download" as const, size: undefined },
        what: offer.headline ?? "",
      })),
    ];
    return { place, rows: name === undefined ? rows : matching(name, rows) };
  },
  answer({ place, rows }, { name, kind, limit }, limits) {
    if (rows.length === 0) {
      return {
        text: name !== undefined || kind !== undefined
          ? `Nothing like that on ${place}. Drop name= or kind=, or fetch one with proxmox_template_download.`
          : `${place} has no templates or images, and knows none to download: \`pveam update\` on it gets the list.`,
      };
    }
    const columns = [
      { heading: "name", cell: (row: Row) => inline(row.name, 140) },
      { heading: "kind", cell: (row: Row) => row.kind },
      { heading: "state", cell: (row: Row) => row.state },
      { heading: "size", cell: (row: Row) => formatBytes(row.size), right: true },
      { heading: "what", cell: (row: Row) => inline(row.what, 60) },
    ];
    const here = rows.filter(({ state }) => state === "here").length;
    const heading = `On ${place}: ${here} here, ${rows.length - here} to download`;
    const body = list(rows, {
      columns,
      limit,
      characters: limits.characters,
      narrow: "narrow with name=, kind=",
    });
    return { text: `${heading}\n${body}` };
  },
});

async function filesOn(
  proxmox: Proxmox,
  node: string,
  kind: z.infer<typeof fileKind> | undefined,
): Promise<readonly Row[]> {
  const kinds = kind === undefined ? fileKind.options : [kind];
  const { storages } = await proxmox.resources();
  const rows = storages.filter((row) => row.node === node && row.status === "available");
  const found = await Promise.all(
    rows.flatMap((row) =>
      kinds.filter((content) => row.content.includes(content)).map((content) =>
        volumes(proxmox.connection, node, row.storage, { content })
      )
    ),
  );
  return found.flat().map(({ volid, content = "", size }) => ({
    ...{ name: volid, kind: content, state: "here", size, what: "" },
  }));
}

/** By the words of a loose name, and by any part of a file's name. */
function matching(name: string, rows: readonly Row[]): readonly Row[] {
  const loose = new Set(matchingTemplates(name, rows.map((row) => row.name)));
  return rows.filter((row) => loose.has(row.name) || row.name.toLowerCase().includes(name.toLowerCase()));
}
