import { inline } from "../../text/foreign.ts";
import { ExplainedError } from "../../text/explained.ts";
import { WireError } from "../../wire/errors.ts";
import { type Appliance, appliances, matchingTemplates } from "../../proxmox/provision/appliances.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { type Volume, volumes } from "../../proxmox/storage.ts";

/** No container template has the name. */
export class UnknownTemplateError extends ExplainedError {
  override readonly name = "UnknownTemplateError";
}

/** A template on a storage of the node, or one that has to be downloaded first. */
export type TemplateChoice = { readonly volume: string } | { readonly appliance: string };

/** File name of a template's volume id: `local:vztmpl/debian-13-...` without what is before it. */
export function templateName(volid: string): string {
  return volid.slice(volid.indexOf("/") + 1);
}

/** The templates on a node's storages. */
export async function localTemplates(proxmox: Proxmox, node: string): Promise<readonly Volume[]> {
  const { storages } = await proxmox.resources();
  const rows = storages.filter((row) =>
    row.node === node && row.status === "available" && row.content.includes("vztmpl")
  );
  const found = await Promise.all(
    rows.map((row) => volumes(proxmox.connection, node, row.storage, { content: "vztmpl" })),
  );
  return found.flat();
}

/** What a node can download; nothing where it does not tell. */
export async function availableTemplates(proxmox: Proxmox, node: string): Promise<readonly Appliance[]> {
  try {
    return await appliances(proxmox.connection, node);
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}

/**
 * Finds the template that a volume id or a loose name ("debian 12") means, the newest where several do.
 *
 * One that is on the node already is taken before a newer build of the same system is downloaded.
 *
 * @throws {UnknownTemplateError} naming what there is.
 */
export async function chooseTemplate(
  proxmox: Proxmox,
  node: string,
  wanted: string,
): Promise<TemplateChoice> {
  if (/^[\w.-]+:vztmpl\//.test(wanted)) return { volume: wanted };
  const [local, offered] = await Promise.all([
    localTemplates(proxmox, node),
    availableTemplates(proxmox, node),
  ]);
  const here = new Map(local.map(({ volid }) => [templateName(volid), volid]));
  const names = [...new Set([...here.keys(), ...offered.map(({ template }) => template)])];
  const [best, ...others] = matchingTemplates(wanted, names);
  if (best === undefined) throw unknown(wanted, node, names);
  const build = [best, ...others].find((name) => systemOf(name) === systemOf(best) && here.has(name));
  const volume = build === undefined ? undefined : here.get(build);
  return volume === undefined ? { appliance: best } : { volume };
}

/** What a file name says before its version and architecture: `debian-13-standard`. */
function systemOf(name: string): string {
  return name.split("_")[0] ?? name;
}

function unknown(wanted: string, node: string, names: readonly string[]): UnknownTemplateError {
  const systems = [...new Set(names.map(systemOf))].sort();
  return new UnknownTemplateError(`No container template is called ${JSON.stringify(inline(wanted, 60))}.`, {
    remedy: systems.length === 0
      ? `${node} has none and knows none to download: \`pveam update\` on it gets the list.`
      : `There are: ${systems.slice(0, 40).join(", ")}. proxmox_template_download gets others by URL.`,
  });
}
