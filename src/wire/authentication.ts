import type { ApiAuth } from "../config/settings.ts";
import { type ApiFailure, AuthenticationError } from "./errors.ts";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const tokenId = /^[^\s:/@!]+@[A-Za-z][A-Za-z0-9.\-_]+![A-Za-z][A-Za-z0-9.\-_]+$/;
const userId = /^[^\s:/@!]+@[A-Za-z][A-Za-z0-9.\-_]+$/;

/** Makes the error for a 401 and says which part of the login looks wrong; the secret itself is never shown. */
export function authenticationError(failure: ApiFailure, auth: ApiAuth | undefined): AuthenticationError {
  const said = failure.reason === "" ? "401" : `401 ${failure.reason}`;
  const what = auth === undefined
    ? "the login"
    : auth.kind === "token"
    ? `the API token ${auth.id}`
    : `the login of ${auth.user}`;
  return new AuthenticationError(`Proxmox does not accept ${what} (${said}).`, {
    ...failure,
    remedy: auth === undefined
      ? "Check user and secret."
      : auth.kind === "token"
      ? tokenRemedy(failure.reason, auth)
      : passwordRemedy(failure.reason, auth),
  });
}

type TokenAuth = Extract<ApiAuth, { kind: "token" }>;
type PasswordAuth = Extract<ApiAuth, { kind: "password" }>;

function tokenRemedy(reason: string, { id, secret }: TokenAuth): string {
  if (!tokenId.test(id)) {
    return `PROXMOX_API_TOKEN_ID must have the form user@realm!name, for example root@pam!mcp; ${
      JSON.stringify(id)
    } has not.`;
  }
  if (/[!=]/.test(secret)) {
    return "PROXMOX_API_TOKEN_SECRET holds the token's id as well; it is only the UUID behind the equals sign.";
  }
  if (!uuid.test(secret)) {
    return "PROXMOX_API_TOKEN_SECRET does not have the form of a secret, a UUID such as " +
      "01234567-89ab-cdef-0123-456789abcdef; it was shown once, when the token was made.";
  }
  const user = id.split("!")[0] ?? id;
  const list = `pveum user token list '${user}'`;
  if (/no such token|no such user/.test(reason)) {
    return `There is no such token: compare the id with the list that \`${list}\` shows.`;
  }
  if (/invalid token value/.test(reason)) {
    return "The token exists and its secret is another: make a new secret or a new token.";
  }
  if (/expired/.test(reason)) {
    return `The token has expired: \`pveum user token modify '${user}' ${
      id.split("!")[1]
    } --expire 0\` renews it.`;
  }
  if (/No ticket/.test(reason)) {
    return "Proxmox saw no token at all: a reverse proxy in between may drop the Authorization header.";
  }
  return `Id and secret have the right form, so the token may be deleted or expired, its secret another, its user ` +
    `disabled${realmDoubt(user)}. On a node, \`${list}\` shows the tokens with their expiry.`;
}

function passwordRemedy(reason: string, { user, password }: PasswordAuth): string {
  if (/csrf|ticket/i.test(reason)) return "The login had ended; the next request logs in again.";
  if (!userId.test(user)) {
    return `PROXMOX_USER must have the form user@realm, for example root@pam; ${
      JSON.stringify(user)
    } has not.`;
  }
  if (uuid.test(password)) {
    return "The password looks like the secret of an API token: set PROXMOX_API_TOKEN_ID and " +
      "PROXMOX_API_TOKEN_SECRET instead.";
  }
  return `The password may be wrong, or the user unknown, disabled, expired or locked${
    realmDoubt(user)
  }. On a node, ` +
    "`pveum user list` shows the users.";
}

function realmDoubt(user: string): string {
  const realm = user.split("@").at(-1) ?? "";
  return realm === "pam" || realm === "pve"
    ? ""
    : `, or the realm ${realm} unknown (\`pveum realm list\` shows them)`;
}
