import type { AccessClass } from "../access.ts";

/** How a call was confirmed: by whom, or why by nobody. */
export const confirmationWays = ["elicitation", "token", "off", "not needed"] as const;

/** How clients reach the server. */
export const transports = ["stdio", "http", "a2a", "cli"] as const;

/** What came of a call: `running` when its task outlasts it, `unknown` when the answer to a change was lost. */
export const auditOutcomes = ["ok", "failed", "running", "cancelled", "unknown", "refused"] as const;

/** What the audit log says of a call before it acts. */
export interface AuditCall {
  readonly tool: string;
  /** The name by which it was called, where that is an alias of the tool's. */
  readonly alias?: string | undefined;
  readonly access: AccessClass;
  readonly cluster: string;
  /** What is acted on, for a person to read: `vm 100 (web) on pve1`. */
  readonly target?: string | undefined;
  readonly vmid?: number | undefined;
  readonly node?: string | undefined;
  /** As they were given; the log masks secrets and cuts long values. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How the client reached this server. */
  readonly transport: (typeof transports)[number];
  /** Name and version that the client gives itself. */
  readonly client?: string | undefined;
  /** Who calls over HTTP. */
  readonly caller?: string | undefined;
  readonly confirmation?: (typeof confirmationWays)[number] | undefined;
}

/** What the audit log says of a call when it has ended. */
export interface AuditResult {
  readonly outcome: (typeof auditOutcomes)[number];
  /** The error's sentence, or why the call was refused. */
  readonly reason?: string | undefined;
  /** Task that the call started. */
  readonly upid?: string | undefined;
  /** Which wire carried the change. */
  readonly wire?: "api" | "ssh" | undefined;
}
