import type { AccessClass } from "../access.ts";

/**
 * Endpoints of Proxmox's REST tree that share a class and the reason for it.
 *
 * An endpoint is written `METHOD[|METHOD] path` with Proxmox's own placeholders (`{vmid}`); `{volume...}` at the end takes
 * the rest of the path. With `under`, the paths continue each of these prefixes.
 */
export interface EndpointGroup {
  readonly access: AccessClass;
  /** What the request does, as a phrase that follows "it": `removes a guest and its disks`. */
  readonly why: string;
  readonly under?: readonly string[];
  readonly endpoints: readonly string[];
}
