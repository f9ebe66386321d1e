import { version } from "../../version.ts";
import { durationBounds, type Meter } from "../meter.ts";
import type { Runtime } from "../runtime.ts";

/** What metrics tell of the HTTP side. */
export interface HttpFigures {
  /** Requests being served. */
  readonly running: number;
  readonly connections: number;
}

/** One value and the labels it is told apart by. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** The media type of {@linkcode metricsText}. */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/** What the process counts, in Prometheus' text format 0.0.4. */
export function metricsText(runtime: Runtime, http: HttpFigures): string {
  const { meter } = runtime;
  const clusters = runtime.openClusters;
  const sum = (value: (cluster: typeof clusters[number]) => number): number =>
    clusters.reduce((total, cluster) => total + value(cluster), 0);
  const usage = Deno.memoryUsage();
  return [
    family("proxmox_mcp_info", "gauge", "The version that runs.", [[{ version }, 1]]),
    family("proxmox_mcp_calls_total", "counter", "Calls of tools by outcome.", callSamples(meter)),
    durations(meter),
    family(
      "proxmox_mcp_proxmox_errors_total",
      "counter",
      "Calls that failed because of Proxmox or the way to it.",
      [...meter.errors].map(([kind, count]) => [{ kind }, count]),
    ),
    gauge("proxmox_mcp_tasks_followed", "Proxmox tasks being followed.", sum(({ waits }) => waits.now)),
    family("proxmox_mcp_tasks_followed_total", "counter", "Proxmox tasks followed since the start.", [
      [{}, sum(({ waits }) => waits.total)],
    ]),
    gauge(
      "proxmox_mcp_ssh_connections",
      "SSH connections that stand.",
      sum(({ sshConnections }) => sshConnections),
    ),
    gauge("proxmox_mcp_http_requests", "HTTP requests being served.", http.running),
    gauge("proxmox_mcp_http_connections", "HTTP connections that are open.", http.connections),
    gauge("process_resident_memory_bytes", "Memory of the process.", usage.rss),
  ].join("");
}

function callSamples(meter: Meter): Sample[] {
  return [...meter.calls].flatMap(([tool, outcomes]) =>
    [...outcomes].map(([outcome, count]): Sample => [{ tool, outcome }, count])
  );
}

function durations(meter: Meter): string {
  const name = "proxmox_mcp_call_duration_seconds";
  const lines = [...meter.durations].flatMap(([tool, { buckets, count, sum }]) => {
    let below = 0;
    const steps = durationBounds.map((bound, index): string => {
      below += buckets[index] ?? 0;
      return line(`${name}_bucket`, { tool, le: String(bound) }, below);
    });
    return [
      ...steps,
      line(`${name}_bucket`, { tool, le: "+Inf" }, count),
      line(`${name}_sum`, { tool }, sum),
      line(`${name}_count`, { tool }, count),
    ];
  });
  return head(name, "histogram", "Seconds that calls of tools took.") + lines.join("");
}

function gauge(name: string, help: string, value: number): string {
  return family(name, "gauge", help, [[{}, value]]);
}

function family(
  name: string,
  type: "gauge" | "counter",
  help: string,
  samples: readonly Sample[],
): string {
  return head(name, type, help) + samples.map(([labels, value]) => line(name, labels, value)).join("");
}

function head(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const written = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`).join(",");
  return `${name}${written === "" ? "" : `{${written}}`} ${value}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
