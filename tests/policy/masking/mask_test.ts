import assert from "node:assert/strict";
import { maskOption } from "../../../src/policy/masking/guest_option.ts";
import { maskAnswer } from "../../../src/policy/masking/mask.ts";

const canary = "canary7f3a";

/** Endpoints with an answer in Proxmox's shape that holds the canary wherever that endpoint may hold a secret. */
const answers: readonly (readonly [string, unknown])[] = [
  ["/nodes/pve1/qemu/100/config", {
    cipassword: canary,
    sshkeys: `ssh-rsa%20AAAAB3NzaC1yc2E${canary}AAAAAAAAAAAAAAAAAAAAAAAA%20anna%40home`,
    args: `-vnc :1,password=${canary} -object secret,id=s,data=${canary}`,
    description: `web\npassword=${canary}`,
  }],
  ["/nodes/pve1/lxc/101/config", { env: `A=${canary}\0DB_PASSWORD=${canary}`, password: canary }],
  ["/nodes/pve1/qemu/100/pending", [
    { key: "cipassword", value: canary, pending: canary },
    { key: "args", value: "-x", pending: `password=${canary}` },
    { key: "memory", value: "512" },
  ]],
  ["/nodes/pve1/qemu/100/cloudinit", [{ key: "cipassword", value: canary, pending: canary }]],
  ["/nodes/pve1/qemu/100/snapshot/s1/config", { cipassword: canary }],
  [
    "/nodes/pve1/qemu/100/cloudinit/dump",
    [
      "#cloud-config",
      `password: $5$${canary}`,
      `  - hashed_passwd: "${canary}"`,
      `chpasswd:\n  list: |\n    root:${canary}\n  expire: False`,
      "user: anna",
    ].join("\n"),
  ],
  ["/nodes/pve1/vzdump/extractconfig", `name: web\ncipassword: $5$${canary}\nmemory: 512\n`],
  ["/access/users", [{ userid: "anna@pve", keys: canary }]],
  ["/access/users/anna@pve", { keys: canary, email: "anna@example.org" }],
  ["/access/users/anna@pve/token/t", { "full-tokenid": "anna@pve!t", value: canary }],
  ["/access/tfa/anna@pve", { id: "x", recovery: [canary] }],
  ["/access/domains/sso", { "client-key": canary, "client-id": "proxmox" }],
  ["/access/ticket", { ticket: `PVE:x:${canary}`, CSRFPreventionToken: canary, username: "anna@pve" }],
  ["/nodes/pve1/subscription", { key: canary, serverid: canary, status: "active" }],
  ["/cluster/acme/plugins", [{ plugin: "cf", data: canary }]],
  ["/cluster/acme/plugins/cf", { plugin: "cf", data: canary }],
  ["/cluster/metrics/server/influx", { token: canary, "otel-headers": canary, server: "10.0.0.9" }],
  ["/cluster/notifications/endpoints/webhook/chat", {
    url: `https://hooks.example.org/services/${canary}?k=${canary}`,
    header: [{ name: "Authorization", value: canary }],
    secret: [{ name: "s", value: canary }],
    body: canary,
  }],
  ["/cluster/notifications/endpoints/smtp/mail", { password: canary, username: "x" }],
  ["/cluster/sdn/dns/powerdns", { key: canary, url: "https://dns" }],
  ["/cluster/sdn/ipams/netbox", { token: canary }],
  ["/storage/pbs", { storage: "pbs", password: canary, "encryption-key": canary, keyring: canary }],
  ["/cluster/options", { http_proxy: `http://user:${canary}@proxy:3128` }],
  ["/cluster/config/nodes/pve2", { corosync_authkey: canary, corosync_conf: "totem {}" }],
  ["/nodes/pve1/ceph/cfg/db", [{ name: "mgr/dashboard/secret_key", value: canary }, {
    name: "public",
    value: "1",
  }]],
  ["/nodes/pve1/vncproxy", { ticket: canary, password: canary, port: "5900" }],
  ["/nodes/pve1/syslog", [{
    n: 1,
    t: `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----`,
  }]],
];

for (const [path, answer] of answers) {
  Deno.test(`no secret is left in the answer of ${path}`, () => {
    assert.match(JSON.stringify(answer), new RegExp(canary));
    assert.doesNotMatch(JSON.stringify(maskAnswer(path, answer)), new RegExp(canary));
    const encoded = path.replaceAll("/", "%2F").replace("%2F", "/");
    assert.doesNotMatch(
      JSON.stringify(maskAnswer(encoded, answer)),
      new RegExp(canary),
      "nor by another spelling",
    );
  });
}

Deno.test("what is no secret stays, and the answer itself is not changed", () => {
  const config = {
    name: "web",
    memory: "512",
    net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0",
    onboot: 1,
    tags: "a;b",
  };
  assert.deepEqual(maskAnswer("/nodes/pve1/qemu/100/config", config), config);
  assert.deepEqual(maskAnswer("/access/acl", [{ path: "/", roleid: "PVEAuditor", propagate: 1 }]), [
    { path: "/", roleid: "PVEAuditor", propagate: 1 },
  ]);
  const secret = { cipassword: canary };
  maskAnswer("/nodes/pve1/qemu/100/config", secret);
  assert.deepEqual(secret, { cipassword: canary });
  const rows = [{ key: "memory", value: "512", pending: "1024" }];
  assert.deepEqual(maskAnswer("/nodes/pve1/qemu/100/pending", rows), rows);
});

Deno.test("a webhook's address keeps its host", () => {
  const masked = maskAnswer("/cluster/notifications/endpoints/webhook/x", {
    url: "https://hooks.example.org/a/b",
  });
  assert.deepEqual(masked, { url: "https://hooks.example.org/[redacted]" });
});

Deno.test("an option shows SSH keys by number, type, end and comment", () => {
  const key = (name: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"x".repeat(30)}12345678 ${name}`;
  const encoded = encodeURIComponent(`${key("anna@home")}\n${key("ben@work")}\n`);
  assert.equal(
    maskOption("sshkeys", encoded),
    "2 keys: ssh-ed25519 …12345678 anna@home; ssh-ed25519 …12345678 ben@work",
  );
  assert.equal(maskOption("cipassword", "x"), "[redacted]");
  assert.equal(maskOption("env", "A=1\0B=2"), "A=[redacted] B=[redacted]");
  assert.equal(maskOption("memory", "512"), "512");
});
