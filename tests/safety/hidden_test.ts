import assert from "node:assert/strict";
import type { CallerLimits } from "../../src/policy/caller.ts";
import { resources } from "../../src/resources/catalog.ts";
import type { Environment } from "../harness/cluster.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { everyTool, everyToolset } from "./every_tool.ts";
import { generatedArguments } from "./generated_arguments.ts";
import type { Received } from "./harm.ts";
import { Random } from "./random.ts";
import { readPaths } from "./read_paths.ts";
import { worldOf } from "./world.ts";

/** Another seed tries other calls: `SAFETY_SEED=7 deno test ...`. */
const seed = Number(Deno.env.get("SAFETY_SEED") ?? "3");

const everyClass: Environment = {
  PROXMOX_CONFIRM: "off",
  PROXMOX_TOOLSETS: everyToolset,
  PROXMOX_ALLOW_ELEVATED: "true",
  I_ACCEPT_RISKS: "true",
  ENABLE_HOST_EXEC: "true",
};

/** Something out of reach: what shows it in an answer, and which requests would touch it. */
interface Hidden {
  readonly settings: Environment;
  readonly caller?: CallerLimits;
  /** Besides what the caller has said himself. */
  readonly shown: RegExp;
  readonly path: RegExp;
}

const guest = {
  shown: /web1\b|\b(?:VM|CT) 101\b|vm:101\b|vm-101-|qemu\/101\b/,
  path: /\/(?:qemu|lxc)\/101(?:\/|$)|vm-101-|qemu-101-|vm:101/,
};

const hiddenThings: Readonly<Record<string, Hidden>> = {
  "a denied guest": { ...guest, settings: { PROXMOX_DENIED_GUESTS: "101" } },
  // With previews, which look round before anything is sent.
  "a guest that is not among the allowed ones": {
    ...guest,
    settings: { PROXMOX_ALLOWED_GUESTS: "100,102-999,9000", PROXMOX_CONFIRM: "token" },
  },
  "a guest that the caller's token does not reach": {
    ...guest,
    settings: {},
    caller: { caller: "alice", access: "host", guests: [{ kind: "range", from: 110, to: 115 }] },
  },
  "a guest outside of the pool of the caller's token": {
    ...guest,
    settings: {},
    caller: { caller: "alice", access: "host", pools: ["development"] },
  },
  "a denied node": {
    settings: { PROXMOX_DENIED_NODES: "pve3" },
    // Another node's guest may name it: where it can move to, where it is replicated to.
    shown: /home-assistant|ml-box|10\.20\.0\.13/,
    path: /^\/nodes\/pve3(?:\/|$)|^\/cluster\/config\/nodes\/pve3/,
  },
  "a denied storage": {
    settings: { PROXMOX_DENIED_STORAGES: "pbs" },
    shown: /pbs:backup|backup@pbs|10\.20\.0\.30/,
    path: /\/storage\/pbs(?:\/|$)/,
  },
};

/** Calls of every tool, generated ones and a look at all there is to be read. */
function* calls(lab: Lab): Generator<readonly [tool: string, args: Arguments]> {
  const world = worldOf(lab.simulator);
  for (const tool of everyTool) {
    const random = Random.of(seed, tool.name);
    for (let call = 0; call < 6; call++) yield [tool.name, generatedArguments(tool, random, world)];
  }
  for (const path of readPaths(world)) yield ["proxmox_api_read", { path, limit: 1000 }];
  for (const poolid of world.pools) yield ["proxmox_api_read", { path: "/pools", parameters: { poolid } }];
}

