/**
 * Access classes, from harmless to far-reaching (design of the product, README "Safety"):
 * `read` looks only; `write` changes what can be undone; `destroy` loses data or state; `exec` runs a command or moves a
 * file inside a guest; `host` does so on a Proxmox node itself.
 */
export const accessClasses = ["read", "write", "destroy", "exec", "host"] as const;

/** What a tool or a request does to the cluster. */
export type AccessClass = (typeof accessClasses)[number];
