import assert from "node:assert/strict";
import { type Data, json, Lab, type Reply } from "../client.ts";

const AGENT = "/nodes/pve1/qemu/101/agent";

async function start(lab: Lab, command: string[], input?: string): Promise<Reply> {
  const body = JSON.stringify({ command, ...(input === undefined ? {} : { "input-data": input }) });
  return await lab.send("POST", `/api2/json${AGENT}/exec`, {
    body,
    headers: { "Content-Type": "application/json" },
  });
}

async function run(lab: Lab, command: string[], input?: string): Promise<Data> {
  const reply = await start(lab, command, input);
  assert.equal(reply.status, 200, reply.text);
  return await lab.data("GET", `${AGENT}/exec-status`, { pid: json(reply)["data"].pid });
}

Deno.test("a program's outcome comes with its exit code and both streams, once", async () => {
  await using lab = await Lab.start();
  const outcome = await run(lab, ["sh", "-c", "echo out; echo err >&2; exit 3"]);
  assert.deepEqual(outcome, {
    ...{ exited: 1, exitcode: 3 },
    ...{ "out-data": "out\n", "out-truncated": 0, "err-data": "err\n", "err-truncated": 0 },
  });
  const { pid } = await lab.data("POST", `${AGENT}/exec`, { command: "true" });
  await lab.data("GET", `${AGENT}/exec-status`, { pid });
  const again = await lab.call("GET", `${AGENT}/exec-status`, { pid });
  assert.equal(again.reason, "Agent error: PID ld does not exist");
});

Deno.test("arguments reach the program as they are, and standard input with them", async () => {
  await using lab = await Lab.start();
  assert.equal((await run(lab, ["echo", "a b", "$HOME", "'"]))["out-data"], "a b $HOME '\n");
  assert.equal((await run(lab, ["cat"], "piped in"))["out-data"], "piped in");
});

Deno.test("a program that is still running says so", async () => {
  await using lab = await Lab.start({ speed: 1 });
  assert.deepEqual(await run(lab, ["sleep", "600"]), { exited: 0 });
});

Deno.test("a program that never ends is ended with its machine, and with the simulator", async () => {
  await using lab = await Lab.start();
  const endless = ["sh", "-c", "while :; do :; done"];
  assert.deepEqual(await run(lab, endless), { exited: 0 });
  await lab.task("POST", "/nodes/pve1/qemu/101/status/stop");
  await lab.task("POST", "/nodes/pve1/qemu/101/status/start");
  const listed = await run(lab, ["ps"]);
  assert.doesNotMatch(listed["out-data"], /while/);
  assert.deepEqual(await run(lab, endless), { exited: 0 });
});

Deno.test("an argument with two bytes more than characters makes the agent deaf until the machine is restarted", async () => {
  await using lab = await Lab.start();
  const reply = await start(lab, ["echo", "äö"]);
  assert.equal(reply.reason, "VM 101 qga command 'guest-exec' failed - got timeout");
  assert.equal((await lab.call("POST", `${AGENT}/ping`)).reason, "QEMU guest agent is not running");
  await lab.task("POST", "/nodes/pve1/qemu/101/status/stop");
  await lab.task("POST", "/nodes/pve1/qemu/101/status/start");
  assert.equal((await lab.call("POST", `${AGENT}/ping`)).status, 200);
});

Deno.test("a file that was written can be read back, bytes one by one", async () => {
  await using lab = await Lab.start();
  const content = btoa(String.fromCharCode(0, 1, 127, 128, 255));
  await lab.data("POST", `${AGENT}/file-write`, { file: "/tmp/blob", content, encode: 0 });
  const read = await lab.data("GET", `${AGENT}/file-read`, { file: "/tmp/blob" });
  assert.deepEqual([...read.content].map((char) => char.charCodeAt(0)), [0, 1, 127, 128, 255]);
  const missing = await lab.call("GET", `${AGENT}/file-read`, { file: "/tmp/none" });
  assert.equal(
    missing.reason,
    "Agent error: failed to open file '/tmp/none' (mode: 'r'): No such file or directory",
  );
});

Deno.test("a machine without agent, without power or without the right says which", async () => {
  await using lab = await Lab.start();
  const reason = async (path: string) => (await lab.call("POST", `${path}/agent/ping`)).reason;
  assert.equal(await reason("/nodes/pve2/qemu/114"), "No QEMU guest agent configured");
  assert.equal(await reason("/nodes/pve1/qemu/102"), "VM 102 is not running");
  const refused = await lab.call("POST", `${AGENT}/exec`, { command: "true" }, "operator");
  assert.equal(refused.status, 403);
});
