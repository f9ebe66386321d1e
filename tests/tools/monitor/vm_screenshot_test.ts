import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { startCluster } from "../../harness/cluster.ts";
import { serveInProcess } from "../../harness/in_process.ts";
import { type Lab, startLab } from "../../harness/lab.ts";
import { sshLogin } from "../../harness/ssh_login.ts";

const elevated = { PROXMOX_ALLOW_ELEVATED: "true" };

/** Calls the tool as a client does, and takes the answer apart. */
async function shot(lab: Pick<Lab, "server">, vmid: number) {
  const { content, isError } = await lab.server.client.sdk.callTool({
    name: "proxmox_vm_screenshot",
    arguments: { vmid },
  });
  const text = content.find((part) => part.type === "text")?.text ?? "";
  assert.notEqual(isError, true, text);
  const picture = content.find((part) => part.type === "image");
  assert.equal(picture?.mimeType, "image/png");
  return { text, picture: decodePng(Uint8Array.fromBase64(picture?.data ?? "")) };
}

/** Reads the one kind of PNG that is sent: 8 bits of red, green and blue, no filter. */
function decodePng(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  // The signature and the header's chunk take 33 bytes; the next chunk is the only one with data.
  const raw = inflateSync(png.subarray(41, 41 + view.getUint32(33)));
  const grey = (x: number, y: number) => raw[y * (width * 3 + 1) + 1 + x * 3] ?? 0;
  return { width, height, grey };
}

/** Which of the columns of text hold any letter, row by row, as dots and blanks. */
function cells({ grey }: ReturnType<typeof decodePng>, row: number): string {
  const isLit = (column: number) => {
    for (let y = row * 16; y < row * 16 + 16; y++) {
      for (let x = column * 9; x < column * 9 + 9; x++) if (grey(x, y) > 0) return true;
    }
    return false;
  };
  return Array.from({ length: 80 }, (_, column) => isLit(column) ? "#" : " ").join("").trimEnd();
}

for (const version of ["9.2", "8.4"] as const) {
  Deno.test(`the console of a VM of ${version} comes as a picture of what stands on it`, async () => {
    await using lab = await startLab({ version, settings: elevated });
    const { text, picture } = await shot(lab, 101);
    assert.equal(text, "The console of VM 101 (web1) on pve1, 720 by 400 pixels.");
    assert.deepEqual([picture.width, picture.height], [720, 400]);
    assert.equal(cells(picture, 2), "web1 login: _".replace(/\S/g, "#"));
    assert.equal(cells(picture, 1), "");
    const opened = lab.simulator.requests.filter(({ path }) => /vnc/.test(path)).map((request) =>
      `${request.method} ${request.path}`
    );
    assert.deepEqual(opened, [
      "POST /nodes/pve1/qemu/101/vncproxy",
      "GET /nodes/pve1/qemu/101/vncwebsocket",
    ]);
  });
}

Deno.test("the picture comes under every kind of trust in the certificate, and not without it", async () => {
  await using cluster = await startCluster();
  const { PROXMOX_FINGERPRINT: fingerprint = "", ...untrusted } = cluster.environment;
  const trust = [
    { PROXMOX_FINGERPRINT: fingerprint },
    { PROXMOX_CA_FILE: await cluster.caFile() },
    { PROXMOX_VERIFY_SSL: "false" },
  ];
  for (const settings of trust) {
    await using server = await serveInProcess({ ...untrusted, ...elevated, ...settings });
    assert.match((await shot({ server }, 101)).text, /^The console of VM 101/);
  }
});

Deno.test("a VM on another node shows its console by way of the node that is asked", async () => {
  await using lab = await startLab({ settings: elevated });
  const guest = lab.simulator.cluster.guests().find(({ type, node, runtime }) =>
    type === "qemu" && node !== "pve1" && runtime !== undefined
  );
  assert.match((await shot(lab, guest?.vmid ?? 0)).text, new RegExp(`on ${guest?.node}, 720 by 400`));
});

Deno.test("a VM that is off, and a container, are told apart before a console is opened", async () => {
  await using lab = await startLab({ settings: elevated });
  const off = lab.simulator.cluster.guests().find(({ type, runtime }) =>
    type === "qemu" && runtime === undefined
  );
  assert.match(
    await lab.failure("proxmox_vm_screenshot", { vmid: off?.vmid }),
    /^VM \d+ \(.*\) is stopped and shows nothing\. Start it with proxmox_vm_start first\.$/,
  );
  assert.match(
    await lab.failure("proxmox_vm_screenshot", { vmid: 100 }),
    /^100 \(.*\) is a container\. Only VMs can do that\.$/,
  );
  assert.equal(lab.simulator.requests.filter(({ path }) => /vnc/.test(path)).length, 0);
});

