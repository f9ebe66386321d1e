import assert from "node:assert/strict";
import type { ApiAuth } from "../../src/config/settings.ts";
import { apiErrorFrom } from "../../src/wire/failure.ts";
import { AuthenticationError } from "../../src/wire/errors.ts";

const secret = "7d3c51f0-2b64-4c19-9a0e-5d7f3b8e6a21";
const good = { kind: "token", id: "mcp@pve!full", secret } as const;

function refused(auth: ApiAuth | undefined, reason = ""): AuthenticationError {
  const error = apiErrorFrom({ status: 401, reason, method: "GET", path: "/version" }, auth);
  assert.ok(error instanceof AuthenticationError);
  return error;
}

const forms: readonly (readonly [title: string, auth: ApiAuth, reason: string, remedy: RegExp])[] = [
  [
    "a token id without a realm",
    { ...good, id: "mcp!full" },
    "",
    /^PROXMOX_API_TOKEN_ID must have the form user@realm!name.*"mcp!full" has not/,
  ],
  ["a token id without a name", { ...good, id: "mcp@pve" }, "", /must have the form user@realm!name/],
  [
    "a secret with the id in front",
    { ...good, secret: `mcp@pve!full=${secret}` },
    "",
    /^PROXMOX_API_TOKEN_SECRET holds the token's id as well/,
  ],
  [
    "a secret that is cut off",
    { ...good, secret: secret.slice(0, -3) },
    "",
    /^PROXMOX_API_TOKEN_SECRET does not have the form of a secret, a UUID/,
  ],
  [
    "a token Proxmox does not know",
    good,
    "no such token 'full' for user 'mcp@pve'",
    /^There is no such token.*pveum user token list 'mcp@pve'/,
  ],
  [
    "a secret Proxmox does not know",
    good,
    "invalid token value!",
    /^The token exists and its secret is another/,
  ],
  [
    "a token that has expired",
    good,
    "token 'full' access expired",
    /^The token has expired: `pveum user token modify 'mcp@pve' full --expire 0`/,
  ],
  ["a header that got lost", good, "No ticket", /reverse proxy in between may drop the Authorization header/],
  [
    "a token that looks right",
    good,
    "Authentication failed!",
    /^Id and secret have the right form, so the token may be deleted or expired/,
  ],
  [
    "a token of an unusual realm",
    { ...good, id: "mcp@corp!full" },
    "",
    /the realm corp unknown \(`pveum realm list`/,
  ],
  [
    "a user without a realm",
    { kind: "password", user: "root", password: "p" },
    "authentication failure",
    /^PROXMOX_USER must have the form user@realm/,
  ],
  [
    "a token's secret as password",
    { kind: "password", user: "root@pam", password: secret },
    "authentication failure",
    /looks like the secret of an API token/,
  ],
  [
    "a wrong password",
    { kind: "password", user: "root@pam", password: "p" },
    "authentication failure",
    /^The password may be wrong/,
  ],
  [
    "a login that has ended",
    { kind: "password", user: "root@pam", password: "p" },
    "Permission denied - invalid csrf token",
    /the next request logs in again/,
  ],
];

for (const [title, auth, reason, remedy] of forms) {
  Deno.test(`a 401 for ${title} says so and shows no secret`, () => {
    const error = refused(auth, reason);
    assert.match(error.remedy, remedy);
    const hidden = auth.kind === "token" ? auth.secret : auth.password;
    if (hidden.length > 1) assert.ok(!`${error.message} ${error.remedy}`.includes(hidden));
  });
}

Deno.test("a 401 never speaks of missing privileges", () => {
  assert.equal(refused(good).message, "Proxmox does not accept the API token mcp@pve!full (401).");
  assert.equal(
    refused(good, "Authentication failed!").message,
    "Proxmox does not accept the API token mcp@pve!full (401 Authentication failed!).",
  );
});
