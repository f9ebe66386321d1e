import * as z from "zod";
import { firstSentence } from "./prose.ts";

const permissionsSchema = z.object({
  user: z.string().optional(),
  check: z.array(z.unknown()).optional(),
  description: z.string().optional(),
});

const privileges = z.array(z.string());

/**
 * Words who may call an endpoint, from the nested arrays of Proxmox's schema: `VM.Audit on /vms/{vmid}`.
 *
 * Without any rule only root@pam may.
 */
export function permissionText(value: unknown): string {
  const permissions = permissionsSchema.safeParse(value).data;
  if (permissions?.check !== undefined) return checkText(permissions.check);
  if (permissions?.user === "world") return "none, not even a login";
  if (permissions?.user === "all") return "any login";
  const said = firstSentence(permissions?.description ?? "");
  return said === "" ? "root@pam only" : said;
}

function checkText(check: readonly unknown[]): string {
  const [kind, ...rest] = check;
  switch (kind) {
    case "and":
    case "or":
      return rest.map((part) => nestedText(part, kind)).join(` ${kind} `);
    case "perm":
      return privilegeText(rest);
    case "perm-modify":
      return `Permissions.Modify, or the privileges that are granted, on ${String(rest[0])}`;
    case "userid-param":
      return rest[0] === "self" ? "one's own user" : `${String(rest[0])} on the user's realm`;
    case "userid-group":
      return `${(privileges.safeParse(rest[0]).data ?? []).join("|")} on one of the user's groups`;
    default:
      return JSON.stringify(check);
  }
}

function nestedText(part: unknown, within: "and" | "or"): string {
  if (!Array.isArray(part)) return String(part);
  const text = checkText(part);
  return (part[0] === "and" || part[0] === "or") && part[0] !== within ? `(${text})` : text;
}

function privilegeText([path, needed, ...options]: readonly unknown[]): string {
  const any = options.includes("any");
  const demand = options[options.indexOf("require_param") + 1];
  const when = options.includes("require_param") ? ` when ${String(demand)} is given` : "";
  return `${(privileges.safeParse(needed).data ?? []).join(any ? "|" : "+")} on ${String(path)}${when}`;
}
