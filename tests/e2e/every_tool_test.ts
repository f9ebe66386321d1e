import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { spawnLegacy, spawnModern } from "../harness/spawned.ts";
import { steady } from "../harness/steady.ts";
import type { ListedTool, ToolClient, ToolReply } from "../harness/tool_client.ts";
import { tour } from "./tour.ts";

/** Takes the tour and returns each answer with its tool. */
async function takeTour(client: ToolClient): Promise<readonly (readonly [string, ToolReply])[]> {
  const replies: [string, ToolReply][] = [];
  let upid = "";
  for (const { tool, args } of tour) {
    const given = Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, value === "<upid>" ? upid : value]),
    );
    let reply = await client.call(tool, given);
    const token = /\bconfirm=(\S+)/.exec(reply.text)?.[1];
    if (token !== undefined) {
      replies.push([`${tool} (preview)`, { ...reply, text: reply.text.replace(token, "<token>") }]);
      reply = await client.call(tool, { ...given, confirm: token });
    }
    upid = /UPID:\S+:/.exec(reply.text)?.[0] ?? upid;
    replies.push([tool, reply]);
  }
  return replies;
}

function listing(tools: readonly ListedTool[]): string {
  return tools.map((tool) => JSON.stringify(tool, null, 1)).join("\n");
}

Deno.test("every listed tool answers both SDK clients with the same text over a spawned server's pipes", async (t) => {
  await using modernCluster = await startCluster();
  await using legacyCluster = await startCluster();
  await using modern = await spawnModern(modernCluster);
  await using legacy = await spawnLegacy(legacyCluster);

  await t.step("both agree on their own protocol era", () => {
    assert.equal(modern.protocolVersion, "2026-07-28");
    assert.equal(legacy.protocolVersion, "2025-11-25");
  });

  await t.step("both see the same tools and instructions", async (t) => {
    const tools = await modern.listTools();
    assert.equal(listing(await legacy.listTools()), listing(tools));
    assert.equal(legacy.instructions, modern.instructions);
    for (const tool of tools) await t.step(tool.name, (t) => t.assertSnapshot(tool));
  });

  await t.step("both get every tool's answer", async (t) => {
    const [modernReplies, legacyReplies] = await Promise.all([takeTour(modern), takeTour(legacy)]);
    for (const [index, [tool, reply]] of modernReplies.entries()) {
      assert.equal(reply.isError, false, `${tool}: ${reply.text}`);
      assert.equal(steady(legacyReplies[index]?.[1].text ?? ""), steady(reply.text), tool);
      await t.step(tool, (t) => t.assertSnapshot(steady(reply.text)));
    }
  });

  await t.step("no tool was left out", async () => {
    const called = new Set(tour.map((stop) => stop.tool));
    const listed = (await modern.listTools()).map((tool) => tool.name);
    assert.deepEqual(listed.filter((name) => !called.has(name)), []);
  });
});
