import * as z from "zod";
import { accessClasses } from "../access.ts";
import { auditOutcomes, confirmationWays, transports } from "./entry.ts";

/**
 * One line of the audit log, as it is read back.
 *
 * A call that may act has two: `intent`, on disk before anything leaves the process, and `outcome`, which repeats it and
 * adds what came of it. A refused call has one, `refused`. `prev` and `hash` chain the lines.
 */
export const auditLine = z.object({
  /** Number of the line in its chain, from 1. */
  seq: z.number().int().positive(),
  /** ISO 8601, UTC. */
  time: z.iso.datetime(),
  kind: z.enum(["intent", "outcome", "refused"]),
  /** Joins the lines of one call. */
  call: z.string(),
  /** Milliseconds from intent to outcome. */
  duration: z.number().optional(),
  outcome: z.enum(auditOutcomes).optional(),
  reason: z.string().optional(),
  upid: z.string().optional(),
  wire: z.enum(["api", "ssh"]).optional(),
  /** Process that wrote the line; several may share a log. */
  pid: z.number().int(),
  tool: z.string(),
  alias: z.string().optional(),
  access: z.enum(accessClasses),
  cluster: z.string(),
  target: z.string().optional(),
  vmid: z.number().int().optional(),
  node: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()),
  transport: z.enum(transports),
  client: z.string().optional(),
  caller: z.string().optional(),
  confirmation: z.enum(confirmationWays).optional(),
  /** Why the chain's end had to be found anew before this line was written. */
  recovered: z.string().optional(),
  /** SHA-256 of the line before, 64 zeros at the start. */
  prev: z.string(),
  /** SHA-256 of this line's text up to the hash itself. */
  hash: z.string(),
});

/** One line of the audit log, as it is read back. */
export type AuditLine = z.infer<typeof auditLine>;
