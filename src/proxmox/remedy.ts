import { conditionRemedy } from "../wire/condition_remedies.ts";

/** A failure that Proxmox words in a known way, and what helps. */
interface KnownFailure {
  readonly words: RegExp;
  readonly remedy: (match: RegExpExecArray) => string;
}

const causes: readonly KnownFailure[] = [
  {
    words: /no space left on device|not enough free space|out of space/i,
    remedy: () => "The storage is full. proxmox_storage_list shows the free space of each.",
  },
  {
    words: /volume '([^']+)' does not exist/,
    remedy: ([, volume = ""]) =>
      `The configuration names the volume ${volume}, which is gone. See the guest's configuration and proxmox_storage_content; ` +
      "detach it or put it back.",
  },
  {
    words: /storage '([^']+)' (?:does not exist|is not (?:online|available|activated))/,
    remedy: ([, storage = ""]) =>
      `proxmox_storage_list shows which nodes have the storage ${storage} and whether it is active.`,
  },
  {
    words: /can't start a (?:vm|CT) if it's a template/i,
    remedy: () => "A template cannot run; clone it and start the clone.",
  },
  {
    words: /VM quit\/powerdown failed - got timeout|container did not stop/,
    remedy: () =>
      "The guest did not go down in time. Give it longer with timeout=, or use the stop tool, which cuts its power.",
  },
  {
    words: /snapshot feature is not available/,
    remedy: () =>
      "One of the guest's volumes lies on a storage that cannot make snapshots, such as raw files in a directory or LVM. " +
      "Move it to another storage, or make a backup instead.",
  },
  {
    words: /snapshot name '([^']+)' already used/,
    remedy: () => "Choose another name; proxmox_snapshot_list shows those in use.",
  },
  {
    words: /snapshot '([^']+)' does not exist/,
    remedy: () => "proxmox_snapshot_list shows the snapshots there are.",
  },
  {
    words: /is not most recent snapshot/,
    remedy: () =>
      "This storage can only go back to the newest snapshot; delete the newer ones first, or clone from a backup.",
  },
  {
    words: /unexpected status|interrupted by signal|received interrupt/,
    remedy: () =>
      "The task was stopped or its node restarted; look at the state of the guest before going on.",
  },
];

/** What many causes end in; the log names the cause. */
const outcomes: readonly KnownFailure[] = [
  {
    words: /migration aborted|migration problems/,
    remedy: () => "The line with ERROR in the log names the cause.",
  },
  {
    words: /QEMU exited with code|start failed/,
    remedy: () => "The log's lines before the last say what QEMU did not like.",
  },
];

/**
 * Says what helps against a failure, by Proxmox's own words in its exit status, message or log; empty when nothing is known.
 *
 * The first words count before the later ones, but what a cause ended in only where none of them names a cause.
 */
export function remedyFor(...words: readonly string[]): string {
  for (const text of words) {
    const remedy = conditionRemedy(text) || remedyAmong(causes, text);
    if (remedy !== "") return remedy;
  }
  return words.map((text) => remedyAmong(outcomes, text)).find((remedy) => remedy !== "") ?? "";
}

function remedyAmong(failures: readonly KnownFailure[], text: string): string {
  for (const { words, remedy } of failures) {
    const match = words.exec(text);
    if (match !== null) return remedy(match);
  }
  return "";
}
