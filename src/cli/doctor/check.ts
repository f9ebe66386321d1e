import type { ClusterSettings, Settings } from "../../config/settings.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";

/** How a check went: well, worth a look, wrong, or not to be made here. */
export type Verdict = "ok" | "warning" | "failure" | "skipped";

/** What a check found. */
export interface Finding {
  readonly verdict: Verdict;
  /** One line: what was found. */
  readonly text: string;
  /** The line or lines that mend it; empty where nothing is wrong. */
  readonly remedy?: string;
}

/** What a check works with. */
export interface Patient {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  /** The cluster, for reading alone. */
  readonly proxmox: Proxmox;
}

/** One thing that doctor looks at. */
export interface Check {
  /** Two or three words. */
  readonly name: string;
  /** When this failed, what comes after it can find nothing and is left out. */
  readonly isEssential?: boolean;
  readonly look: (patient: Patient) => Promise<Finding>;
}

/** A finding without anything to mend. */
export function ok(text: string): Finding {
  return { verdict: "ok", text };
}

/** A check that makes no sense here. */
export function skipped(text: string): Finding {
  return { verdict: "skipped", text };
}
