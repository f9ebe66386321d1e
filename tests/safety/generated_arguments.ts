import type { PropertySchema } from "../../src/tools/schema.ts";
import type { Tool } from "../../src/tools/tool.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { apiParameters, apiRequest } from "./generated_requests.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** Values that fit nothing, or fit only after some reading. */
const junk: readonly unknown[] = [
  null,
  "",
  -1,
  0,
  1,
  true,
  "true",
  "0x65",
  "101; qm destroy 101",
  "../101",
  "101/../102",
  "%2e%2e%2f",
  "*",
  [],
  ["101"],
  {},
  { vmid: 101 },
  1e21,
  101.5,
  "１０１",
];

/** Makes arguments for a tool out of its schema: mostly what there is in the cluster, some junk, optional ones now and then. */
export function generatedArguments(tool: Tool, random: Random, world: World): Arguments {
  const { properties = {}, required = [] } = tool.inputSchema();
  const chosen = Object.entries(properties).filter(([name]) => required.includes(name) || random.chance(0.4));
  const generic = "path" in properties ? apiRequest(random, world) : undefined;
  return {
    ...Object.fromEntries(chosen.map(([name, schema]) => [name, valueFor(name, schema, random, world)])),
    ...(generic === undefined || random.chance(0.1) ? {} : { path: generic.path }),
    ...(generic === undefined || !("method" in properties) ? {} : { method: generic.method }),
    // Nothing of this waits for a task; some tools take the argument without listing it.
    ...("wait" in properties || takesWait(tool) || random.chance(0.1)
      ? { wait: random.pick([0, 0, 0, "0", false]) }
      : {}),
    ...(random.chance(0.1) ? { node: random.pick(world.nodes) } : {}),
    ...(random.chance(0.05) ? { confirm: "v1.e30.AAAA" } : {}),
    ...(random.chance(0.02) ? { nonsense: 1 } : {}),
  };
}

/** Whether an alias takes `wait`, which none of them lists. */
function takesWait({ standsFor, prepare }: Tool): boolean {
  if (standsFor.length === 0) return false;
  try {
    prepare({ wait: {} });
  } catch (error) {
    return !String(error).includes('no argument "wait"');
  }
  return false;
}

function valueFor(name: string, schema: PropertySchema, random: Random, world: World): unknown {
  if (random.chance(0.04)) return random.pick(junk);
  if (Array.isArray(schema.enum) && random.chance(0.9)) return random.pick(schema.enum);
  const known = knownValues(name, world);
  switch (schema.type) {
    case "boolean":
      return random.pick([true, false, "true", 1, "no"]);
    case "integer":
    case "number":
      return spelled(random.pick(numbersOf(known)), random);
    case "array":
      return Array.from({ length: 1 + random.below(3) }, () => element(name, schema, random, world));
    case "object":
      return objectFor(name, schema, random, world);
    default:
      return random.pick(known ?? words);
  }
}

function numbersOf(known: readonly unknown[] | undefined): readonly unknown[] {
  const numbers = known?.filter((value) => typeof value === "number") ?? [];
  return numbers.length > 0 ? numbers : amounts;
}

function element(name: string, schema: PropertySchema, random: Random, world: World): unknown {
  const items = typeof schema.items === "object" && schema.items !== null && !Array.isArray(schema.items)
    ? schema.items
    : {};
  return valueFor(name.replace(/s$/, ""), items, random, world);
}

function objectFor(name: string, schema: PropertySchema, random: Random, world: World): unknown {
  if (name === "parameters") return apiParameters(random, world);
  const { properties } = schema;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) {
    return apiParameters(random, world);
  }
  return Object.fromEntries(
    Object.entries(properties).filter(() => random.chance(0.6)).map(([key, inner]) => [
      key,
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? valueFor(key, inner, random, world)
        : 1,
    ]),
  );
}

/** An id as a number or, as some models write it, as a text. */
function spelled(value: unknown, random: Random): unknown {
  return random.chance(0.2) ? String(value) : value;
}

/** Numbers of which nothing is known. */
const amounts = [1, 2, 5, 20, 300];

/** Values that an argument of this name takes, whatever there is in the cluster. */
const fittingValues: Readonly<Record<string, readonly unknown[]>> = {
  disk: ["scsi0", "rootfs", "mp0", ...amounts],
  size: ["+1G", "900G", "1G"],
  template: ["9000", "debian-13-cloud", "debian 13", "alpine"],
  hostname: ["web9"],
  ip: ["dhcp", "10.20.0.9/24"],
  gateway: ["10.20.0.1"],
  nameserver: ["10.20.0.1"],
  bridge: ["vmbr0"],
  ssh_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann"],
  url: ["https://images.example.org/debian.iso"],
  checksum: ["ab".repeat(32)],
  memory: [512, 2048],
  remove: ["tags", "net0", "unused0"],
};

/** Words for texts of which nothing is known. */
const words = [
  "web",
  "a b",
  "{}",
  "running",
  "echo hello",
  "/etc/hostname",
  "10.20.0.1/24",
  "1-100",
  "x".repeat(300),
];

/** What an argument of this name may be about. */
function knownValues(name: string, world: World): readonly unknown[] | undefined {
  const fitting = fittingValues[name];
  if (fitting !== undefined) return fitting;
  if (/vmid|^newid|^guest|^exclude/.test(name)) return [...world.vmids, 199];
  if (/node|^target$|^source$/.test(name)) return world.nodes;
  if (/storage/.test(name)) return world.storages;
  if (/^volume|volid|archive|backup|^iso|template|^disk/.test(name)) return world.volumes;
  if (name === "id") return ["backup-nightly", "job-1", "vm:103"];
  if (/upid/.test(name)) return world.upids;
  if (/^token/.test(name)) return world.users.map((user) => `${user}!x1`);
  if (/pool/.test(name)) return world.pools;
  if (/user/.test(name)) return world.users;
  if (/^name$|snapshot|^snapname$/.test(name)) return [...world.snapshots, "new-snapshot", "web9"];
  return undefined;
}