/** Whatever a resource, a prompt's completion or an error of them says. */
async function* otherWords(lab: Lab): AsyncGenerator<readonly [what: string, text: string]> {
  const { sdk } = lab.server.client;
  const world = worldOf(lab.simulator);
  const values: Readonly<Record<string, readonly unknown[]>> = {
    node: world.nodes,
    vmid: world.vmids,
    storage: world.storages,
    // The log of a backup of several guests names them all, and is the node's own text.
    upid: world.upids.filter((upid) => upid.split(":")[6] !== ""),
  };
  for (const { uri, variables = {} } of resources) {
    const [name] = Object.keys(variables);
    for (const value of name === undefined ? [""] : values[name] ?? []) {
      const address = uri.replace(`{${name}}`, encodeURIComponent(String(value)));
      const read = await sdk.readResource({ uri: address }).catch(String);
      // The address itself is the caller's own word.
      yield [address, JSON.stringify(read).replaceAll(address, "")];
    }
    if (name === undefined) continue;
    const ref = { type: "ref/resource", uri } as const;
    yield [uri, JSON.stringify(await sdk.complete({ ref, argument: { name, value: "" } }))];
  }
}

for (const [what, { settings, caller, shown, path }] of Object.entries(hiddenThings)) {
  Deno.test(`${what} is neither reached by a request nor shown by an answer, whatever is called`, async () => {
    await using lab = await startLab({
      speed: 10_000,
      settings: { ...everyClass, ...settings },
      ...(caller === undefined ? {} : { caller }),
    });
    const { requests } = lab.simulator;
    const faults: string[] = [];
    let succeeded = 0;
    for (const [tool, args] of calls(lab)) {
      const { text, structured, isError } = await lab.call(tool, args);
      if (!isError) succeeded += 1;
      const given = JSON.stringify(args);
      const found = shown.exec(`${text}\n${JSON.stringify(structured)}`)?.[0];
      if (found !== undefined && !given.includes(found)) {
        faults.push(`${tool} ${given} shows ${found}: ${text}`);
      }
    }
    for await (const [address, text] of otherWords(lab)) {
      const found = shown.exec(text)?.[0];
      if (found !== undefined) faults.push(`${address} shows ${found}`);
    }
    faults.push(
      ...requests.filter((request) => path.test(decodeURIComponent(request.path)))
        .map((request) => `${request.method} ${request.path} was sent`),
    );
    assert.deepEqual(faults, []);
    assert.ok(succeeded > 150, `only ${succeeded} calls succeeded, too few to prove anything`);
  });
}

/** The guest that a change is for, by its path or by its parameters. */
function guestsOf({ path, params }: Received): readonly number[] {
  const inPath = /\/(?:qemu|lxc)\/(\d+)/.exec(path)?.[1] ??
    /^\/cluster\/ha\/resources\/\w+:(\d+)/.exec(path)?.[1] ??
    /(?:vm|base|subvol|vzdump-\w+)-(\d+)-|backup\/(?:vm|ct)\/(\d+)/.exec(decodeURIComponent(path))?.slice(1)
      .find(Boolean);
  const named = ["vmid", "newid", "vms", "sid", "resources"].flatMap((name) =>
    String(params[name] ?? "").split(/[,;\s]+/).map((id) => id.replace(/^(?:vm|ct):/, ""))
  );
  return [inPath ?? "", ...named].filter((id) => /^\d+$/.test(id)).map(Number);
}

Deno.test("a caller who is held to some guests changes those and nothing else, whatever is called", async () => {
  const caller: CallerLimits = {
    caller: "alice",
    access: "host",
    guests: [{ kind: "range", from: 110, to: 115 }],
  };
  await using lab = await startLab({ speed: 10_000, settings: everyClass, caller });
  for (const [tool, args] of calls(lab)) await lab.call(tool, args);
  const changes = lab.simulator.requests.filter(({ method }) => method !== "GET");
  const beyond = changes.filter((request) => {
    const guests = guestsOf(request);
    return guests.length === 0 || guests.some((vmid) => vmid < 110 || vmid > 115);
  });
  assert.deepEqual(
    beyond.map(({ method, path, params }) => `${method} ${path} ${JSON.stringify(params)}`),
    [],
  );
  assert.ok(changes.length > 10, `only ${changes.length} changes, too few to prove anything`);
});
