import assert from "node:assert/strict";
import { quietSettings, temporaryDirectory } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { run } from "../harness/run.ts";
import { serverCommand } from "../harness/command.ts";

/** Reads a process's output until it holds what fits. */
async function outputUntil(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  pattern: RegExp,
): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream()).values({ preventCancel: true })) {
    text += part;
    if (pattern.test(text)) return text;
  }
  throw new Error(`The output ended without ${pattern}: ${text}`);
}

Deno.test({
  name: "simulate serves a cluster on a port, and the settings that it prints lead there",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { program, args, environment } = serverCommand(
      ["simulate", "--port", "0", "--guests", "40", "--nodes", "4", "--ssh"],
    );
    const child = new Deno.Command(program, {
      args: [...args],
      clearEnv: true,
      env: { ...environment },
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const directory = await temporaryDirectory();
    try {
      const text = await outputUntil(child.stdout, /Ctrl-C ends it/);
      const settings = Object.fromEntries(
        [...text.matchAll(/\b(PROXMOX_\w+|I_ACCEPT_RISKS)='?([^\s']+)/g)].map((
          [, name, value],
        ) => [name ?? "", value ?? ""]),
      );
      await using server = await serveInProcess({ ...quietSettings(directory), ...settings });
      assert.match((await server.call("proxmox_node_list")).text, /^4 nodes, 4 online\n/);
      assert.match((await server.call("proxmox_guest_find")).text, /^40 of 40 guests match/);
      const running = await server.call("proxmox_ct_list", { status: "running" });
      const vmid = /^ *(\d+)/m.exec(running.text.split("\n").slice(2).join("\n"))?.[1];
      const { text: answer } = await server.call("proxmox_ct_exec", { vmid, command: "echo $((6 * 7))" });
      assert.match(answer, /exit code 0\n[^]*\| 42$/);
    } finally {
      child.kill("SIGINT");
      assert.equal((await child.status).code, 0);
      await Deno.remove(directory, { recursive: true });
    }
  },
});

Deno.test("simulate refuses options that it cannot use, naming them", async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--port", "eighty"], /--port/],
    [["--release", "7.4"], /--release.*9\.2.*8\.4/],
    [["--bogus"], /--bogus/],
  ];
  for (const [args, says] of wrong) {
    const { code, stdout, stderr } = await run(["simulate", ...args]);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, says);
  }
});
