import assert from "node:assert/strict";
import { CertificateError } from "../../src/wire/errors.ts";
import { explain } from "../../src/text/explained.ts";
import { makeAuthority, makeSelfSigned, sharedCertificate } from "./certificates.ts";
import { openWire, startServer, succeed } from "./server.ts";

const system = { kind: "system" } as const;

async function certificateError(work: Promise<unknown>): Promise<CertificateError> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  assert.ok(error instanceof CertificateError, `got ${error}`);
  return error;
}

Deno.test("a certificate signed by the authority in the CA file is trusted", async () => {
  await using server = await startServer((_, response) => succeed(response, "9.2"));
  await using wire = await openWire(server);
  assert.deepEqual(await wire.request({ method: "GET", path: "/version" }), { data: "9.2", wire: "api" });
});

Deno.test("a CA file may hold several authorities", async () => {
  const { authority } = await sharedCertificate();
  const other = await makeAuthority("Other");
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server, {
    tls: { kind: "ca", file: "/ca.pem", pem: other.pem + "\n" + authority.pem },
  });
  assert.equal((await wire.request({ method: "GET", path: "/version" })).data, 1);
});

Deno.test("a CA file without a certificate is an error that names the file", async () => {
  await using wire = await openWire({ port: 8006 }, {
    tls: { kind: "ca", file: "/etc/ca.pem", pem: "nonsense" },
  });
  await assert.rejects(wire.request({ method: "GET", path: "/version" }), {
    name: "WireError",
    message: "The file /etc/ca.pem holds no certificate that could be trusted.",
  });
});

Deno.test("a pinned fingerprint is trusted whoever signed the certificate", async () => {
  const certificate = await makeSelfSigned();
  await using server = await startServer((_, response) => succeed(response, 1), certificate);
  await using wire = await openWire(server, {
    tls: { kind: "fingerprint", sha256: certificate.fingerprint },
  });
  assert.equal((await wire.request({ method: "GET", path: "/version" })).data, 1);
  assert.equal((await wire.request({ method: "GET", path: "/version" })).data, 1);
  assert.equal(server.connections, 1, "the connection is kept");
});

Deno.test("with verification off any certificate is accepted", async () => {
  await using server = await startServer((_, response) => succeed(response, 1), await makeSelfSigned());
  await using wire = await openWire(server, { tls: { kind: "insecure" } });
  assert.equal((await wire.request({ method: "GET", path: "/version" })).data, 1);
});

Deno.test("a self-signed certificate is refused with its fingerprint and the line that trusts it", async () => {
  const certificate = await makeSelfSigned();
  await using server = await startServer((_, response) => succeed(response, 1), certificate);
  await using wire = await openWire(server, { tls: system });
  const error = await certificateError(wire.request({ method: "GET", path: "/version" }));
  assert.equal(error.fingerprint, certificate.fingerprint);
  assert.equal(
    error.message,
    `The certificate of 127.0.0.1:${server.port} is self-signed, so nothing vouches for it. ` +
      `Its SHA-256 fingerprint is ${certificate.fingerprint}.`,
  );
  assert.ok(
    error.remedy.split("\n").includes(`PROXMOX_FINGERPRINT=${certificate.fingerprint}`),
    error.remedy,
  );
  assert.match(error.remedy, /openssl x509 -noout -fingerprint -sha256 -in \/etc\/pve\/local\/pve-ssl\.pem/);
  assert.match(error.remedy, /pveproxy-ssl\.pem/);
  assert.doesNotMatch(explain(error), /fetch failed/);
  assert.equal(server.requests.length, 0, "nothing but the handshake left");
});

Deno.test("a certificate of the cluster's own authority is refused naming that authority", async () => {
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server, { tls: system });
  const error = await certificateError(wire.request({ method: "GET", path: "/version" }));
  assert.match(
    error.message,
    /is signed by "Proxmox Virtual Environment", which this machine does not know\./,
  );
  assert.match(error.remedy, /PROXMOX_CA_FILE=<a copy of \/etc\/pve\/pve-root-ca\.pem>/);
});

Deno.test("a certificate of another authority than the CA file's is refused naming the setting", async () => {
  await using server = await startServer((_, response) => succeed(response, 1));
  const other = await makeAuthority("Other");
  await using wire = await openWire(server, { tls: { kind: "ca", file: "/ca.pem", pem: other.pem } });
  const error = await certificateError(wire.request({ method: "GET", path: "/version" }));
  assert.match(error.message, /which neither this machine's roots nor PROXMOX_CA_FILE hold\./);
});

Deno.test("another certificate than the pinned one is refused before a byte of the request leaves", async () => {
  const { certificate } = await sharedCertificate();
  const pinned = certificate.fingerprint.replace(/^../, "00");
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server, { tls: { kind: "fingerprint", sha256: pinned } });
  const error = await certificateError(
    wire.request({ method: "POST", path: "/access/users", parameters: { userid: "a@pve" } }),
  );
  assert.equal(
    error.message,
    `The certificate of 127.0.0.1:${server.port} is not the one that PROXMOX_FINGERPRINT pins (${pinned}). ` +
      `Its SHA-256 fingerprint is ${certificate.fingerprint}.`,
  );
  assert.ok(
    error.remedy.split("\n").includes(`PROXMOX_FINGERPRINT=${certificate.fingerprint}`),
    error.remedy,
  );
  assert.equal(server.requests.length, 0);
});

Deno.test("an expired certificate is refused with the date and how to renew it", async () => {
  const { authority } = await sharedCertificate();
  await using server = await startServer(
    (_, response) => succeed(response, 1),
    await authority.sign({ expired: true }),
  );
  await using wire = await openWire(server);
  const error = await certificateError(wire.request({ method: "GET", path: "/version" }));
  assert.match(
    error.message,
    /^The certificate of 127\.0\.0\.1:\d+ expired on \w{3} +\d+ .* GMT\. Its SHA-256/,
  );
  assert.match(error.remedy, /pvecm updatecerts -f && systemctl restart pveproxy/);
});

Deno.test("a certificate for other names is refused listing them", async () => {
  const { authority } = await sharedCertificate();
  const certificate = await authority.sign({ names: ["pve", "pve.lan"] });
  await using server = await startServer((_, response) => succeed(response, 1), certificate);
  await using wire = await openWire(server);
  const error = await certificateError(wire.request({ method: "GET", path: "/version" }));
  assert.match(
    error.message,
    /^The certificate of 127\.0\.0\.1:\d+ is not made out to "127\.0\.0\.1" but to pve, pve\.lan\./,
  );
  assert.match(error.remedy, /^Set PROXMOX_HOST to one of these names\./);
});

Deno.test("what one wire accepts without verification stays unknown to another", async () => {
  // TLS sessions are resumed without a look at the certificate, so they must not be shared.
  await using server = await startServer((_, response) => succeed(response, 1), await makeSelfSigned());
  await using trusting = await openWire(server, { tls: { kind: "insecure" } });
  for (let tries = 0; tries < 3; tries++) await trusting.request({ method: "GET", path: "/version" });
  await using wire = await openWire(server, { tls: system });
  for (let tries = 0; tries < 3; tries++) {
    await certificateError(wire.request({ method: "GET", path: "/version" }));
  }
});
