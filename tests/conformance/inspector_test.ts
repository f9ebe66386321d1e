import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { serverCommand } from "../harness/command.ts";
import { serveHttp } from "../server/http/served.ts";
import { pinned } from "./suite.ts";

const listed = z.object({ result: z.object({ tools: z.array(z.looseObject({ name: z.string() })) }) });
const called = z.object({
  result: z.looseObject({ content: z.array(z.looseObject({ type: z.literal("text"), text: z.string() })) }),
});

/** Milliseconds after which the Inspector is taken to hang; it needs two seconds on a quiet machine. */
const patience = 60_000;

/** Runs the Inspector in CLI mode on one of the servers of its configuration and returns the JSON that it prints. */
async function inspect(config: string, ...args: string[]): Promise<unknown> {
  const inspector = await pinned("@modelcontextprotocol/inspector");
  const deadline = AbortSignal.timeout(patience);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      inspector,
      "--cli",
      "--config",
      config,
      "--server",
      "tested",
      "--format",
      "json",
      ...args,
    ],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { MCP_INSPECTOR_SECRET_STORE: "memory" },
    stdin: "null",
    signal: deadline,
  }).output();
  assert.equal(deadline.aborted, false, `The Inspector did not end within ${patience / 1000} s`);
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, new TextDecoder().decode(stderr) + text);
  return JSON.parse(text);
}

async function listAndCall(cluster: TestCluster, server: Readonly<Record<string, unknown>>): Promise<void> {
  const config = join(cluster.directory, "inspector.json");
  await Deno.writeTextFile(config, JSON.stringify({ mcpServers: { tested: server } }));
  const { result } = listed.parse(await inspect(config, "--method", "tools/list"));
  assert.ok(result.tools.some(({ name }) => name === "proxmox_cluster_status"));
  const call = [
    "--method",
    "tools/call",
    "--tool-name",
    "proxmox_ct_status",
    "--tool-args-json",
    '{"vmid":100}',
  ];
  const answer = called.parse(await inspect(config, ...call));
  assert.match(answer.result.content[0]?.text ?? "", /^CT 100 \(dns1\): running/);
}

for (const protocolEra of ["modern", "legacy"]) {
  Deno.test(`the Inspector lists and calls tools over stdio in the ${protocolEra} era`, async () => {
    await using cluster = await startCluster();
    const { program, args, environment } = serverCommand();
    const env = { ...environment, ...cluster.environment };
    await listAndCall(cluster, { command: program, args, env, protocolEra });
  });

  Deno.test(`the Inspector lists and calls tools over HTTP in the ${protocolEra} era`, async () => {
    await using cluster = await startCluster();
    await using served = await serveHttp(cluster);
    await listAndCall(cluster, { type: "streamable-http", url: `${served.url}/mcp`, protocolEra });
  });
}
