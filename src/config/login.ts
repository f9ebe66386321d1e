import { connection } from "./declared/connection.ts";
import type { Findings } from "./findings.ts";
import { type Resolved, shown } from "./resolved.ts";
import type { Setting } from "./setting.ts";
import type { ApiAuth } from "./settings.ts";

/** Proxmox's forms: a realm begins with a letter; a token's name too (pve-access-control `pve-realm`, `pve-tokenid`). */
const userForm = /^[^\s:/!]+@[A-Za-z][A-Za-z0-9._-]+$/;
const tokenForm = /^[^\s:/!]+@[A-Za-z][A-Za-z0-9._-]+![A-Za-z][A-Za-z0-9._-]*$/;

/** The login to the REST API from the settings that can make one up; undefined when there is none, or a mistake in it. */
export function readLogin(values: Resolved, findings: Findings): ApiAuth | undefined {
  const user = values.get(connection.user);
  const password = values.get(connection.password);
  const token = readToken(values, findings);
  if (token !== undefined && password !== undefined) {
    findings.mistake(
      `${token.name} and ${
        values.name(connection.password)
      } are both set: keep the API token and remove the password, ` +
        "or the other way round.",
    );
    return undefined;
  }
  if (token !== undefined) return token.auth;
  if (password === undefined) {
    if (user !== undefined && !values.isSet(connection.password)) {
      findings.mistake(
        `${
          values.name(connection.user)
        } has nothing to log in with: set PROXMOX_TOKEN_NAME and PROXMOX_TOKEN_VALUE, ` +
          "or PROXMOX_PASSWORD.",
      );
    }
    return undefined;
  }
  if (user === undefined) {
    findings.mistake(
      `${values.name(connection.password)} has no user to it: set PROXMOX_USER, for example root@pam.`,
    );
    return undefined;
  }
  return hasRealm(user, values, findings) ? { kind: "password", user, password } : undefined;
}

/** What makes up a token; `auth` is undefined when a mistake in it was noted. */
interface Token {
  readonly name: string;
  readonly auth: ApiAuth | undefined;
}

function readToken(values: Resolved, findings: Findings): Token | undefined {
  const given = readTokenId(values, findings);
  const secret = readSecret(values) ?? given?.secret;
  if (given === undefined) {
    if (secret === undefined) return undefined;
    findings.mistake(
      `${
        values.name(connection.apiTokenSecret)
      } has no token to it: set PROXMOX_API_TOKEN_ID to user@realm!name.`,
    );
    return { name: values.name(connection.apiTokenSecret), auth: undefined };
  }
  if (given.id === undefined) return { name: given.name, auth: undefined };
  if (secret === undefined) {
    if (values.isSet(connection.apiTokenSecret)) return { name: given.name, auth: undefined };
    findings.mistake(
      `${given.name} has no secret to it: set PROXMOX_API_TOKEN_SECRET to the value that Proxmox showed when the token ` +
        "was made (it is shown once; if it is lost, make a new token).",
    );
    return { name: given.name, auth: undefined };
  }
  return { name: given.name, auth: { kind: "token", id: given.id, secret } };
}

interface TokenId {
  readonly name: string;
  readonly id: string | undefined;
  /** When id and secret were given in one piece. */
  readonly secret: string | undefined;
}

function readTokenId(values: Resolved, findings: Findings): TokenId | undefined {
  const user = values.get(connection.user);
  const tokenName = values.get(connection.tokenName);
  const setting = [connection.apiTokenId, connection.tokenName, connection.user].find((candidate) =>
    candidate === connection.apiTokenId
      ? values.isSet(candidate)
      : values.get(candidate)?.includes("!") === true
  );
  if (setting !== undefined) {
    const whole = values.get(setting);
    return whole === undefined ? undefined : wholeTokenId(whole, setting, values, findings);
  }
  if (tokenName === undefined) return undefined;
  const name = values.name(connection.tokenName);
  if (user === undefined) {
    findings.mistake(`${name} has no user to it: set PROXMOX_USER, for example root@pam.`);
    return { name, id: undefined, secret: undefined };
  }
  if (!hasRealm(user, values, findings)) return { name, id: undefined, secret: undefined };
  return wholeTokenId(`${user}!${tokenName}`, connection.tokenName, values, findings);
}

function wholeTokenId(whole: string, setting: Setting, values: Resolved, findings: Findings): TokenId {
  const name = values.name(setting);
  const text = whole.trim().replace(/^PVEAPIToken=/, "");
  const equals = text.indexOf("=");
  const id = equals < 0 ? text : text.slice(0, equals);
  const secret = equals < 0 ? undefined : text.slice(equals + 1);
  if (secret !== undefined && values.origin(setting).kind === "option") {
    findings.mistake(
      `${name} contains the token's secret, and every user of this machine can read a command line: ` +
        "give the id alone there, and the secret as PROXMOX_API_TOKEN_SECRET in the environment.",
    );
    return { name, id: undefined, secret: undefined };
  }
  if (tokenForm.test(id)) return { name, id, secret: secret === "" ? undefined : secret };
  const fault = !id.includes("!")
    ? "must be user@realm!name, with the token's name after an exclamation mark, for example root@pam!assistant " +
      "(in a shell, put it in single quotes)"
    : !id.includes("@")
    ? "must be user@realm!name, with the realm after the user, for example root@pam!assistant"
    : "must be user@realm!name: a token's name begins with a letter and has letters, digits and the characters . _ -";
  findings.mistake(`${name} is ${shown(id)}, but ${fault}.`);
  return { name, id: undefined, secret: undefined };
}

/** The secret alone, also out of a whole `user@realm!name=secret`. */
function readSecret(values: Resolved): string | undefined {
  const secret = values.get(connection.apiTokenSecret)?.trim();
  return secret?.includes("!") === true && secret.includes("=")
    ? secret.slice(secret.indexOf("=") + 1)
    : secret;
}

function hasRealm(user: string, values: Resolved, findings: Findings): boolean {
  if (userForm.test(user)) return true;
  findings.mistake(
    `${values.name(connection.user)} is ${shown(user)}, but must name the realm too: ` +
      `${user.replace(/[@!].*$/, "")}@pam for a user of the system, ${
        user.replace(/[@!].*$/, "")
      }@pve for one made in Proxmox.`,
  );
  return false;
}
