import type { ClusterSettings, Settings } from "../../config/settings.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";

/** How a check went: well, worth a look, wrong, or not to be made here. */
export type Verdict = "ok" | "warning" | "failure" | "skipped";

/** What a check found. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was found; the first line stands alone. */
  readonly text: string;
  /** The line or lines that mend it; absent where nothing is wrong. */
  readonly remedy?: string | undefined;
}

/** The cluster that is looked at, and the settings that lead to it. */
export interface Patient {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  /** The cluster by whichever wire the tools would take, for reading alone. */
  readonly proxmox: Proxmox;
}

/** One thing that doctor looks at; `Subject` is what it needs for that. */
export interface Check<Subject> {
  /** One to three words. */
  readonly name: string;
  /** When this failed, those after it in its row can find nothing and are left out. */
  readonly isEssential?: boolean;
  readonly look: (subject: Subject) => Promise<Finding>;
}

/** A finding without anything to mend. */
export function ok(text: string): Finding {
  return { verdict: "ok", text };
}

/** A check that makes no sense here. */
export function skipped(text: string): Finding {
  return { verdict: "skipped", text };
}

/** Something that works and deserves a look. */
export function warning(text: string, remedy: string): Finding {
  return { verdict: "warning", text, remedy };
}

/** Something that does not work. */
export function failure(text: string, remedy?: string): Finding {
  return { verdict: "failure", text, remedy };
}
