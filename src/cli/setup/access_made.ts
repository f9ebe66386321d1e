import * as z from "zod";
import { changeGrant, type Grant, grants } from "../../proxmox/acl.ts";
import type { Connection } from "../../proxmox/connection.ts";
import { deleteRole, putRole } from "../../proxmox/roles.ts";
import { createToken, deleteToken } from "../../proxmox/tokens.ts";
import { createUser, deleteUser, users } from "../../proxmox/users.ts";
import { explain, ExplainedError } from "../../text/explained.ts";
import { type AccessStep, madeBySetup } from "./access_plan.ts";

/** What setup made on a cluster, as it is remembered. Roles and users that were there before are not in it. */
export const madeAccess = z.object({
  roles: z.array(z.string()),
  users: z.array(z.string()),
  /** `user@realm!name`. */
  tokens: z.array(z.string()),
  /** Roles granted on `/` to users that were there before. */
  grants: z.array(z.object({ userid: z.string(), roleid: z.string() })),
});

/** {@linkcode madeAccess}. */
export type MadeAccess = z.infer<typeof madeAccess>;

/** What the steps make when all are done. */
export function madeBy(steps: readonly AccessStep[]): MadeAccess {
  const made: MadeAccess = { roles: [], users: [], tokens: [], grants: [] };
  for (const step of steps) {
    if (step.kind === "role" && step.isNew) made.roles.push(step.roleid);
    if (step.kind === "user") made.users.push(step.userid);
    if (step.kind === "token") made.tokens.push(`${step.userid}!${step.tokenid}`);
    if (step.kind === "grant" && step.type === "user" && !made.users.includes(step.ugid)) {
      made.grants.push({ userid: step.ugid, roleid: step.roleid });
    }
  }
  return made;
}

/**
 * Does the steps in their order and returns the secret of the new token.
 *
 * When one fails, what was made is taken away again before the error is thrown.
 *
 * @param cleaning the same login for taking away, which no interruption ends.
 */
export async function makeAccess(
  connection: Connection,
  cleaning: Connection,
  steps: readonly AccessStep[],
): Promise<string> {
  const begun: AccessStep[] = [];
  let secret = "";
  try {
    for (const step of steps) {
      // A step counts from its start: when its answer is lost, it may have been done.
      begun.push(step);
      secret = await makeStep(connection, step) ?? secret;
    }
    return secret;
  } catch (error) {
    throw await afterTakingAway(cleaning, madeBy(begun), error);
  }
}

/** Takes away what was made before an error came, and answers the error: with what is left, where something is. */
export async function afterTakingAway(
  cleaning: Connection,
  made: MadeAccess,
  error: unknown,
): Promise<unknown> {
  const left = await takeAway(cleaning, made);
  if (left.length === 0) return error;
  return new ExplainedError(`${explain(error)}\nNot all that was made before could be taken away again.`, {
    remedy: left.join("\n"),
    cause: error,
  });
}

/** Returns the secret where the step makes one. */
async function makeStep(connection: Connection, step: AccessStep): Promise<string | undefined> {
  switch (step.kind) {
    case "role":
      await putRole(connection, { ...step, exists: !step.isNew });
      return undefined;
    case "user":
      await createUser(connection, step.userid, { comment: madeBySetup });
      return undefined;
    case "token":
      return await createToken(connection, step, { privsep: true, comment: madeBySetup });
    case "grant":
      await changeGrant(connection, grantOf(step.type, step.ugid, step.roleid), false);
      return undefined;
  }
}

function grantOf(type: Grant["type"], ugid: string, roleid: string): Grant {
  return { path: "/", type, ugid, roleid, propagate: true };
}

/** What could not be taken away, one sentence each. */
export type Leftovers = readonly string[];

/**
 * Takes away what setup made: its tokens, then users that have no other token, and roles that nobody has any more.
 *
 * Goes on where something fails, and says what is left.
 */
export async function takeAway(connection: Connection, made: MadeAccess): Promise<Leftovers> {
  const left: string[] = [];
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      left.push(`${what} is still there: ${explain(error)}`);
    }
  };
  const known = await usersWithTokens(connection).catch(() => undefined);
  for (const full of made.tokens) {
    const [userid = "", tokenid = ""] = full.split("!");
    if (known !== undefined && known.get(userid)?.includes(tokenid) !== true) continue;
    await attempt(`The token ${full}`, () => deleteToken(connection, { userid, tokenid }));
  }
  const now = await usersWithTokens(connection).catch(() => undefined);
  for (const userid of made.users) {
    const tokens = now?.get(userid);
    if (now !== undefined && tokens === undefined) continue;
    if (tokens !== undefined && tokens.length > 0) {
      left.push(`The user ${userid} is still there, for it has other tokens: ${tokens.join(", ")}.`);
    } else await attempt(`The user ${userid}`, () => deleteUser(connection, userid));
  }
  const granted = await grants(connection).catch((): readonly Grant[] => []);
  for (const { userid, roleid } of made.grants) {
    const held = granted.filter((grant) => grant.roleid === roleid);
    if (!held.some(({ ugid }) => ugid === userid)) continue;
    // Its other tokens may live off this grant.
    if (held.some(({ ugid }) => ugid.startsWith(`${userid}!`))) continue;
    await attempt(
      `The role ${roleid} of ${userid}`,
      () => changeGrant(connection, grantOf("user", userid, roleid), true),
    );
  }
  const remaining = await grants(connection).catch((): readonly Grant[] => []);
  for (const roleid of made.roles) {
    const holders = remaining.filter((grant) => grant.roleid === roleid).map(({ ugid }) => ugid);
    if (holders.length > 0) {
      left.push(`The role ${roleid} is still there, for ${holders.join(", ")} has it.`);
    } else await attempt(`The role ${roleid}`, () => deleteRole(connection, roleid));
  }
  return left;
}

async function usersWithTokens(connection: Connection): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await users(connection);
  return new Map(all.map(({ userid, tokens }) => [userid, tokens.map(({ tokenid }) => tokenid)]));
}
