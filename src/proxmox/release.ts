import * as z from "zod";
import { ExplainedError } from "../text/explained.ts";
import { inline } from "../text/foreign.ts";
import type { Inventory } from "./inventory.ts";
import type { Proxmox } from "./proxmox.ts";

/** What Proxmox VE can do from a certain release on, as far as this program works differently with and without it. */
export type Feature =
  /** `GET .../lxc/{vmid}/migrate` tells where a container can go. */
  | "container-migration-check"
  /** Storages take disk images of VMs as content `import`, by upload and download. */
  | "import-content"
  /** High availability has rules where it had groups, and `failback` belongs to the resource. */
  | "ha-rules"
  /** Pending changes of the software-defined network can be dropped. */
  | "sdn-rollback"
  /** What the guest agent does has privileges of its own (`VM.GuestAgent.*`) in place of the one `VM.Monitor`. */
  | "guest-agent-privileges"
  /** A token can get a new secret under its old name. */
  | "token-regenerate";

/** The first release with a feature, as major and minor number (pve-facts 6). */
const since: Readonly<Record<Feature, readonly [major: number, minor: number]>> = {
  "container-migration-check": [9, 0],
  "import-content": [8, 3],
  "ha-rules": [9, 0],
  "sdn-rollback": [9, 0],
  "guest-agent-privileges": [9, 0],
  "token-regenerate": [9, 2],
};

/** A release of Proxmox VE. */
export class Release {
  /** As the node says it: `9.2.11`. */
  readonly text: string;
  readonly #numbers: readonly [major: number, minor: number];

  constructor(text: string) {
    const [major = 0, minor = 0] = text.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
    this.text = text;
    this.#numbers = [major, minor];
  }

  /** Whether this release has a feature. */
  has(feature: Feature): boolean {
    const [major, minor] = this.#numbers;
    const [firstMajor, firstMinor] = since[feature];
    return major > firstMajor || (major === firstMajor && minor >= firstMinor);
  }
}

/** The cluster's release cannot do what a call asks for. */
export class ReleaseError extends ExplainedError {
  override readonly name = "ReleaseError";
}

/** Milliseconds for which a release is taken for granted; an upgrade is noticed afterwards. */
const keptFor = 600_000;

// By the inventory, since that is what lives as long as the cluster's connection does.
const known = new WeakMap<Inventory, { readonly release: Release; readonly until: number }>();

const versionAnswer = z.object({ version: z.string() });

/** The release of the cluster, as the entry node says; asked once in a while. Source: `GET /version`. */
export async function releaseOf(
  { connection, inventory }: Pick<Proxmox, "connection" | "inventory">,
): Promise<Release> {
  const kept = known.get(inventory);
  if (kept !== undefined && kept.until > performance.now()) return kept.release;
  const { version } = await connection.get("/version", versionAnswer);
  const release = new Release(version);
  known.set(inventory, { release, until: performance.now() + keptFor });
  return release;
}

/**
 * Refuses what the cluster's release cannot do.
 *
 * @param what the subject of the refusal: `strict=`.
 * @throws {ReleaseError} naming the release that it needs and, in `instead`, what there is otherwise.
 */
export async function requireFeature(
  proxmox: Proxmox,
  feature: Feature,
  what: string,
  instead = "",
): Promise<void> {
  const release = await releaseOf(proxmox);
  if (release.has(feature)) return;
  const [major, minor] = since[feature];
  throw new ReleaseError(
    `${what} needs Proxmox VE ${major}.${minor} or later; this cluster runs ${inline(release.text, 20)}.`,
    { remedy: instead },
  );
}
