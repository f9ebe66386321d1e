/** Checks one value against a named format; answers with Proxmox's complaint or nothing. */
type FormatCheck = (value: string) => string | undefined;

/** A check by pattern. */
function matching(pattern: RegExp, complaint: string | ((value: string) => string)): FormatCheck {
  return (value) => {
    if (pattern.test(value)) return undefined;
    return typeof complaint === "string" ? complaint : complaint(value);
  };
}

const NODE_NAME = /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const IPV4 = /^(\d{1,3})(\.\d{1,3}){3}$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/;

const CHECKS: Readonly<Record<string, FormatCheck>> = {
  "pve-vmid": matching(/^[1-9][0-9]{2,8}$/, "value does not look like a valid VM ID"),
  "pve-node": matching(NODE_NAME, "value does not look like a valid node name"),
  "dns-name": matching(
    /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/,
    "value does not look like a valid DNS name",
  ),
  "pve-storage-id": matching(
    /^[a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]$/,
    (value) => `storage ID '${value}' contains illegal characters`,
  ),
  "pve-configid": matching(/^[A-Za-z][A-Za-z0-9_-]+$/, (value) => `invalid configuration ID '${value}'`),
  "pve-tag": matching(/^[a-zA-Z0-9_][a-zA-Z0-9_\-+.]*$/, "invalid characters in tag"),
  "pve-poolid": matching(
    /^[A-Za-z0-9.\-_]+(\/[A-Za-z0-9.\-_]+){0,2}$/,
    (value) => `value '${value}' does not look like a valid pool name`,
  ),
  "pve-userid": matching(
    /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/,
    (value) => `value '${value}' does not look like a valid user name`,
  ),
  "pve-groupid": matching(
    /^[A-Za-z0-9.\-_]+$/,
    (value) => `group name '${value}' contains invalid characters`,
  ),
  "pve-roleid": matching(/^[A-Za-z0-9.\-_]+$/, (value) => `role name '${value}' contains invalid characters`),
  "pve-storage-content": matching(
    /^(images|rootdir|vztmpl|iso|backup|snippets|none|import)$/,
    (value) => `invalid content type '${value}'`,
  ),
  "pve-ha-resource-or-vm-id": matching(/^((vm|ct):)?\d+$/, "value does not look like a valid ha resource id"),
  "pve-fw-addr-spec": matching(/^\S+$/, "invalid address specification"),
  "ip": matching(new RegExp(`${IPV4.source}|${IPV6.source}`), "value does not look like a valid IP address"),
  "ipv4": matching(IPV4, "value does not look like a valid IPv4 address"),
  "mac-addr": matching(
    /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/,
    "value does not look like a valid unicast MAC address",
  ),
  "email": matching(/^\S+@\S+$/, "value does not look like a valid email address"),
  "urlencoded": (value) =>
    /^[-%a-zA-Z0-9_.!~*'()]*$/.test(value) ? undefined : `invalid urlencoded string: ${value}`,
  "disk-size": matching(/^\d+(\.\d+)?[KMGT]?$/, "value does not look like a valid disk size"),
};

/** Whether a format names a list: its items are checked one by one. */
export function isListFormat(format: string): boolean {
  return format.endsWith("-list");
}

/** Splits a list the way Proxmox does: at commas, semicolons, white space and NUL. */
export function splitList(value: string): string[] {
  return value.split(/[\0,;\s]+/).filter((item) => item !== "");
}

/** Checks a value against a named format; a name this file does not know accepts everything. */
export function checkFormat(format: string, value: string): string | undefined {
  if (!isListFormat(format)) return CHECKS[format]?.(value);
  const check = CHECKS[format.slice(0, -"-list".length)];
  if (check === undefined) return undefined;
  for (const item of splitList(value)) {
    const complaint = check(item);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
