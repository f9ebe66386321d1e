import { formatBytes } from "../../text/bytes.ts";
import { ExplainedError } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { nearest } from "../../text/nearest.ts";
import { guestConfig } from "../../proxmox/guest_config.ts";
import { systemDisk } from "../../proxmox/guest_options/disk.ts";
import { type Download, readDownload } from "../../proxmox/provision/download.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { ArgumentsError } from "../arguments.ts";
import { guestName } from "../target.ts";

/** Nothing to deploy a VM from. */
export class DeploySourceError extends ExplainedError {
  override readonly name = "DeploySourceError";
}

/** What a VM is deployed from: a template, a disk image on a storage, or one that a node fetches first. */
export type DeploySource =
  | { readonly kind: "template"; readonly template: Guest }
  | { readonly kind: "image"; readonly volume: string }
  | { readonly kind: "download"; readonly download: Download };

/**
 * Finds what a VM is to be deployed from.
 *
 * @throws {DeploySourceError} naming the templates there are.
 */
export async function deploySource(
  proxmox: Proxmox,
  given: {
    readonly template?: string | undefined;
    readonly image?: string | undefined;
    readonly checksum?: string | undefined;
    /** GiB that the disk is to have. */
    readonly disk?: number | undefined;
  },
): Promise<DeploySource> {
  const { template, image, checksum } = given;
  if (template !== undefined && image === undefined) {
    const found = await templateOf(proxmox, template);
    if (given.disk !== undefined) await requireSmaller(proxmox, found, given.disk);
    return { kind: "template", template: found };
  }
  if (image === undefined || template !== undefined) {
    throw new ArgumentsError(
      "Give either template (a template VM's vmid or name) or image (a volume id or a URL of a cloud image).",
    );
  }
  if (/^https?:/.test(image)) {
    return { kind: "download", download: readDownload({ url: image, checksum, kind: "import" }) };
  }
  if (/^[a-zA-Z][\w.-]*:import\/[^\s,]+$/.test(image)) return { kind: "image", volume: image };
  throw new DeploySourceError(`${JSON.stringify(inline(image, 200))} is no disk image.`, {
    remedy:
      "Give a URL, or the volume id of a disk image such as local:import/debian-13.qcow2; proxmox_template_list " +
      "kind=import lists them.",
  });
}

async function templateOf(proxmox: Proxmox, wanted: string): Promise<Guest> {
  const { guests } = await proxmox.resources({ fresh: true });
  const machines = guests.filter(({ type }) => type === "qemu");
  const templates = machines.filter(({ template }) => template);
  const lower = wanted.toLowerCase();
  const exact = machines.filter(({ vmid, name }) => String(vmid) === wanted || name?.toLowerCase() === lower);
  const like = templates.filter(({ name }) => name?.toLowerCase().includes(lower) === true);
  const [found, ...others] = exact.length > 0 ? exact : like;
  if (found === undefined) {
    const near = nearest(wanted, templates.flatMap(({ name }) => name ?? []));
    throw new DeploySourceError(`No VM template is called ${JSON.stringify(inline(wanted, 60))}.`, {
      remedy: templates.length === 0
        ? "There is none; image= deploys from a cloud image, proxmox_guest_to_template makes a template of a VM."
        : `${near === undefined ? "" : `Did you mean ${inline(near, 60)}? `}There are: ${listed(templates)}.`,
    });
  }
  if (others.length > 0) {
    throw new DeploySourceError(
      `${JSON.stringify(inline(wanted, 60))} can mean several: ${listed([found, ...others])}.`,
      {
        remedy: "Give the vmid of the one that is meant.",
      },
    );
  }
  if (found.template) return presentable(found);
  throw new DeploySourceError(`${guestName(presentable(found))} is no template.`, {
    remedy: "proxmox_guest_clone copies any VM; proxmox_guest_to_template makes a template of it.",
  });
}

function presentable(guest: Guest): Guest {
  return guest.name === undefined ? guest : { ...guest, name: inline(guest.name, 64) };
}

function listed(guests: readonly Guest[]): string {
  return guests.slice(0, 30).map((guest) => guestName(presentable(guest))).join(", ");
}

/** Refuses a disk smaller than the template's before anything is made. @throws {DeploySourceError} */
async function requireSmaller({ connection }: Proxmox, template: Guest, gib: number): Promise<void> {
  const { options } = await guestConfig(connection, template);
  const size = systemDisk("qemu", options)?.size;
  if (size === undefined || size <= gib * 2 ** 30) return;
  throw new DeploySourceError(
    `The disk of ${guestName(template)} has ${
      formatBytes(size)
    }, and disks cannot be made smaller than that.`,
    { remedy: "Leave disk out, or give more." },
  );
}
