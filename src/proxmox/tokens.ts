import * as z from "zod";
import { registerSecret } from "../log/redact.ts";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";

/** The two parts of `user@realm!name`. */
export interface TokenName {
  readonly userid: string;
  readonly tokenid: string;
}

/** Takes `user@realm!name` apart. */
export function tokenName(full: string): TokenName {
  const cut = full.indexOf("!");
  return { userid: full.slice(0, cut), tokenid: full.slice(cut + 1) };
}

const secretAnswer = z.object({ value: z.string() });

function pathOf({ userid, tokenid }: TokenName): string {
  return path`/access/users/${userid}/token/${tokenid}`;
}

/**
 * Makes a token and returns its secret, which Proxmox shows this once; it is hidden wherever this process writes.
 *
 * Source: `POST /access/users/{userid}/token/{tokenid}`.
 */
export async function createToken(
  connection: Connection,
  name: TokenName,
  options: Parameters,
): Promise<string> {
  const { value } = await connection.post(pathOf(name), secretAnswer, options);
  registerSecret(value);
  return value;
}

/** Changes a token; its secret stays. Source: `PUT /access/users/{userid}/token/{tokenid}`. */
export async function changeToken(
  connection: Connection,
  name: TokenName,
  options: Parameters,
): Promise<void> {
  await connection.put(pathOf(name), z.unknown(), options);
}

/**
 * Gives a token a new secret and returns it; the old one no longer works.
 *
 * Source: `PUT /access/users/{userid}/token/{tokenid}` with `regenerate`, 9.2 and later.
 */
export async function renewToken(
  connection: Connection,
  name: TokenName,
  options: Parameters,
): Promise<string> {
  const { value } = await connection.put(pathOf(name), secretAnswer, { ...options, regenerate: true });
  registerSecret(value);
  return value;
}

/** Deletes a token with its grants. Source: `DELETE /access/users/{userid}/token/{tokenid}`. */
export async function deleteToken(connection: Connection, name: TokenName): Promise<void> {
  await connection.delete(pathOf(name), z.unknown());
}
