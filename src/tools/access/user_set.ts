import * as z from "zod";
import { changeUser, createUser, putUserGroup, userGroups } from "../../proxmox/users.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { AccessError } from "./access_error.ts";
import { findGroup, findUser, groupOptions, userOptions } from "./described.ts";
import { accessName, expiry, expiryTime, userId } from "./fields.ts";
import { changeText, settingLoss } from "./setting.ts";

const profile = {
  groups: z.array(accessName).max(100).optional().describe("all of them"),
  enable: z.boolean().optional(),
  expires: expiry.optional().describe("30d, 2027-01-31, never"),
  email: z.string().max(254).optional(),
  comment: z.string().max(2048).optional(),
};

const fullName = {
  firstname: z.string().max(1024).optional(),
  lastname: z.string().max(1024).optional(),
};

/** `proxmox_user_set`: sources `POST /access/users` and `PUT /access/users/{userid}`. */
export const userSet = defineTool({
  name: "proxmox_user_set",
  title: "Make or change a user",
  toolset: "access",
  access: "destroy",
  privileges: ["User.Modify", "Realm.AllocateUser", "Sys.Audit"],
  description: "Sets no password; pveum passwd does.",
  input: { user: userId, ...profile },
  hidden: fullName,
  target: ({ user }) => Promise.resolve({ kind: "cluster", what: `user ${user}` }),
  async loss({ user, ...wanted }, context) {
    const before = await findUser(context.proxmox.connection, user);
    return settingLoss({
      what: "user",
      name: user,
      path: `/access/users/${user}`,
      before: before === undefined ? undefined : userOptions(before),
      wanted,
    });
  },
  async run({ user, expires, ...rest }, context) {
    const { connection } = context.proxmox;
    await requireGroups(context, rest.groups ?? []);
    const before = await findUser(connection, user);
    const options = {
      ...rest,
      groups: rest.groups?.join(","),
      expire: expires === undefined ? undefined : expiryTime(expires),
    };
    if (before === undefined) await createUser(connection, user, options);
    else await changeUser(connection, user, options);
    return { before, after: await findUser(connection, user) };
  },
  answer: ({ before, after }, { user }) =>
    changeText(
      `The user ${user}`,
      before === undefined ? undefined : userOptions(before),
      userOptions(
        after ?? { userid: user, enable: true, groups: [], tokens: [] },
      ),
    ),
});

/** Proxmox leaves unknown groups out without a word. */
async function requireGroups({ proxmox }: ToolContext, wanted: readonly string[]): Promise<void> {
  if (wanted.length === 0) return;
  const known = (await userGroups(proxmox.connection)).map(({ groupid }) => groupid);
  const unknown = wanted.filter((group) => !known.includes(group));
  if (unknown.length === 0) return;
  throw new AccessError(`There is no group ${unknown.join(", ")}.`, {
    remedy: known.length === 0 ? "proxmox_group_set makes one." : `The groups are: ${known.join(", ")}.`,
  });
}

/** `proxmox_group_set`: sources `POST /access/groups` and `PUT /access/groups/{groupid}`. */
export const groupSet = defineTool({
  name: "proxmox_group_set",
  title: "Make or describe a group",
  toolset: "access",
  access: "destroy",
  privileges: ["Group.Allocate", "Sys.Audit"],
  description: "Users are put in by proxmox_user_set.",
  input: { group: accessName, comment: z.string().max(1000).optional() },
  target: ({ group }) => Promise.resolve({ kind: "cluster", what: `group ${group}` }),
  async loss({ group, ...wanted }, context) {
    const before = await findGroup(context.proxmox.connection, group);
    return settingLoss({
      what: "group",
      name: group,
      path: `/access/groups/${group}`,
      before: before === undefined ? undefined : groupOptions(before),
      wanted,
    });
  },
  async run({ group, comment }, context) {
    const { connection } = context.proxmox;
    const before = await findGroup(connection, group);
    await putUserGroup(connection, { groupid: group, comment, exists: before !== undefined });
    return { before, after: await findGroup(connection, group) };
  },
  answer: ({ before, after }, { group, comment }) =>
    changeText(
      `The group ${group}`,
      before === undefined ? undefined : groupOptions(before),
      groupOptions(after ?? { groupid: group, comment, users: [] }),
    ),
});
