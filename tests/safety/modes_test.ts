import assert from "node:assert/strict";
import type { Environment } from "../harness/cluster.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import { everyTool, everyToolset } from "./every_tool.ts";
import { generatedArguments } from "./generated_arguments.ts";
import { change, harm, type Received } from "./harm.ts";
import { Random } from "./random.ts";
import { worldOf } from "./world.ts";

/** Another seed tries other calls: `SAFETY_SEED=7 deno test ...`. */
const seed = Number(Deno.env.get("SAFETY_SEED") ?? "3");

/** Everything that could let more out than the mode itself does: no confirmation, every risk accepted. */
const reckless: Environment = {
  PROXMOX_TOOLSETS: everyToolset,
  PROXMOX_CONFIRM: "off",
  PROXMOX_ALLOW_ELEVATED: "true",
  I_ACCEPT_RISKS: "true",
  ENABLE_HOST_EXEC: "true",
  PROXMOX_PROTECTED_TAG: "none",
};

/** What came of many generated calls. */
interface Tried {
  readonly requests: number;
  /** Requests that must not have left, each with the call that sent it. */
  readonly violations: readonly string[];
  /** Tools of which at least one call got past its arguments. */
  readonly reached: ReadonlySet<string>;
  readonly changes: number;
}

/** Calls every tool there is with generated arguments and holds each request that arrives against a rule. */
async function tryEverything(
  lab: Lab,
  options: { readonly forbidden: (request: Received) => string | undefined; readonly calls: number },
): Promise<Tried> {
  const world = worldOf(lab.simulator);
  const { requests } = lab.simulator;
  const violations: string[] = [];
  const reached = new Set<string>();
  for (const tool of everyTool) {
    const random = Random.of(seed, tool.name);
    // The generic tools reach everything, so they get more tries.
    const calls = tool.name.startsWith("proxmox_api_") ? options.calls * 10 : options.calls;
    for (let call = 0; call < calls; call++) {
      const args = generatedArguments(tool, random, world);
      const before = requests.length;
      const { isError } = await lab.call(tool.name, args);
      if (!isError || requests.length > before) reached.add(tool.name);
      for (const request of requests.slice(before)) {
        const why = options.forbidden(request);
        if (why === undefined) continue;
        violations.push(
          `${request.method} ${request.path} ${JSON.stringify(request.params)} left although ${why}: ` +
            `${tool.name} ${JSON.stringify(args)} (SAFETY_SEED=${seed})`,
        );
      }
    }
  }
  return {
    requests: requests.length,
    violations,
    reached,
    changes: requests.filter(({ method }) => method !== "GET").length,
  };
}

/** Makes the node keep its schema to itself, so that nothing but the policy stands between a generic call and the wire. */
function hideSchema(lab: Lab): void {
  lab.simulator.faults.requests.next({ kind: "status", status: 500, reason: "no such file" }, {
    path: /apidoc/,
  }, 1e6);
}

for (const schema of ["with", "without"] as const) {
  Deno.test(`in read-only no tool, however called, sends anything but a harmless GET, ${schema} the API's schema at hand`, async () => {
    await using lab = await startLab({ settings: { ...reckless, PROXMOX_READ_ONLY: "true" } });
    if (schema === "without") hideSchema(lab);
    const { requests, violations } = await tryEverything(lab, { forbidden: change, calls: 6 });
    assert.deepEqual(violations, []);
    assert.ok(requests > 60, `only ${requests} requests arrived, too few to prove anything`);
  });

  Deno.test(`in safe mode no tool, however called, sends what destroys or runs something, ${schema} the API's schema at hand`, async () => {
    await using lab = await startLab({ settings: { ...reckless, PROXMOX_SAFE_MODE: "true" } });
    if (schema === "without") hideSchema(lab);
    const { changes, violations } = await tryEverything(lab, { forbidden: harm, calls: 6 });
    assert.deepEqual(violations, []);
    assert.ok(changes > 10, `only ${changes} changes arrived, too few to prove anything`);
  });
}

for (const schema of ["with", "without"] as const) {
  Deno.test(`whatever is called, nothing that destroys leaves before it is confirmed, ${schema} the API's schema at hand`, async () => {
    await using lab = await startLab({
      settings: { PROXMOX_TOOLSETS: everyToolset, PROXMOX_CONFIRM: "token", PROXMOX_PROTECTED_TAG: "none" },
    });
    if (schema === "without") hideSchema(lab);
    const { changes, violations } = await tryEverything(lab, { forbidden: harm, calls: 6 });
    assert.deepEqual(violations, []);
    assert.ok(changes > 10, `only ${changes} changes arrived, too few to prove anything`);
  });
}

Deno.test("the same calls without a mode do send what the modes keep back, so the checks above can fail", async () => {
  await using lab = await startLab({ settings: reckless });
  hideSchema(lab);
  const { violations, reached } = await tryEverything(lab, { forbidden: harm, calls: 8 });
  assert.ok(violations.length > 8, `only ${violations.length} harmful requests were sent`);
  const unreached = everyTool.filter(({ name, needs }) => needs === undefined && !reached.has(name));
  assert.ok(
    unreached.length < everyTool.length / 10,
    `too few calls of these were sensible: ${unreached.map(({ name }) => name).join(", ")}`,
  );
});

Deno.test("in read-only a login by password is the only request that is no GET", async () => {
  await using lab = await startLab({
    settings: {
      PROXMOX_READ_ONLY: "true",
      PROXMOX_API_TOKEN_ID: "",
      PROXMOX_API_TOKEN_SECRET: "",
      PROXMOX_USER: "root@pam",
      PROXMOX_PASSWORD: "simulator",
    },
  });
  await lab.text("proxmox_vm_list");
  await lab.failure("proxmox_vm_stop", { vmid: 101 });
  const changes = lab.simulator.requests.filter(({ method }) => method !== "GET");
  assert.deepEqual(changes.map(({ method, path }) => `${method} ${path}`), ["POST /access/ticket"]);
});
