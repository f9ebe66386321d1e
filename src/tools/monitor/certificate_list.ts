import { formatTime } from "../../text/duration.ts";
import { inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import { type Certificate, certificates, servedFile } from "../../proxmox/certificates.ts";
import { node } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { perNode, unreadLine } from "./per_node.ts";

interface CertificateRow extends Certificate {
  readonly node: string;
  readonly served: boolean;
  /** Whole days until it expires, negative afterwards. */
  readonly days: number | undefined;
}

/** Days from which on an expiry is worth a warning. */
const soon = 30;

/** `proxmox_certificate_list`: source `GET /nodes/{node}/certificates/info`. */
export const certificateList = defineTool({
  name: "proxmox_certificate_list",
  title: "Certificates of nodes",
  toolset: "monitor",
  access: "read",
  privileges: [],
  description: "With days until they expire.",
  input: { node: node.optional() },
  run: ({ node }, { proxmox }) => perNode(proxmox, node, (name) => certificates(proxmox.connection, name)),
  answer({ answers, unread }, _, limits) {
    const rows = answers.flatMap(({ node, value }) => rowsOf(node, value, Date.now() / 1000));
    const note = unreadLine(unread);
    if (rows.length === 0) return { text: `No certificates are visible.${note}` };
    const late = rows.filter((row) => row.days !== undefined && row.days <= soon);
    const head = late.length === 0
      ? `${counted(rows.length, "certificate")}, none expires within ${soon} days`
      : `${late.length} of ${rows.length} certificates expire within ${soon} days or have expired`;
    const body = list(rows.sort((left, right) => (left.days ?? Infinity) - (right.days ?? Infinity)), {
      columns: [
        { heading: "node", cell: (row) => row.node },
        { heading: "file", cell: (row) => inline(row.filename ?? "", 40) },
        { heading: "served", cell: (row) => row.served ? "yes" : "" },
        { heading: "days left", cell: (row) => row.days, right: true },
        { heading: "expires (utc)", cell: (row) => formatTime(row.notafter) },
        { heading: "for", cell: (row) => commonName(row.subject) },
        { heading: "issued by", cell: (row) => commonName(row.issuer) },
      ],
      limit: 200,
      characters: limits.characters,
      narrow: "narrow with node=",
    });
    return { text: `${head}\n${body}${note}` };
  },
});

function rowsOf(node: string, all: readonly Certificate[], now: number): CertificateRow[] {
  const served = servedFile(all);
  return all.map((certificate) => ({
    ...certificate,
    node,
    served: certificate.filename === served,
    days: certificate.notafter === undefined ? undefined : Math.floor((certificate.notafter - now) / 86_400),
  }));
}

/** The common name of `/OU=PVE Cluster Node/O=Proxmox/CN=pve1.lan`, or the whole where it has none. */
function commonName(name: string | undefined): string {
  return inline(/(?:^|[/,]\s*)CN\s*=\s*([^/,]+)/.exec(name ?? "")?.[1] ?? name ?? "", 60);
}
