import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import type { GuestConfig } from "../guest_config.ts";

/** A change of options that the guest's configuration does not allow for. */
export class OptionChangeError extends ExplainedError {
  override readonly name = "OptionChangeError";
}

/** What becomes of a guest's options. */
export interface ConfigChange {
  /** Options with their new values, in Proxmox's own form. */
  readonly set: Readonly<Record<string, string | number | boolean>>;
  /** Options to unset; a disk among them is detached, and an unused one deleted. */
  readonly remove: readonly string[];
}

/** New values by option; undefined leaves one as it is. */
export type Wishes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes the change of a configuration out of wishes, without what is so already.
 *
 * @throws {OptionChangeError} for an option to remove that is not set, or that is set at the same time.
 */
export function changeOf(
  { options }: GuestConfig,
  wishes: Wishes,
  remove: readonly string[] = [],
): ConfigChange {
  for (const option of remove) requireRemovable(options, wishes, option);
  const set: Record<string, string | number | boolean> = {};
  for (const [option, value] of Object.entries(wishes)) {
    if (value !== undefined && !isSame(options.get(option), value)) set[option] = value;
  }
  return { set, remove };
}

/** Whether nothing is left to change. */
export function isEmpty({ set, remove }: ConfigChange): boolean {
  return remove.length === 0 && Object.keys(set).length === 0;
}

function requireRemovable(options: ReadonlyMap<string, string>, wishes: Wishes, option: string): void {
  if (wishes[option] !== undefined) {
    throw new OptionChangeError(`${option} is to be set and removed at the same time.`, {
      remedy: "Ask for one of both.",
    });
  }
  if (option === "lock") {
    throw new OptionChangeError("A lock is not taken off here: it guards a task at work on the guest.", {
      remedy:
        "If no task runs any more, an administrator frees the guest on its node with qm unlock or pct unlock.",
    });
  }
  if (option === "protection") {
    throw new OptionChangeError("Protection is not taken off here: it keeps the guest from being deleted.", {
      remedy: "The owner takes it off in Proxmox (Options, Protection).",
    });
  }
  if (options.has(option)) return;
  const near = nearest(option, options.keys());
  throw new OptionChangeError(
    `The option ${JSON.stringify(option.slice(0, 40))} is not set, so it cannot be removed.`,
    {
      remedy: near === undefined ? `Set are: ${[...options.keys()].join(", ")}.` : `Did you mean ${near}?`,
    },
  );
}

/** Proxmox ends notes with a line end, and keeps booleans as 1 and 0. */
function isSame(current: string | undefined, value: string | number | boolean): boolean {
  const text = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  return current?.trimEnd() === text.trimEnd();
}