Deno.test("a login without VM.Console is told which privilege is missing", async () => {
  await using cluster = await startCluster();
  const { tokenId, secret } = cluster.simulator.logins.auditor;
  await using server = await serveInProcess({
    ...cluster.environment,
    ...elevated,
    PROXMOX_API_TOKEN_ID: tokenId,
    PROXMOX_API_TOKEN_SECRET: secret,
  });
  const { isError, text } = await server.call("proxmox_vm_screenshot", { vmid: 101 });
  assert.equal(isError, true);
  assert.match(text, /VM\.Console/);
});

Deno.test("a ticket that Proxmox refuses, and a connection that breaks, are explained", async () => {
  await using lab = await startLab({ settings: elevated });
  const { requests } = lab.simulator.faults;
  requests.next({ kind: "status", status: 401, reason: "permission denied - invalid PVEVNC ticket" }, {
    path: /vncwebsocket$/,
  });
  assert.match(await lab.failure("proxmox_vm_screenshot", { vmid: 101 }), /invalid PVEVNC ticket/);
  requests.next({ kind: "lose" }, { path: /vncwebsocket$/ });
  assert.match(
    await lab.failure("proxmox_vm_screenshot", { vmid: 101 }),
    /^The connection to 127\.0\.0\.1:\d+ broke before the answer was whole\./,
  );
});

Deno.test("a websocket that does not open in time ends with the deadline, and with the caller's patience", async () => {
  await using lab = await startLab({ settings: { ...elevated, PROXMOX_TIMEOUT: "400" } });
  const { requests } = lab.simulator.faults;
  requests.next({ kind: "hang" }, { path: /vncwebsocket$/ });
  assert.match(await lab.failure("proxmox_vm_screenshot", { vmid: 101 }), /gave no answer within 0\.4 s\./);
  requests.next({ kind: "hang" }, { path: /vncwebsocket$/ });
  const cancelled = new AbortController();
  const call = lab.call("proxmox_vm_screenshot", { vmid: 101 }, { signal: cancelled.signal });
  cancelled.abort();
  await assert.rejects(call);
});

Deno.test("no picture is taken where commands in guests are off", async () => {
  await using lab = await startLab();
  assert.match(await lab.failure("proxmox_vm_screenshot", { vmid: 101 }), /PROXMOX_ALLOW_ELEVATED/);
  assert.equal(lab.simulator.requests.length, 0);
});

Deno.test("over SSH alone the picture is refused with the way to have it, and no console is opened", async () => {
  await using cluster = await startCluster({ ssh: true });
  const { PROXMOX_AUDIT_LOG = "" } = cluster.address;
  await using server = await serveInProcess({
    ...await sshLogin(cluster),
    ...elevated,
    PROXMOX_AUDIT_LOG,
    PROXMOX_DEFAULT_TRANSPORT: "ssh",
    PROXMOX_HOST: cluster.simulator.hostname,
  });
  const { isError, text } = await server.call("proxmox_vm_screenshot", { vmid: 101 });
  assert.equal(isError, true);
  assert.match(
    text,
    /^SSH carries no picture of a console, and no API login is in use\. Set PROXMOX_API_TOKEN_ID/,
  );
  assert.equal(cluster.simulator.cluster.state.tasks.filter(({ type }) => type === "vncproxy").length, 0);
});

Deno.test("with both wires the console goes by the API although changes go by SSH", async () => {
  await using cluster = await startCluster({ ssh: true });
  await using server = await serveInProcess({
    ...cluster.environment,
    ...await sshLogin(cluster),
    ...elevated,
    PROXMOX_AUTO_WRITES: "ssh",
  });
  assert.match((await shot({ server }, 101)).text, /^The console of VM 101/);
  assert.equal(cluster.countRequests("POST", /vncproxy$/), 1);
});

Deno.test("a VM that goes down just then is told in the words of the console's own task", async () => {
  await using lab = await startLab({ settings: elevated });
  lab.simulator.faults.requests.next({
    kind: "before",
    action: () => {
      const guest = lab.simulator.cluster.guest(101);
      assert.ok(guest);
      delete guest.runtime;
    },
  }, { path: /vncproxy$/ });
  assert.equal(
    await lab.failure("proxmox_vm_screenshot", { vmid: 101 }),
    "The console closed before its picture was whole. Its task says: VM 101 not running. " +
      "Look with proxmox_vm_status whether the VM runs, then try again.",
  );
});
