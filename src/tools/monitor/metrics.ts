import * as z from "zod";
import { formatBytes, formatPercent } from "../../text/bytes.ts";
import { formatTime } from "../../text/duration.ts";
import { ExplainedError } from "../../text/explained.ts";
import { sparkline, summarize } from "../../text/figures.ts";
import { plotPng } from "../../text/plot.ts";
import { table } from "../../text/table.ts";
import { path } from "../../wire/path.ts";
import { guestPath } from "../../proxmox/guest_status.ts";
import { type Recording, recording, timeframes } from "../../proxmox/rrd.ts";
import { node, storage, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { knownNode } from "../node_reference.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName } from "../target.ts";
import { defineTool, type ToolContext } from "../tool.ts";

/** Neither or more than one of guest, node and storage was named. */
export class MetricsSubjectError extends ExplainedError {
  override readonly name = "MetricsSubjectError";
}

/** How a figure is shown; `total` is the figure that it is a share of. */
interface Figure {
  readonly name: string;
  readonly unit: "share" | "bytes" | "bytes/s" | "number" | "percent";
  readonly total?: string;
}

/** The figures worth a line, in this order; what a subject does not record is left out. */
const figures: readonly Figure[] = [
  { name: "cpu", unit: "share" },
  { name: "iowait", unit: "share" },
  { name: "loadavg", unit: "number" },
  { name: "mem", unit: "bytes", total: "maxmem" },
  { name: "memused", unit: "bytes", total: "memtotal" },
  { name: "swapused", unit: "bytes", total: "swaptotal" },
  { name: "disk", unit: "bytes", total: "maxdisk" },
  { name: "rootused", unit: "bytes", total: "roottotal" },
  { name: "used", unit: "bytes", total: "total" },
  { name: "netin", unit: "bytes/s" },
  { name: "netout", unit: "bytes/s" },
  { name: "diskread", unit: "bytes/s" },
  { name: "diskwrite", unit: "bytes/s" },
  { name: "pressurecpusome", unit: "percent" },
  { name: "pressureiosome", unit: "percent" },
  { name: "pressurememorysome", unit: "percent" },
];

/** `proxmox_metrics`: source `rrddata` of a guest, a node or a storage. */
export const metrics = defineTool({
  name: "proxmox_metrics",
  title: "Recorded metrics",
  toolset: "monitor",
  access: "read",
  privileges: ["VM.Audit", "Sys.Audit", "Datastore.Audit"],
  description:
    "CPU, memory, disk and network over time of one guest, node or storage. plot= names a metric to draw.",
  input: {
    vmid: vmid.optional(),
    node: node.optional(),
    storage: storage.optional(),
    timeframe: z.enum(timeframes).default("hour"),
    plot: z.string().max(40).optional(),
  },
  async run({ vmid, node, storage, timeframe, plot }, context) {
    const subject = await subjectOf(context, { vmid, node, storage });
    const recorded = await recording(context.proxmox.connection, subject.path, timeframe);
    return {
      subject: subject.name,
      recorded,
      picture: plot === undefined ? undefined : await draw(recorded, plot),
    };
  },
  answer({ subject, recorded, picture }, { timeframe, plot }) {
    const rows = figures.flatMap((figure) => {
      const row = rowOf(recorded, figure);
      return row === undefined ? [] : [row];
    });
    const [first, last] = [recorded.times[0], recorded.times.at(-1)];
    if (rows.length === 0) {
      return {
        text:
          `Nothing is recorded of ${subject} for the last ${timeframe}; it may be new, or its node does not report.`,
      };
    }
    const body = table(rows, [
      { heading: "metric", cell: (row) => row.name },
      { heading: "min", cell: (row) => row.min, right: true },
      { heading: "mean", cell: (row) => row.mean, right: true },
      { heading: "p95", cell: (row) => row.p95, right: true },
      { heading: "max", cell: (row) => row.max, right: true },
      { heading: "last", cell: (row) => row.last, right: true },
      { heading: "of", cell: (row) => row.total, right: true },
      { heading: "over time", cell: (row) => row.spark },
    ]);
    const drawn = picture === undefined ? "" : `\nThe picture shows ${plot} from 0 to ${picture.top}.`;
    return {
      text: `${subject}, ${recorded.times.length} points from ${formatTime(first)} to ${
        formatTime(last)
      } UTC\n${body}${drawn}`,
      ...(picture === undefined ? {} : { pictures: [{ mimeType: "image/png", data: picture.data }] }),
    };
  },
});

async function subjectOf(
  context: ToolContext,
  named: {
    readonly vmid?: number | undefined;
    readonly node?: string | undefined;
    readonly storage?: string | undefined;
  },
): Promise<{ readonly name: string; readonly path: string }> {
  if (named.vmid !== undefined && named.storage === undefined) {
    const guest = await guestOf(context, { vmid: named.vmid, node: named.node });
    return { name: guestName(guest), path: guestPath(guest) };
  }
  if (named.storage !== undefined && named.vmid === undefined) {
    const row = await storageAt(context.proxmox, named.storage, named.node);
    return {
      name: `storage ${row.storage} on ${row.node}`,
      path: path`/nodes/${row.node}/storage/${row.storage}`,
    };
  }
  if (named.node !== undefined && named.vmid === undefined) {
    const row = await knownNode(context.proxmox, named.node);
    return { name: `node ${row.node}`, path: path`/nodes/${row.node}` };
  }
  throw new MetricsSubjectError("Metrics are of one guest, node or storage.", {
    remedy: "Give vmid=, or storage=, or node= alone.",
  });
}

function rowOf(recorded: Recording, figure: Figure) {
  const values = valuesOf(recorded, figure.name);
  const summary = summarize(values);
  // Nothing happened: Proxmox records the disk of a VM as 0, and swap of hosts that do not swap.
  if (summary === undefined || (summary.max === 0 && figure.name !== "cpu")) return undefined;
  const write = (value: number) => writeFigure(value, figure.unit);
  const total = figure.total === undefined ? undefined : summarize(valuesOf(recorded, figure.total))?.last;
  return {
    name: figure.name,
    min: write(summary.min),
    mean: write(summary.mean),
    p95: write(summary.p95),
    max: write(summary.max),
    last: write(summary.last),
    total: total === undefined ? "" : write(total),
    spark: sparkline(values),
  };
}

function valuesOf(recorded: Recording, name: string): readonly (number | undefined)[] {
  return recorded.series.find((series) => series.name === name)?.values ?? [];
}

function writeFigure(value: number, unit: Figure["unit"]): string {
  switch (unit) {
    case "share":
      return formatPercent(value);
    case "percent":
      return formatPercent(value / 100);
    case "bytes":
      return formatBytes(value);
    case "bytes/s":
      return `${formatBytes(value)}/s`;
    case "number":
      return value.toFixed(2);
  }
}

async function draw(
  recorded: Recording,
  name: string,
): Promise<{ readonly data: string; readonly top: string }> {
  const figure = figures.find((known) => known.name === name);
  const summary = summarize(valuesOf(recorded, name));
  if (figure === undefined || summary === undefined) {
    const there = figures.filter((known) => summarize(valuesOf(recorded, known.name)) !== undefined).map((
      known,
    ) => known.name);
    throw new MetricsSubjectError(`There is no metric ${JSON.stringify(name.slice(0, 40))} of this.`, {
      remedy: `plot= takes one of: ${there.join(", ")}.`,
    });
  }
  const total = figure.total === undefined ? undefined : summarize(valuesOf(recorded, figure.total))?.last;
  const top = figure.unit === "share" ? Math.max(summary.max, 0.01) : total ?? summary.max;
  const png = await plotPng([{ values: valuesOf(recorded, name) }], top);
  return { data: png.toBase64(), top: writeFigure(top, figure.unit) };
}
