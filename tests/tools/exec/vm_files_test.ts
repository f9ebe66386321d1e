import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type AgentLab, startAgentLab, vmid } from "./vm_agent.ts";
import type { Arguments } from "../../harness/tool_client.ts";

async function copy(lab: AgentLab, way: "push" | "pull", args: Arguments): Promise<string> {
  const { text, isError } = await lab.server.call(`proxmox_guest_${way}`, { vmid, ...args });
  assert.equal(isError, false, text);
  return text;
}

async function refusal(lab: AgentLab, way: "push" | "pull", args: Arguments): Promise<string> {
  const { text, isError } = await lab.server.call(`proxmox_guest_${way}`, { vmid, ...args });
  assert.equal(isError, true, text);
  return text;
}

/** Bytes of every value in no simple order. */
function bytes(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8) * 17) & 255);
}

async function listed(lab: AgentLab): Promise<readonly string[]> {
  const names = (await Array.fromAsync(Deno.readDir(lab.directory))).map(({ name }) => name);
  return names.filter((name) => !name.startsWith("audit")).toSorted();
}

for (const version of [undefined, "8.4"] as const) {
  for (const size of version === undefined ? [0, 1, 200_000, 5_000_000] : [0, 1, 200_000]) {
    Deno.test(`${size} bytes go into a VM and come out the same on ${version ?? "9.2"}`, async () => {
      await using lab = await startAgentLab(version === undefined ? {} : { version });
      const sent = bytes(size);
      const sum = createHash("sha256").update(sent).digest("hex");
      await Deno.writeFile(join(lab.directory, "sent"), sent);
      const path = join(lab.directory, "in the VM");
      const copied = `${size} byte${size === 1 ? "" : "s"}, sha256 ${sum} at both ends`;
      const pushed = await copy(lab, "push", { path, local: "sent" });
      assert.ok(pushed.endsWith(copied), pushed);
      const pulled = await copy(lab, "pull", { path, local: "back" });
      assert.ok(pulled.includes(`${copied}, saved as `), pulled);
      assert.deepEqual(await Deno.readFile(join(lab.directory, "back")), sent);
      assert.deepEqual(await listed(lab), ["back", "in the VM", "sent"]);
    });
  }
}

const names = ["a b", `it's "so"`, "line\nend", "Grüße €", "東京 😀", "$(id) `id` ;*", "-n", "\\n"];

for (const name of names) {
  Deno.test(`a file named ${JSON.stringify(name)} goes into a VM and out again`, async () => {
    await using lab = await startAgentLab();
    const path = join(lab.directory, name);
    await copy(lab, "push", { path, content: "ä€\n" });
    assert.equal(await Deno.readTextFile(path), "ä€\n");
    assert.match(await copy(lab, "pull", { path }), /\| ä€$/);
    assert.deepEqual(await listed(lab), [name]);
  });
}

Deno.test("a file in a VM is replaced only when that is asked for, and keeps its mode then", async () => {
  await using lab = await startAgentLab();
  const path = join(lab.directory, "there");
  await Deno.writeTextFile(path, "old", { mode: 0o640 });
  assert.match(await refusal(lab, "push", { path, content: "new" }), /exists in VM 101 already/);
  assert.equal(await Deno.readTextFile(path), "old");
  await copy(lab, "push", { path, content: "new", overwrite: true });
  assert.equal(await Deno.readTextFile(path), "new");
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o640);
  assert.deepEqual(await listed(lab), ["there"]);
});

Deno.test("a local file is replaced only when that is asked for", async () => {
  await using lab = await startAgentLab();
  const path = join(lab.directory, "there");
  await Deno.writeTextFile(path, "new");
  await Deno.writeTextFile(join(lab.directory, "here"), "old");
  assert.match(await refusal(lab, "pull", { path, local: "here" }), /here exists.*overwrite=true/s);
  assert.equal(await Deno.readTextFile(join(lab.directory, "here")), "old");
  await copy(lab, "pull", { path, local: "here", overwrite: true });
  assert.equal(await Deno.readTextFile(join(lab.directory, "here")), "new");
});

Deno.test("a file pushed into a VM gets the mode and the owner asked for", async () => {
  await using lab = await startAgentLab();
  const path = join(lab.directory, "owned");
  await copy(lab, "push", { path, content: "x", mode: "0600", user: "nobody", group: "root" });
  const { mode, uid, gid } = await Deno.stat(path);
  assert.equal((mode ?? 0) & 0o777, 0o600);
  assert.deepEqual([uid, gid], [65534, 0]);
  const other = join(lab.directory, "other");
  await copy(lab, "push", { path: other, content: "x" });
  assert.equal(((await Deno.stat(other)).mode ?? 0) & 0o777, 0o644);
});

