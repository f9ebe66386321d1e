import assert from "node:assert/strict";
import { errorText } from "../../src/server/result.ts";
import type { PropertySchema } from "../../src/tools/schema.ts";
import type { Tool } from "../../src/tools/tool.ts";
import { startLab } from "../harness/lab.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { everyTool, everyToolset } from "./every_tool.ts";
import { generatedArguments } from "./generated_arguments.ts";
import { harm, type Received } from "./harm.ts";
import { hostileStrings } from "./hostile_strings.ts";
import { Random } from "./random.ts";
import { replyFault, textFault } from "./readable.ts";
import { type World, worldOf } from "./world.ts";

const characterLimit = 25_000;

/** How many of the accepted strings each argument is called with over the wire; every argument begins at another one. */
const callsEach = 5;

/** The ways in which a hostile text can stand in an argument of this schema; none where no text can. */
function placed(schema: PropertySchema, text: string): readonly unknown[] {
  if (schema.type === "array") return [[text], text];
  if (schema.type === "object") return [{ [text]: "1" }, { name: text }, text];
  return schema.type === "string" ? [text] : [];
}

/** Arguments that the tool accepts, to be spoilt one at a time; undefined where chance finds none. */
function soundArguments(tool: Tool, world: World): Arguments | undefined {
  for (let attempt = 0; attempt < 400; attempt++) {
    const args = generatedArguments(tool, Random.of(attempt, tool.name), world);
    if (refusalOf(tool, args) === undefined) return args;
  }
  return undefined;
}

function refusalOf(tool: Tool, { confirm: _, cluster: __, ...args }: Arguments): unknown {
  try {
    tool.prepare(args);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Why a request must not have left: it does harm, it is for another guest than the one named, or it was smuggled in. */
function objection(request: Received, args: Arguments): string | undefined {
  const smuggled = Object.keys(request.params).find((name) => /evil|force|skiplock/i.test(name));
  if (smuggled !== undefined && args.parameters === undefined) {
    return `the parameter ${smuggled} was smuggled in`;
  }
  if (/(^|\/)\.{1,2}(\/|$)|evil/.test(request.path) && request.method !== "GET") {
    return "its path was smuggled in";
  }
  const vmid = /\/(?:qemu|lxc)\/(\d+)/.exec(request.path)?.[1];
  if (
    request.method !== "GET" && typeof args.vmid === "number" && vmid !== undefined &&
    vmid !== String(args.vmid)
  ) {
    return `it is for guest ${vmid}`;
  }
  return harm(request);
}

Deno.test("two hundred hostile texts as every argument of every tool: refused in clean words, or sent as what they are and no more", async () => {
  assert.equal(new Set(hostileStrings).size, 200);
  await using lab = await startLab({
    settings: { PROXMOX_CONFIRM: "token", PROXMOX_TOOLSETS: everyToolset },
  });
  const world = worldOf(lab.simulator);
  const { requests } = lab.simulator;
  const faults: string[] = [];
  let called = 0;
  for (const { tool, name, args } of spoiltCalls(world, faults)) {
    const before = requests.length;
    const reply = await lab.call(tool.name, args);
    called += 1;
    const call = `${tool.name} ${name}: ${JSON.stringify(args).slice(0, 300)}`;
    const fault = replyFault(reply, characterLimit);
    if (fault !== undefined) faults.push(`${call}: ${fault}`);
    for (const request of requests.slice(before)) {
      const why = objection(request, args);
      if (why !== undefined) faults.push(`${call}: ${request.method} ${request.path} was sent, but ${why}`);
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(called > 500, `only ${called} calls were made`);
});

/** Every hostile text in every argument goes through the tool's own parser; of those it accepts, some are to be called. */
function* spoiltCalls(
  world: World,
  faults: string[],
): Generator<{ tool: Tool; name: string; args: Arguments }> {
  let offset = 0;
  for (const tool of everyTool) {
    const sound = soundArguments(tool, world) ?? {};
    for (const [name, schema] of Object.entries(tool.inputSchema().properties ?? {})) {
      offset = (offset + 7) % hostileStrings.length;
      let accepted = 0;
      for (const text of [...hostileStrings.slice(offset), ...hostileStrings.slice(0, offset)]) {
        for (const value of placed(schema, text)) {
          const args = { ...sound, [name]: value };
          const refusal = refusalOf(tool, args);
          if (refusal === undefined) {
            accepted += 1;
            if (accepted <= callsEach) yield { tool, name, args };
            continue;
          }
          const fault = textFault(errorText(refusal, characterLimit), characterLimit);
          if (fault !== undefined) {
            faults.push(`${tool.name} ${name}=${JSON.stringify(text.slice(0, 80))}: ${fault}`);
          }
        }
      }
    }
  }
}

Deno.test("hostile names of tools and arguments are refused in clean words", async () => {
  await using lab = await startLab();
  const faults: string[] = [];
  for (const text of hostileStrings) {
    const calls: readonly (readonly [string, Arguments])[] = [
      [text || " ", {}],
      ["proxmox_vm_status", { vmid: 101, [text]: text }],
      ["proxmox_snapshot_delete", { vmid: 101, name: "before-upgrade", confirm: text || "x" }],
    ];
    for (const [tool, args] of calls) {
      const fault = replyFault(await lab.call(tool, args), characterLimit);
      if (fault !== undefined) faults.push(`${JSON.stringify([tool, args]).slice(0, 200)}: ${fault}`);
    }
  }
  assert.deepEqual(faults, []);
  assert.equal(lab.simulator.requests.filter(({ method }) => method !== "GET").length, 0);
});

Deno.test("hostile addresses of resources, arguments of prompts and beginnings to be completed do nothing, and come back in clean words", async () => {
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: everyToolset } });
  const { sdk } = lab.server.client;
  const faults: string[] = [];
  const check = async (what: string, answer: Promise<unknown>) => {
    const text = await answer.then(
      (value) => JSON.stringify(value),
      (error) => String(error.message ?? error),
    );
    const fault = textFault(text, characterLimit);
    if (fault !== undefined) faults.push(`${what}: ${fault}`);
    if (/internal error|is not a function|malformed/i.test(text)) faults.push(`${what}: ${text}`);
  };
  for (const text of hostileStrings) {
    const encoded = text.isWellFormed() ? encodeURIComponent(text) : "x";
    for (
      const uri of [
        `proxmox://vms/${encoded}`,
        `proxmox://nodes/${text}`,
        `proxmox://nodes?cluster=${encoded}`,
        text,
      ]
    ) {
      await check(`resource ${JSON.stringify(uri)}`.slice(0, 200), sdk.readResource({ uri }));
    }
    const taken = { vmid: text, complaint: text };
    await check(
      `prompt for ${JSON.stringify(text)}`.slice(0, 200),
      sdk.getPrompt({ name: "explain_guest", arguments: taken }),
    );
    await check(
      `prompt ${JSON.stringify(text)}`.slice(0, 200),
      sdk.getPrompt({ name: text, arguments: { [text]: text } }),
    );
    const ref = { type: "ref/resource", uri: "proxmox://vms/{vmid}" } as const;
    await check("completion", sdk.complete({ ref, argument: { name: "vmid", value: text } }));
  }
  assert.deepEqual(faults, []);
  assert.equal(lab.simulator.requests.filter(({ method }) => method !== "GET").length, 0);
});
