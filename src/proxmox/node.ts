import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { numeric, text } from "./values.ts";

const space = z.object({ total: numeric, used: numeric, free: numeric, avail: numeric, available: numeric })
  .optional();

const statusAnswer = z.object({
  uptime: numeric,
  cpu: numeric,
  wait: numeric,
  loadavg: z.array(z.coerce.string()).optional(),
  kversion: text,
  "current-kernel": z.looseObject({ release: text }).optional(),
  cpuinfo: z.object({ model: text, cpus: numeric, cores: numeric, sockets: numeric }).optional(),
  memory: space,
  swap: space,
  rootfs: space,
  pveversion: text,
});

/** A node's own account of itself; sizes in bytes, `cpu` and `wait` as shares of one. */
export type NodeStatus = z.infer<typeof statusAnswer>;

/** Reads a node's state. Source: `GET /nodes/{node}/status`, needs Sys.Audit on the node. */
export function nodeStatus(connection: Connection, node: string): Promise<NodeStatus> {
  return connection.get(path`/nodes/${node}/status`, statusAnswer);
}
