import * as z from "zod";
import { changeToken, createToken, deleteToken, renewToken, tokenName } from "../../proxmox/tokens.ts";
import { requireFeature } from "../../proxmox/release.ts";
import type { Parameters } from "../../wire/wire.ts";
import { SecretFile } from "../secret_file.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { findToken, grantsOf, tokenOptions } from "./described.ts";
import { expiry, expiryTime, tokenId } from "./fields.ts";
import { changeText, settingLoss } from "./setting.ts";

/** `proxmox_token_set`: sources `POST` and `PUT /access/users/{userid}/token/{tokenid}`. */
export const tokenSet = defineTool({
  name: "proxmox_token_set",
  title: "Make or change an API token",
  toolset: "access",
  access: "destroy",
  privileges: ["User.Modify", "Sys.Audit"],
  description: "The secret goes into a file on the server's machine, never into an answer.",
  input: {
    token: tokenId,
    privsep: z.boolean().optional().describe("own grants only; default true"),
    expires: expiry.optional().describe("30d, 2027-01-31, never"),
    comment: z.string().max(1000).optional(),
    renew: z.boolean().optional().describe("a new secret"),
  },
  target: ({ token }) => Promise.resolve({ kind: "cluster", what: `token ${token}` }),
  async loss({ token, ...wanted }, context) {
    const { connection } = context.proxmox;
    const before = await findToken(connection, token);
    const { userid } = tokenName(token);
    const owner = await grantsOf(connection, ({ type, ugid }) => type === "user" && ugid === userid);
    return settingLoss({
      what: "token",
      name: token,
      path: `/access/users/${userid}/token`,
      before: before === undefined ? undefined : tokenOptions(before),
      wanted,
      dependsOn: owner,
      details: [
        wanted.privsep === false
          ? `without privilege separation it may do all that ${userid} may`
          : "with privilege separation it may do nothing until it gets grants of its own",
        `grants of ${userid} itself: ${owner.slice(0, 20).join("; ") || "none that this login may see"}`,
        ...(wanted.renew === true ? ["whatever uses the old secret no longer gets in"] : []),
      ],
    });
  },
  async run({ token, privsep, expires, comment, renew }, context) {
    const { connection } = context.proxmox;
    const before = await findToken(connection, token);
    const options = {
      privsep,
      comment,
      expire: expires === undefined ? undefined : expiryTime(expires),
    };
    if (before !== undefined && renew !== true) {
      await changeToken(connection, tokenName(token), options);
      return { before, after: await findToken(connection, token), file: undefined };
    }
    if (before !== undefined) {
      await requireFeature(
        context.proxmox,
        "token-regenerate",
        "renew=",
        "Before, a token is deleted and made anew; its grants go with it.",
      );
    }
    const file = await keepSecret(context, token, options, before !== undefined);
    return { before, after: await findToken(connection, token), file };
  },
  answer({ before, after, file }, { token }) {
    const { text } = changeText(
      `The API token ${token}`,
      before === undefined ? undefined : tokenOptions(before),
      after === undefined ? {} : tokenOptions(after),
    );
    const secret = file === undefined
      ? ""
      : `\nIts secret is in ${file} on the machine of this server, for its user alone. Move it where it is needed, ` +
        "then delete the file.";
    const next = before === undefined && after?.privsep === true
      ? "\nproxmox_acl_set token= grants it a role; it can do nothing before."
      : "";
    return { text: text + secret + next };
  },
});

/** Has a secret made, and keeps it in a file that is there before. Returns the file's path. */
async function keepSecret(
  { proxmox, stateDirectory }: ToolContext,
  token: string,
  options: Parameters,
  exists: boolean,
): Promise<string> {
  const { connection, cluster } = proxmox;
  const name = tokenName(token);
  const file = await SecretFile.make(stateDirectory, "tokens", `${cluster}-${token}`);
  let secret: string;
  try {
    secret = exists
      ? await renewToken(connection, name, options)
      : await createToken(connection, name, options);
  } catch (error) {
    await file.remove();
    throw error;
  }
  try {
    await file.write(secret);
  } catch (error) {
    // Nobody knows the secret, so a new token is of no use to anybody.
    if (!exists) await deleteToken(connection, name);
    throw error;
  }
  return file.path;
}
