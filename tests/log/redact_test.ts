import { deepEqual, equal, ok } from "node:assert/strict";
import { forgetSecrets, redacted, redactText, redactValue, registerSecret } from "../../src/log/redact.ts";

/** Runs with these secrets registered, and none afterwards. */
function withSecrets(secrets: readonly string[], run: () => void): void {
  for (const secret of secrets) registerSecret(secret);
  try {
    run();
  } finally {
    forgetSecrets();
  }
}

Deno.test("a registered secret is hidden as it is, URL-encoded, in JSON, in shell quotes and in base64", () => {
  const secret = `p@ss "w'ord"/+\\ä`;
  withSecrets([secret], () => {
    for (
      const form of [
        secret,
        encodeURIComponent(secret),
        encodeURIComponent(secret).toLowerCase(),
        new URLSearchParams({ password: secret }).toString().slice("password=".length),
        JSON.stringify(secret),
        `'${secret.replaceAll("'", `'\\''`)}'`,
        base64(secret),
      ]
    ) {
      const text = redactText(`before ${form} after`);
      ok(text.includes(redacted), form);
      equal(/w'?(%27)?ord|cEBzcy/.test(text), false, text);
      ok(text.startsWith("before ") && text.endsWith(" after"), text);
    }
  });
});

Deno.test("a secret is found in the middle of base64, at each of the three places in a group of bytes", () => {
  withSecrets(["correct horse battery"], () => {
    for (const user of ["a:", "ab:", "abc:"]) {
      const header = base64(`${user}correct horse battery:tail`);
      const text = redactText(`Basic ${header}`);
      ok(text.includes(redacted), text);
      const rest = text.slice("Basic ".length).split(redacted);
      ok(rest.join("").length <= 16, text);
    }
  });
});

Deno.test("a longer secret that contains a shorter one is hidden whole", () => {
  withSecrets(["hunter2", "hunter2-and-more"], () => {
    equal(redactText("a hunter2-and-more b hunter2 c"), `a ${redacted} b ${redacted} c`);
  });
});

Deno.test("a value below six characters is not registered, so that ordinary words stay", () => {
  withSecrets(["x", "admin"], () => equal(redactText("admin fixed x"), "admin fixed x"));
});

Deno.test("what can only be a secret is hidden without being registered", () => {
  const uuid = "12345678-90ab-cdef-1234-567890abcdef";
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----";
  const ticket = `PVE:root@pam:6B00F2AE::${"Ab3+/".repeat(10)}==`;
  const hidden: Readonly<Record<string, string>> = {
    [`PVEAPIToken=root@pam!mcp=${uuid}`]: uuid,
    [`see root@pam!mcp%3D${uuid}`]: uuid,
    [`a\n${key}\nb`]: "b3BlbnNzaC1rZXk",
    [key.slice(0, 45)]: "b3BlbnN",
    [`Cookie: PVEAuthCookie=${ticket}`]: "Ab3+/",
    [encodeURIComponent(ticket)]: encodeURIComponent("Ab3+/"),
    [`CSRFPreventionToken: 6B00F2AE:${"pEIy12/h4".repeat(4)}`]: "pEIy12",
    "Authorization: Bearer abc.def-ghi": "abc.def-ghi",
    '{"authorization":"Basic dXNlcjpwYXNz"}': "dXNlcjpwYXNz",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl": "c2lnbmF0dXJl",
    "cipassword: swordfish": "swordfish",
    "pvesh set /x --password swordfish": "swordfish",
    "key pve4p-0123456789": "0123456789",
  };
  for (const [text, secret] of Object.entries(hidden)) {
    const shown = redactText(text);
    equal(shown.includes(secret), false, shown);
    ok(shown.includes(redacted), shown);
  }
});

Deno.test("ordinary texts of Proxmox stay as they are", () => {
  for (
    const text of [
      "UPID:pve:0000ABCD:00012345:65A1B2C3:qmstart:100:root@pam!mcp:",
      "UPID:PVE:0000ABCD:00012345:65A1B2C3:aptupdate::root@pam:",
      "set PROXMOX_API_TOKEN_SECRET, token user@realm!name",
      "vmgenid 12345678-90ab-cdef-1234-567890abcdef",
      "smbios1: uuid=12345678-90ab-cdef-1234-567890abcdef",
      "local:backup/vzdump-qemu-100-2026_11_21-03_39_00.vma.zst",
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
      "ssl_fingerprint 1E:62:A3:E6:D5:1E:62:A3:E6:D5:1E:62:A3:E6:D5",
      "the password: prompt, --password",
    ]
  ) equal(redactText(text), text);
});

Deno.test("values below secret keys are hidden, whatever they are, and switches stay", () => {
  deepEqual(
    redactValue({
      password: "a",
      cipassword: "b",
      "private-key": ["c"],
      CSRFPreventionToken: "d",
      ticket: { e: 1 },
      API_TOKEN_SECRET: 5,
      apiToken: null,
      secret: "",
      token: true,
      tokenid: "assistant",
      tokens: [{ tokenid: "x", privsep: 1 }],
      node: "pve",
      vmid: 100,
    }),
    {
      password: redacted,
      cipassword: redacted,
      "private-key": redacted,
      CSRFPreventionToken: redacted,
      ticket: redacted,
      API_TOKEN_SECRET: redacted,
      apiToken: null,
      secret: "",
      token: true,
      tokenid: "assistant",
      tokens: [{ tokenid: "x", privsep: 1 }],
      node: "pve",
      vmid: 100,
    },
  );
});

Deno.test("the secret of a new API token, which Proxmox calls value, is hidden", () => {
  deepEqual(redactValue({ "full-tokenid": "root@pam!x", value: "abc", info: { privsep: 1 } }), {
    "full-tokenid": "root@pam!x",
    value: redacted,
    info: { privsep: 1 },
  });
  deepEqual(redactValue({ value: "abc" }), { value: "abc" });
});

Deno.test("public SSH keys are shortened, URL-encoded or not", () => {
  const line = `ssh-ed25519 ${"AAAAC3NzaC1lZDI1NTE5AAAAI".repeat(2)}end12345 ann@home`;
  const expected = { sshkeys: "ssh-ed25519 …end12345 ann@home" };
  deepEqual(redactValue({ sshkeys: line }), expected);
  deepEqual(redactValue({ sshkeys: encodeURIComponent(`${line}\n`) }), expected);
  deepEqual(redactValue(redactValue({ sshkeys: line })), expected);
  deepEqual(redactValue({ sshkeys: `no-pty,command="ls -l" ${line}` }), expected);
});

Deno.test("what stands among public SSH keys and is none is not shown", () => {
  const pem =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----";
  const hidden = "[no public key]";
  deepEqual(redactValue({ sshkeys: encodeURIComponent(pem) }), {
    sshkeys: [hidden, hidden, hidden].join("\n"),
  });
  deepEqual(redactValue({ sshkeys: "%zz" }), { sshkeys: hidden });
});

Deno.test("values behind words that announce a secret are hidden wherever they stand, placeholders are not", () => {
  deepEqual(
    redactText("DB_PASSWORD=abc123, token=x.y; ok=1"),
    "DB_PASSWORD=[redacted], token=[redacted]; ok=1",
  );
  deepEqual(
    redactText("set MCP_AUTH_TOKEN=<token> or SECRET=..."),
    "set MCP_AUTH_TOKEN=<token> or SECRET=...",
  );
});

Deno.test("maps, sets, errors, dates, bytes and cycles are copied without secrets", () => {
  withSecrets(["hunter2"], () => {
    const cycle: Record<string, unknown> = { name: "hunter2" };
    cycle.self = cycle;
    const copy = redactValue({
      map: new Map<string, unknown>([["password", 1], ["a", "hunter2"]]),
      set: new Set(["hunter2"]),
      url: new URL("https://a:hunter2@pve/"),
      date: new Date(0),
      bytes: new Uint8Array(3),
      big: 10n,
      cycle,
    });
    const name = { name: redacted };
    const expectedCycle: Record<string, unknown> = { ...name };
    expectedCycle.self = expectedCycle;
    deepEqual(copy, {
      map: { password: redacted, a: redacted },
      set: [redacted],
      url: `https://a:${redacted}@pve/`,
      date: new Date(0),
      bytes: "[3 bytes]",
      big: 10n,
      cycle: expectedCycle,
    });
    const error = redactValue(
      Object.assign(new Error("no hunter2", { cause: new TypeError("hunter2") }), { token: "t" }),
    );
    equal(JSON.stringify(error).includes("hunter2"), false);
    ok(JSON.stringify(error).includes(`no ${redacted}`));
  });
});

Deno.test("a key named __proto__ neither disappears nor changes the copy's prototype", () => {
  const copy = redactValue(JSON.parse('{"__proto__":{"a":1}}'));
  equal(JSON.stringify(copy), '{"__proto__":{"a":1}}');
});

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
