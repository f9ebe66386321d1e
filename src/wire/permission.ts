import type { ApiAuth } from "../config/settings.ts";
import { type ApiFailure, PermissionError } from "./errors.ts";
import { smallestRole } from "./roles.ts";

/** A missing privilege as Proxmox names it in `Permission check failed (<path>, <privileges>)`. */
export interface MissingPrivilege {
  /** ACL path; `/` where Proxmox leaves it empty. */
  readonly aclPath: string;
  readonly privileges: readonly string[];
  /** One of the privileges is enough (Proxmox joins them with `|`), or all are needed (joined with `,`). */
  readonly anyOf: boolean;
}

/** Whom a grant is for. */
export type Grantee =
  | { readonly kind: "token"; readonly id: string }
  | { readonly kind: "password"; readonly user: string };

const privilegeList = /^[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)+(?:[|,]\s*[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)+)*$/;

/** Reads path and privileges out of Proxmox's words, or undefined where they name none (`user != root@pam`, free text). */
export function missingPrivilege(reason: string): MissingPrivilege | undefined {
  const found = /^Permission check failed \(([^,]*), (.+)\)$/.exec(reason);
  const [, aclPath, listed] = found ?? [];
  if (aclPath === undefined || listed === undefined || !privilegeList.test(listed)) return undefined;
  return {
    aclPath: aclPath === "" ? "/" : aclPath,
    privileges: listed.split(/[|,]\s*/),
    anyOf: listed.includes("|"),
  };
}

/**
 * The `pveum` lines that give a login what it lacks: the smallest built-in role that fits on the path, or a role of its
 * own where none does.
 */
export function grantLines(missing: MissingPrivilege, auth: Grantee | undefined): readonly string[] {
  const { aclPath, privileges, anyOf } = missing;
  const role = smallestRole(privileges, anyOf);
  const lines: string[] = [];
  const own = ownRole(privileges, anyOf);
  if (role === undefined) lines.push(`pveum role add ${own.name} --privs "${own.privileges.join(" ")}"`);
  const holder = auth === undefined
    ? "--users 'USER@REALM'"
    : auth.kind === "token"
    ? `--tokens '${auth.id}'`
    : `--users '${auth.user}'`;
  lines.push(`pveum acl modify ${aclPath} ${holder} --roles ${role ?? own.name}`);
  return lines;
}

// A role on a path replaces the roles inherited from above it (pve-facts 5.1), so a role of its own keeps the right to look.
function ownRole(privileges: readonly string[], anyOf: boolean) {
  const needed = anyOf ? privileges.slice(0, 1) : privileges;
  const families = new Set(needed.map((privilege) => privilege.split(".")[0] ?? ""));
  const audits = ["Sys", "VM", "Datastore", "SDN", "Mapping", "Pool"]
    .filter((family) => families.has(family)).map((family) => `${family}.Audit`);
  return {
    name: `MCP-${(needed[0] ?? "").replaceAll(".", "-")}`,
    privileges: [...new Set([...audits, ...needed])],
  };
}

/** Makes the error for a 403: the privilege and path that are missing, and the line that grants it to this login. */
export function permissionError(failure: ApiFailure, auth: ApiAuth | undefined): PermissionError {
  const who = auth === undefined
    ? "The login"
    : auth.kind === "token"
    ? `The API token ${auth.id}`
    : `The user ${auth.user}`;
  const asked = `${failure.method} ${failure.path}`;
  const missing = missingPrivilege(failure.reason);
  if (missing === undefined) {
    const words = failure.reason === "" ? "" : ` ${failure.reason}`;
    return new PermissionError(`${who} may not ${asked}: Proxmox answered 403${words}.`, {
      ...failure,
      remedy: wordlessRemedy(failure, auth),
    });
  }
  const { aclPath, privileges, anyOf } = missing;
  const names = privileges.join(anyOf ? " or " : " and ");
  return new PermissionError(
    `${who} lacks ${names} on ${aclPath} for ${asked} (Proxmox answered 403 ${failure.reason}).`,
    {
      ...failure,
      ...missing,
      remedy: `On a node, as root: ${grantLines(missing, auth).join(" && ")}\n${grantNote(auth)}`,
    },
  );
}

function grantNote(auth: ApiAuth | undefined): string {
  const replaces = "A role on a path replaces the roles inherited from the paths above it.";
  if (auth?.kind !== "token") return replaces;
  const user = auth.id.split("!")[0] ?? auth.id;
  return `A token with privilege separation needs the role on the user and on the token: the same line with ` +
    `--users '${user}' where the user lacks it too. ${replaces}`;
}

/** What Proxmox wants where several ways would do and it names none of them, by method and path. */
const unnamedNeeds: readonly (readonly [RegExp, string])[] = [
  [
    /^POST \/nodes\/[^/]+\/(?:qemu|lxc)$/,
    "A new guest needs VM.Allocate on /vms/<its vmid> or on /pool/<its pool>.",
  ],
  [
    /^[A-Z]+ \/access\/users\/[^/]+\/token\//,
    "Another user's token needs User.Modify on /access/groups/<a group of the user>.",
  ],
];

function wordlessRemedy({ method, path, reason }: ApiFailure, auth: ApiAuth | undefined): string {
  if (/not available with API token/.test(reason)) {
    return "Proxmox keeps this from API tokens; log in with PROXMOX_USER and PROXMOX_PASSWORD for it.";
  }
  if (/root@pam/.test(reason)) {
    return auth?.kind === "token"
      ? "Only root@pam itself may do this, logged in with its password; no API token can, not even one of root@pam."
      : "Only root@pam itself may do this, logged in with its password.";
  }
  const need = unnamedNeeds.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
  return `${need ?? "Proxmox does not say which privilege is missing."} ` +
    "GET /access/permissions shows what this login may do. " +
    "A token with privilege separation needs the role on the user and on the token.";
}
