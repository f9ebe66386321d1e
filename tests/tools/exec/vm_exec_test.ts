import assert from "node:assert/strict";
import { type AgentLab, startAgentLab, vmid } from "./vm_agent.ts";
import { startLab } from "../../harness/lab.ts";
import type { Arguments } from "../../harness/tool_client.ts";

async function exec(lab: AgentLab, args: Arguments): Promise<string> {
  const { text, isError } = await lab.server.call("proxmox_vm_exec", { vmid, ...args });
  assert.equal(isError, false, text);
  return text;
}

async function refusal(lab: AgentLab, args: Arguments): Promise<string> {
  const { text, isError } = await lab.server.call("proxmox_vm_exec", { vmid, ...args });
  assert.equal(isError, true, text);
  return text;
}

Deno.test("a command in a VM brings its exit code and both streams apart", async () => {
  await using lab = await startAgentLab();
  const text = await exec(lab, { command: "echo out; echo err >&2; exit 7" });
  assert.match(text, /^VM 101 \(web1\) on pve1: exit code 7\n/);
  assert.match(text, /\[stdout, [^\n]*\]\n\| out\n\[stderr, [^\n]*\]\n\| err$/);
});

Deno.test("a program in a VM gets its arguments as they are, without a shell", async () => {
  await using lab = await startAgentLab();
  const argv = ["/usr/bin/printf", "%s|", "a b", "$HOME", "`id`", "'\"\\", "*", "", "-n", "x;reboot"];
  assert.match(await exec(lab, { argv }), /\| a b\|\$HOME\|`id`\|'"\\\|\*\|\|-n\|x;reboot\|$/);
});

Deno.test("a signal that killed a program in a VM is named", async () => {
  await using lab = await startAgentLab();
  assert.match(await exec(lab, { command: "kill -9 $$" }), /killed by signal 9/);
});

Deno.test("output of a VM is read as UTF-8, although Proxmox shows it as Latin-1", async () => {
  await using lab = await startAgentLab();
  assert.match(
    await exec(lab, { command: "printf 'Gr\\303\\274\\303\\237e \\342\\202\\254'" }),
    /\| Grüße €$/,
  );
});

Deno.test("arguments beyond ASCII, which would hang the agent, arrive as they were sent", async () => {
  await using lab = await startAgentLab();
  const words = ["Grüße €", "東京 😀", 'it\'s "so"\nhere'];
  const argv = ["/usr/bin/printf", "<%s>", ...words];
  assert.match(await exec(lab, { argv }), /\| <Grüße €><東京 😀><it's "so"\n\| here>$/);
  assert.match(await exec(lab, { command: "echo '€ über alles'" }), /\| € über alles$/);
  assert.match(await exec(lab, { command: "exit 3; # €" }), /exit code 3/);
});

Deno.test("a program in a VM reads what the call gives it as stdin", async () => {
  await using lab = await startAgentLab();
  assert.match(await exec(lab, { argv: ["/bin/cat"], stdin: "ä€\nb" }), /\| ä€\n\| b$/);
  assert.match(await exec(lab, { argv: ["/usr/bin/wc", "-c"] }), /\| 0$/);
});

Deno.test("more stdin than the agent takes is refused before anything runs", async () => {
  await using lab = await startAgentLab();
  assert.match(await refusal(lab, { argv: ["/bin/cat"], stdin: "x".repeat(70_000) }), /65536|64/);
  assert.deepEqual(lab.started, []);
});

Deno.test("a program whose time is up is told to end", async () => {
  await using lab = await startAgentLab();
  const text = await exec(lab, { argv: ["/bin/sleep", "300"], timeout: 1 });
  assert.match(text, /ended after 1 s because its time was up/);
  assert.match(text, /It was told to end/);
  assert.deepEqual(lab.started.map(([program]) => program), ["/bin/sleep", "/bin/kill"]);
});

Deno.test("a program that the VM does not have is told as what it is", async () => {
  await using lab = await startAgentLab();
  const text = await refusal(lab, { argv: ["/usr/bin/nosuch", "x"] });
  assert.match(text, /VM 101 has no program "\/usr\/bin\/nosuch" that can be run/);
});

Deno.test("a VM without an enabled agent says how to enable it", async () => {
  await using lab = await startAgentLab();
  assert.match(
    await refusal(lab, { vmid: 114, argv: ["/bin/true"] }),
    /guest agent of VM 114 is not enabled.*agent=1/s,
  );
});

Deno.test("a VM whose agent is silent says so", async () => {
  await using lab = await startAgentLab();
  const guest = lab.cluster.simulator.cluster.state.guests[vmid];
  assert.ok(guest !== undefined);
  guest.system.agent = false;
  assert.match(await refusal(lab, { argv: ["/bin/true"] }), /guest agent of VM 101 does not answer/);
});

Deno.test("an agent that forbids running programs is explained", async () => {
  await using lab = await startAgentLab();
  lab.refusal = "Agent error: Command guest-exec has been disabled: the command is not allowed";
  assert.match(
    await refusal(lab, { argv: ["/bin/true"] }),
    /guest agent of VM 101 forbids running programs.*\/etc\/sysconfig\/qemu-ga/s,
  );
});

Deno.test("a VM that is stopped names the tool that starts it", async () => {
  await using lab = await startAgentLab();
  const guest = lab.cluster.simulator.cluster.state.guests[vmid];
  assert.ok(guest !== undefined);
  delete guest.runtime;
  assert.match(await refusal(lab, { argv: ["/bin/true"] }), /VM 101 is not running.*proxmox_vm_start/s);
});

Deno.test("output beyond the limit keeps its head and its tail, and says what is missing", async () => {
  await using lab = await startAgentLab({ settings: { CHARACTER_LIMIT: "2000" } });
  const text = await exec(lab, { command: "seq 1 5000; echo failed >&2" });
  assert.ok(text.length <= 2000);
  assert.match(text, /\| 1\n/);
  assert.match(text, /characters left out/);
  assert.match(text, /\| 5000\n/);
  assert.match(text, /\| failed$/);
});

Deno.test("either a line or a list of arguments is to be given", async () => {
  await using lab = await startAgentLab();
  for (const args of [{}, { command: "true", argv: ["/bin/true"] }]) {
    assert.match(await refusal(lab, args), /either command .* or argv/);
  }
});

Deno.test("commands in VMs are off until the owner allows them", async () => {
  await using lab = await startAgentLab({ settings: { I_ACCEPT_RISKS: "false" } });
  assert.match(await refusal(lab, { command: "true" }), /PROXMOX_ALLOW_ELEVATED/);
  assert.deepEqual(lab.started, []);
});

Deno.test("a VM with the protected tag gets no command", async () => {
  await using lab = await startAgentLab({ settings: { PROXMOX_PROTECTED_TAG: "web" } });
  assert.match(await refusal(lab, { command: "true" }), /protected|PROXMOX_PROTECTED_TAG/);
  assert.deepEqual(lab.started, []);
});

Deno.test("patterns of denied commands hold for VMs", async () => {
  await using lab = await startAgentLab({ settings: { PROXMOX_DENIED_COMMANDS: "reboot,rm *" } });
  assert.match(await refusal(lab, { command: "true; /sbin/reboot" }), /PROXMOX_DENIED_COMMANDS/);
  assert.deepEqual(lab.started, []);
  assert.match(await exec(lab, { command: "echo reboot" }), /\| reboot$/);
});

Deno.test("patterns of denied commands hold for the agent's own path of the API too", async () => {
  await using lab = await startLab({
    settings: { I_ACCEPT_RISKS: "true", PROXMOX_DENIED_COMMANDS: "reboot" },
  });
  const path = `/nodes/pve1/qemu/${vmid}/agent/exec`;
  for (const command of [["/sbin/reboot"], ["sh", "-c", "true; reboot"], "reboot"]) {
    const call = { method: "POST", path, parameters: { command } };
    assert.match(await lab.failure("proxmox_api_call", call), /PROXMOX_DENIED_COMMANDS/);
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("cancelling a call ends its program in the VM", async () => {
  await using lab = await startAgentLab();
  const cancel = new AbortController();
  lab.onStart = ([program]) => {
    if (program === "/bin/sleep") lab.onLook = () => cancel.abort();
  };
  await assert.rejects(
    lab.server.call("proxmox_vm_exec", { vmid, argv: ["/bin/sleep", "20"] }, { signal: cancel.signal }),
  );
  await lab.allEnded();
  assert.deepEqual(lab.started.map(([program]) => program), ["/bin/sleep", "/bin/kill"]);
});

Deno.test("cancelling a call while its program is being started ends that program too", async () => {
  await using lab = await startAgentLab();
  const cancel = new AbortController();
  const cancelled = Promise.withResolvers<void>();
  lab.onStart = async ([program]) => {
    if (program !== "/bin/sleep") return;
    cancel.abort();
    await cancelled.promise;
  };
  await assert.rejects(
    lab.server.call("proxmox_vm_exec", { vmid, argv: ["/bin/sleep", "20"] }, { signal: cancel.signal }),
  );
  // What comes after the cancellation on the same pipe is served after it.
  await lab.server.call("proxmox_vm_status", { vmid });
  cancelled.resolve();
  await lab.allEnded();
  assert.deepEqual(lab.started.map(([program]) => program), ["/bin/sleep", "/bin/kill"]);
});

Deno.test("a call that is cancelled before its program was asked for starts none", async () => {
  await using lab = await startAgentLab();
  const cancel = new AbortController();
  lab.cluster.simulator.faults.requests.next({ kind: "before", action: () => cancel.abort() }, {
    path: /^\/cluster\/resources$/,
  });
  await assert.rejects(
    lab.server.call("proxmox_vm_exec", { vmid, argv: ["/bin/true"] }, { signal: cancel.signal }),
  );
  await lab.server.call("proxmox_vm_status", { vmid });
  assert.deepEqual(lab.started, []);
});
