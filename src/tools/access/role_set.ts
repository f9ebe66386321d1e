import * as z from "zod";
import { stateText } from "../../text/changes.ts";
import { counted } from "../../text/list.ts";
import { changeGrant, type Grant, grants } from "../../proxmox/acl.ts";
import { putRole } from "../../proxmox/roles.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { AccessError } from "./access_error.ts";
import { findRole, grantsOf, grantText, roleOptions } from "./described.ts";
import { accessName, aclPath, privilege, tokenId, userId } from "./fields.ts";
import { changeText, settingLoss } from "./setting.ts";

/** `proxmox_role_set`: sources `POST /access/roles` and `PUT /access/roles/{roleid}`. */
export const roleSet = defineTool({
  name: "proxmox_role_set",
  title: "Make or change a role",
  toolset: "access",
  access: "destroy",
  privileges: ["Sys.Modify"],
  description: "Its privileges as a whole, or add= and remove= some.",
  input: {
    role: accessName,
    privileges: z.array(privilege).max(100).optional(),
    add: z.array(privilege).max(100).optional(),
    remove: z.array(privilege).max(100).optional(),
  },
  target: ({ role }) => Promise.resolve({ kind: "cluster", what: `role ${role}` }),
  async loss(wanted, context) {
    const { connection } = context.proxmox;
    const { before, privileges } = await wantedRole(context, wanted);
    const granted = await grantsOf(connection, ({ roleid }) => roleid === wanted.role);
    return settingLoss({
      what: "role",
      name: wanted.role,
      path: `/access/roles/${wanted.role}`,
      before: before === undefined ? undefined : roleOptions(before),
      wanted: { privileges },
      dependsOn: granted,
      details: [
        `granted ${counted(granted.length, "time")} as far as this login may see`,
        ...granted.slice(0, 20),
      ],
    });
  },
  async run(wanted, context) {
    const { connection } = context.proxmox;
    const { before, privileges } = await wantedRole(context, wanted);
    await putRole(connection, { roleid: wanted.role, privileges, exists: before !== undefined });
    return { before, after: await findRole(connection, wanted.role) };
  },
  answer: ({ before, after }, { role }) =>
    changeText(
      `The role ${role}`,
      before === undefined ? undefined : roleOptions(before),
      after === undefined ? {} : roleOptions(after),
    ),
});

interface WantedRole {
  readonly role: string;
  readonly privileges?: readonly string[] | undefined;
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

async function wantedRole({ proxmox }: ToolContext, { role, privileges, add = [], remove = [] }: WantedRole) {
  const before = await findRole(proxmox.connection, role);
  if (before?.special === true) {
    throw new AccessError(`The role ${role} is built in and cannot be changed.`, {
      remedy: "Make a role of your own with its privileges.",
    });
  }
  const kept = new Set([...privileges ?? before?.privileges ?? [], ...add]);
  for (const name of remove) kept.delete(name);
  return { before, privileges: [...kept].sort() };
}

/** `proxmox_acl_set`: source `PUT /access/acl`. */
export const aclSet = defineTool({
  name: "proxmox_acl_set",
  title: "Grant or revoke a role",
  toolset: "access",
  access: "destroy",
  privileges: ["Permissions.Modify", "Sys.Audit"],
  description: "For a user, group or token; on a path it replaces inherited roles.",
  input: {
    path: aclPath,
    role: accessName,
    user: userId.optional(),
    group: accessName.optional(),
    token: tokenId.optional(),
    propagate: z.boolean().default(true).describe("below the path too"),
    revoke: z.boolean().optional(),
  },
  target: ({ path }) => Promise.resolve({ kind: "cluster", what: `grants on ${path}` }),
  async loss(wanted, context) {
    const { connection } = context.proxmox;
    const grant = grantOf(wanted);
    const role = await findRole(connection, grant.roleid);
    const others = await grantsOf(connection, ({ ugid, type }) => ugid === grant.ugid && type === grant.type);
    return {
      name: grant.ugid,
      summary: wanted.revoke === true ? `Taken away: ${grantText(grant)}.` : `Granted: ${grantText(grant)}.`,
      details: [
        `the role's privileges: ${role?.privileges.join(" ") ?? "this login may not see them"}`,
        others.length === 0
          ? `${grant.ugid} has no grants that this login may see`
          : `its grants now: ${others.slice(0, 20).join("; ")}`,
      ],
      identity: [{
        kind: "request",
        method: "PUT",
        path: `/access/acl ${grant.path}`,
        digest: stateText({ privileges: role?.privileges, others }),
      }],
    };
  },
  async run({ revoke, ...wanted }, context) {
    const { connection } = context.proxmox;
    const grant = grantOf(wanted);
    if (revoke === true && !(await grants(connection)).some((one) => isSame(one, grant))) {
      throw new AccessError(`There is no such grant: ${grantText(grant)}.`, {
        remedy: "proxmox_access_list what=acl shows those there are.",
      });
    }
    await changeGrant(connection, grant, revoke === true);
    return { grant, there: (await grants(connection)).some((one) => isSame(one, grant)) };
  },
  answer: ({ grant, there }) => ({
    text: `${there ? "Granted" : "Not granted any more"}: ${grantText(grant)}.${
      grant.type === "token"
        ? " A token with privilege separation can do what both its user and itself were granted."
        : ""
    }`,
  }),
});

interface WantedGrant {
  readonly path: string;
  readonly role: string;
  readonly user?: string | undefined;
  readonly group?: string | undefined;
  readonly token?: string | undefined;
  readonly propagate: boolean;
}

/** The grant that a call names. @throws {AccessError} when it is for nobody, or for more than one. */
function grantOf({ path, role, user, group, token, propagate }: WantedGrant): Grant {
  const named = ([["user", user], ["group", group], ["token", token]] as const)
    .flatMap(([type, ugid]) => ugid === undefined ? [] : [{ type, ugid }]);
  const [one, ...others] = named;
  if (one === undefined || others.length > 0) {
    throw new AccessError("A grant is for one user, group or token.", {
      remedy: "Give one of user=, group= and token=.",
    });
  }
  return { path, roleid: role, propagate, ...one };
}

/** Whether two grants are the same, whatever reaches below their path. */
function isSame(left: Grant, right: Grant): boolean {
  return left.path === right.path && left.roleid === right.roleid && left.type === right.type &&
    left.ugid === right.ugid;
}
