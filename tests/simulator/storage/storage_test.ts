import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Data, json, Lab } from "../client.ts";

const NAS = "/nodes/pve1/storage/nas";

Deno.test("an image fetched from an address has the name and checksum that were asked for", async () => {
  await using lab = await Lab.start();
  const wish = { content: "iso", filename: "tiny.iso", url: "https://example.org/tiny.iso" };
  const fetched = await lab.task("POST", `${NAS}/download-url`, wish);
  assert.equal(fetched.status, "OK");
  const rows: Data[] = await lab.data("GET", `${NAS}/content`, { content: "iso" });
  assert(rows.some((row) => row.volid === "nas:iso/tiny.iso"));
  const wrong = await lab.task("POST", `${NAS}/download-url`, {
    ...wish,
    ...{ filename: "other.iso", checksum: "0".repeat(64), "checksum-algorithm": "sha256" },
  });
  assert.match(wrong.status, /checksum mismatch/);
});

Deno.test("a file that is sent up appears with its size", async () => {
  await using lab = await Lab.start();
  const content = "an image of few bytes";
  const boundary = "------------------------simulator";
  const part = (name: string, value: string, extra = "") =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
  const body = part("content", "iso") +
    part("checksum-algorithm", "sha256") +
    part("checksum", createHash("sha256").update(content).digest("hex")) +
    part("filename", content, '; filename="sent.iso"') + `--${boundary}--\r\n`;
  const reply = await lab.send("POST", `/api2/json${NAS}/upload`, {
    body,
    headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` },
  });
  assert.equal(reply.status, 200, reply.text);
  await lab.simulator.tasks.ended(json(reply)["data"]);
  const rows: Data[] = await lab.data("GET", `${NAS}/content`, { content: "iso" });
  assert.equal(rows.find((row) => row.volid === "nas:iso/sent.iso")?.size, content.length);
});

Deno.test("deleting a volume does not ask whether a guest uses it", async () => {
  await using lab = await Lab.start();
  const volid = "local-lvm:vm-102-disk-0";
  assert.equal((await lab.task("DELETE", `/nodes/pve1/storage/local-lvm/content/${volid}`)).status, "OK");
  const start = await lab.task("POST", "/nodes/pve1/qemu/102/status/start");
  assert.equal(start.status, `volume '${volid}' does not exist`);
});

Deno.test("notes and protection of a backup can be changed", async () => {
  await using lab = await Lab.start();
  const [{ volid }] = await lab.data("GET", `${NAS}/content`, { content: "backup", vmid: 100 });
  await lab.data("PUT", `${NAS}/content/${volid}`, { notes: "Keep", protected: 1 });
  const info = await lab.data("GET", `${NAS}/content/${volid}`);
  assert.equal(info.notes, "Keep");
  assert.equal(info.protected, 1);
});

Deno.test("a storage is defined, limited to nodes, switched off and removed", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/storage", {
    storage: "scratch",
    type: "dir",
    path: "/srv/scratch",
    content: "iso",
  });
  await lab.data("PUT", "/storage/scratch", { nodes: "pve2" });
  const names = async (node: string) =>
    (await lab.data("GET", `/nodes/${node}/storage`)).map((row: Data) => row.storage);
  assert(!(await names("pve1")).includes("scratch"));
  assert((await names("pve2")).includes("scratch"));
  const elsewhere = await lab.call("GET", "/nodes/pve1/storage/scratch/content");
  assert.equal(elsewhere.reason, "storage 'scratch' is not available on node 'pve1'");
  await lab.data("PUT", "/storage/scratch", { disable: 1 });
  assert.equal(
    (await lab.call("GET", "/nodes/pve2/storage/scratch/content")).reason,
    "storage 'scratch' is disabled",
  );
  await lab.data("DELETE", "/storage/scratch");
});