Deno.test("an owner that the VM does not know leaves nothing behind", async () => {
  await using lab = await startAgentLab();
  const path = join(lab.directory, "owned");
  const text = await refusal(lab, "push", { path, content: "x", user: "nosuchuser" });
  assert.match(text, /cannot get the owner or mode asked for.*nosuchuser/s);
  assert.deepEqual(await listed(lab), []);
});

Deno.test("a directory that the VM does not have, and one in place of a file, are named", async () => {
  await using lab = await startAgentLab();
  const missing = join(lab.directory, "nosuch/file");
  assert.match(await refusal(lab, "push", { path: missing, content: "x" }), /no such directory/);
  assert.match(await refusal(lab, "pull", { path: missing }), /is not there in VM 101/);
  for (const way of ["push", "pull"] as const) {
    const args = way === "push" ? { content: "x", overwrite: true } : {};
    assert.match(await refusal(lab, way, { path: lab.directory, ...args }), /is a directory/);
  }
  assert.match(await refusal(lab, "pull", { path: "/dev/null" }), /no regular file/);
});

Deno.test("a path in a VM is absolute and without ..", async () => {
  await using lab = await startAgentLab();
  for (const path of ["tmp/x", "/tmp/../etc/x", "/tmp/"]) {
    await refusal(lab, "push", { path, content: "x" });
    await refusal(lab, "pull", { path });
  }
  assert.deepEqual(lab.started, []);
});

Deno.test("files above the limit go neither way, and nothing is left of them", async () => {
  await using lab = await startAgentLab({ settings: { MAX_FILE_SIZE: "1000" } });
  await Deno.writeFile(join(lab.directory, "large"), bytes(1001));
  const path = join(lab.directory, "large");
  assert.match(await refusal(lab, "pull", { path, local: "back" }), /1001 bytes, allowed are 1000/);
  assert.match(
    await refusal(lab, "push", { path: `${path}.copy`, local: "large" }),
    /1001 bytes, allowed are 1000.*MAX_FILE_SIZE/s,
  );
  assert.match(
    await refusal(lab, "push", { path: `${path}.copy`, content: "x".repeat(1001) }),
    /1001 bytes, allowed are 1000.*MAX_FILE_SIZE/s,
  );
  assert.deepEqual(await listed(lab), ["large"]);
});

Deno.test("what is no text does not come into an answer", async () => {
  await using lab = await startAgentLab();
  const path = join(lab.directory, "binary");
  await Deno.writeFile(path, bytes(1000));
  assert.match(await refusal(lab, "pull", { path }), /is no UTF-8 text.*local=/s);
});

Deno.test("a connection that breaks in the middle of a push leaves no part of the file", async () => {
  await using lab = await startAgentLab();
  await Deno.writeFile(join(lab.directory, "sent"), bytes(300_000));
  let appended = 0;
  lab.breaksAt = (argv) => argv.some((word) => word.startsWith("cat >>")) && ++appended === 3;
  await refusal(lab, "push", { path: join(lab.directory, "there"), local: "sent" });
  assert.equal(appended, 3);
  assert.deepEqual(await listed(lab), ["sent"]);
});

Deno.test("a connection that breaks in the middle of a pull leaves no part of the file", async () => {
  await using lab = await startAgentLab({ version: "8.4" });
  const path = join(lab.directory, "there");
  await Deno.writeFile(path, bytes(5_000_000));
  let read = 0;
  lab.breaksAt = (argv) => argv.some((word) => word.startsWith("tail -c")) && ++read === 2;
  await refusal(lab, "pull", { path, local: "back" });
  assert.equal(read, 2);
  assert.deepEqual(await listed(lab), ["there"]);
});

Deno.test("files of VMs are off until the owner allows them", async () => {
  await using lab = await startAgentLab({ settings: { I_ACCEPT_RISKS: "false" } });
  assert.match(await refusal(lab, "push", { path: "/tmp/x", content: "x" }), /PROXMOX_ALLOW_ELEVATED/);
  assert.match(await refusal(lab, "pull", { path: "/etc/passwd" }), /PROXMOX_ALLOW_ELEVATED/);
  assert.deepEqual(lab.started, []);
});

Deno.test("a push that is cancelled leaves no part of the file", async () => {
  await using lab = await startAgentLab();
  await Deno.writeFile(join(lab.directory, "sent"), bytes(300_000));
  const cancel = new AbortController();
  const removed = new Promise<void>((resolve) => {
    lab.onStart = (argv) => {
      if (argv.some((word) => word.startsWith("cat >>"))) cancel.abort();
      if (argv.some((word) => word.startsWith("rm -f"))) resolve();
    };
  });
  const call = { vmid, path: join(lab.directory, "there"), local: "sent" };
  await assert.rejects(lab.server.call("proxmox_guest_push", call, { signal: cancel.signal }));
  await removed;
});
