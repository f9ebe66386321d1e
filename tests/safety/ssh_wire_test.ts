import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { type Environment, startCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { Lab } from "../harness/lab.ts";
import { sshLogin } from "../harness/ssh_login.ts";
import { Canaries } from "./canaries.ts";
import { generatedArguments } from "./generated_arguments.ts";
import { change, harm, type Received } from "./harm.ts";
import { Random } from "./random.ts";
import { requestsWithSecrets, toolsWithSecrets } from "./secret_arguments.ts";
import { commandsOf, requestOf, startSshLab } from "./ssh_lab.ts";
import { worldOf } from "./world.ts";

const reckless: Environment = {
  PROXMOX_CONFIRM: "off",
  PROXMOX_TOOLSETS: "all",
  PROXMOX_ALLOW_ELEVATED: "true",
  ENABLE_HOST_EXEC: "true",
  PROXMOX_PROTECTED_TAG: "none",
};

/** Read by the client itself: the nodes' addresses and host keys, and what the node's release has for an API. */
const readsCluster =
  /'cat' '(\/etc\/pve\/(\.members|nodes\/pve\d\/ssh_known_hosts)|\/usr\/share\/pve-docs\/api-viewer\/apidoc\.js)'$/;

/** Calls every tool with generated arguments; each command that reached a node and must not have. */
async function objections(
  lab: Lab,
  forbidden: (request: Received) => string | undefined,
): Promise<readonly string[]> {
  const world = worldOf(lab.simulator);
  const commands = commandsOf(lab.cluster);
  const found: string[] = [];
  for (const tool of allTools) {
    const random = Random.of(17, tool.name);
    for (let call = 0; call < (tool.name.startsWith("proxmox_api_") ? 15 : 3); call++) {
      const args = generatedArguments(tool, random, world);
      const before = commands.length;
      await lab.call(tool.name, args);
      for (const line of commands.slice(before)) {
        const request = requestOf(line);
        const why = request !== undefined
          ? forbidden(request)
          : readsCluster.test(line)
          ? undefined
          : "it is no request of the API";
        if (why !== undefined) {
          found.push(`${tool.name} ${JSON.stringify(args)}: ${line.slice(-300)}: ${why}`);
        }
      }
    }
  }
  assert.ok(commands.length > 40, `only ${commands.length} commands, too few to prove anything`);
  return found;
}

Deno.test("over SSH alone, in read-only no tool gives a node any command but pvesh get", async () => {
  await using lab = await startSshLab({
    speed: 10_000,
    settings: { ...reckless, PROXMOX_READ_ONLY: "true" },
  });
  assert.deepEqual(await objections(lab, change), []);
});

Deno.test("over SSH alone, in safe mode no tool runs a command, moves a file or destroys anything", async () => {
  await using lab = await startSshLab({
    speed: 10_000,
    settings: { ...reckless, PROXMOX_SAFE_MODE: "true" },
  });
  assert.deepEqual(await objections(lab, harm), []);
});

Deno.test("over SSH alone, without I_ACCEPT_RISKS nothing but pvesh get leaves", async () => {
  await using lab = await startSshLab({
    speed: 10_000,
    settings: { ...reckless, ENABLE_HOST_EXEC: "false", I_ACCEPT_RISKS: "false" },
  });
  assert.deepEqual(await objections(lab, change), []);
});

Deno.test("the same calls without a mode do give the nodes what the modes keep back, so the checks above can fail", async () => {
  await using lab = await startSshLab({ speed: 10_000, settings: reckless });
  const { length } = await objections(lab, harm);
  assert.ok(length > 8, `only ${length} harmful commands were given`);
});

Deno.test("over SSH alone, a secret among the parameters is refused and stands in no command line", async () => {
  const canaries = new Canaries();
  await using lab = await startSshLab({ settings: { ...reckless } });
  for (const [tool, args] of [...requestsWithSecrets(canaries), ...toolsWithSecrets(canaries)]) {
    const { text } = await lab.call(tool, args);
    assert.deepEqual(canaries.foundIn(text), [], text);
  }
  assert.deepEqual(canaries.foundIn(commandsOf(lab.cluster).join("\n")), []);
  const text = await lab.failure("proxmox_vm_cloudinit", { vmid: 102, password: "correct-horse" });
  assert.match(text, /over SSH its parameter cipassword would stand in a command line on the node/);
});

Deno.test("with both logins, changes go by SSH, but secrets and what programs get as input by the API", async () => {
  const canaries = new Canaries();
  await using cluster = await startCluster({ ssh: true, speed: 1000 });
  await using server = await serveInProcess({ ...cluster.environment, ...await sshLogin(cluster) });
  const lab = new Lab(cluster, server);
  await lab.text("proxmox_vm_start", { vmid: 102 });
  await lab.text("proxmox_vm_cloudinit", { vmid: 102, password: canaries.make("a password") });
  await lab.text("proxmox_vm_exec", { vmid: 101, argv: ["/bin/cat"], stdin: canaries.make("input") });
  const lines = commandsOf(cluster).join("\n");
  assert.match(lines, /'pvesh' 'create' '\/nodes\/pve1\/qemu\/102\/status\/start'/);
  assert.deepEqual(canaries.foundIn(lines), []);
  const changes = cluster.simulator.requests.filter(({ method }) => method !== "GET").map(({ path }) => path);
  assert.deepEqual(changes, ["/nodes/pve1/qemu/102/config", "/nodes/pve1/qemu/101/agent/exec"]);
});
