import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";

Deno.test("certificates are listed with their days left, the soonest first", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_certificate_list");
  assert.match(text, /^\d+ certificates, none expires within 30 days\nNODE +FILE +SERVED +DAYS LEFT/);
  assert.match(text, /^pve1 +pve-ssl\.pem +yes +\d+ +\d{4}-\d\d-\d\d/m);
});

Deno.test("a certificate that expires soon or has expired is counted", async () => {
  await using lab = await startLab();
  const now = lab.simulator.cluster.clock.now();
  const { certificates } = lab.simulator.cluster;
  const own = certificates.get("pve1") ?? [];
  certificates.set(
    "pve1",
    own.map((certificate) => ({
      ...certificate,
      notafter: certificate.filename === "pve-ssl.pem" ? now - 3600 : certificate.notafter,
    })),
  );
  const text = await lab.text("proxmox_certificate_list", { node: "pve1" });
  assert.match(text, /^1 of \d+ certificates expire within 30 days or have expired\n/);
  assert.match(text, /\npve1 +pve-ssl\.pem +yes +-1 /);
});
