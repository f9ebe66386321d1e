import * as z from "zod";
import { accessClasses } from "../access.ts";

/** How a call was confirmed: by whom, or why by nobody. */
export const confirmationWays = ["elicitation", "token", "off", "not needed"] as const;

/** What came of a call: `running` when its task outlasts it, `unknown` when the answer to a change was lost. */
export const auditOutcomes = ["ok", "failed", "running", "cancelled", "unknown", "refused"] as const;

/** What the audit log says of a call before it acts. */
export const auditCall = z.object({
  tool: z.string(),
  access: z.enum(accessClasses),
  cluster: z.string(),
  /** What is acted on, for a person to read: `vm 100 (web) on pve1`. */
  target: z.string().optional(),
  vmid: z.number().int().optional(),
  node: z.string().optional(),
  /** Arguments without secrets; long values are cut. */
  arguments: z.record(z.string(), z.unknown()),
  /** How the client reached this server. */
  transport: z.enum(["stdio", "http", "a2a", "cli"]),
  /** Name and version that the client gives itself. */
  client: z.string().optional(),
  /** Who calls over HTTP. */
  caller: z.string().optional(),
  confirmation: z.enum(confirmationWays).optional(),
});

/** What the audit log says of a call before it acts. */
export type AuditCall = z.infer<typeof auditCall>;

/** What the audit log says of a call when it has ended. */
export const auditResult = z.object({
  outcome: z.enum(auditOutcomes),
  /** The error's sentence, or why the call was refused. */
  reason: z.string().optional(),
  /** Task that the call started. */
  upid: z.string().optional(),
  /** Which wire carried the change. */
  wire: z.enum(["api", "ssh"]).optional(),
});

/** What the audit log says of a call when it has ended. */
export type AuditResult = z.infer<typeof auditResult>;

/**
 * One line of the audit log.
 *
 * A call that may act has two: `intent`, on disk before anything leaves the process, and `outcome`, which repeats it and
 * adds what came of it. A refused call has one, `refused`. `prev` and `hash` chain the lines.
 */
export const auditLine = auditCall.extend(auditResult.partial().shape).extend({
  /** Number of the line in its chain, from 1. */
  seq: z.number().int().positive(),
  /** ISO 8601, UTC. */
  time: z.iso.datetime(),
  kind: z.enum(["intent", "outcome", "refused"]),
  /** Joins the lines of one call. */
  call: z.string(),
  /** Process that wrote the line; several may share a log. */
  pid: z.number().int(),
  /** Milliseconds from intent to outcome. */
  duration: z.number().optional(),
  /** Why the chain's end had to be found anew before this line was written. */
  recovered: z.string().optional(),
  /** SHA-256 of the line before, 64 zeros at the start. */
  prev: z.string(),
  /** SHA-256 of this line's text up to the hash itself. */
  hash: z.string(),
});

/** One line of the audit log. */
export type AuditLine = z.infer<typeof auditLine>;
