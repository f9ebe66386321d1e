import assert from "node:assert/strict";
import { join } from "node:path";
import { hostileStrings } from "../hostile.ts";
import { type LabCluster, withCluster } from "../lab/cluster.ts";
import { content } from "../lab/files.ts";
import { labTest } from "../lab/lab_here.ts";
import { must } from "../lab/process.ts";
import { serve, type Served } from "../lab/served.ts";

/** The two ways to a node that is not the entry. */
const ways = [{ direct: true, title: "directly" }, { direct: false, title: "through the entry node" }];

/** A server on the entry node of a cluster; every claim of the way that was taken is held against the far sshd's log. */
async function withFarNode(
  direct: boolean,
  use: (served: Served, cluster: LabCluster) => Promise<void>,
): Promise<void> {
  await withCluster({ direct }, async (cluster) => {
    await serve(cluster.entry, {}, (served) => use(served, cluster));
    const key = (await must("ssh-keygen", ["-lf", `${cluster.entry.keyPath}.pub`])).split(" ")[1] ?? "";
    const log = await Deno.readTextFile(join(cluster.other.directory, "log/sshd"));
    const accepted = log.split("\n").filter((line) => line.startsWith("Accepted publickey for root"));
    assert.ok(accepted.length > 0, log);
    assert.ok(accepted.every((line) => line.includes(key) === direct), accepted.join("\n"));
  });
}

for (const { direct, title } of ways) {
  labTest(
    `tools reach a container and the host of another node ${title}`,
    () =>
      withFarNode(direct, async ({ files, text }, { entry, other }) => {
        await Deno.writeTextFile(join(other.container, "srv/where"), "far away\n");
        const far = await text("ct_exec", {
          vmid: 110,
          command: "cat /srv/where; cat >&2; exit 7",
          stdin: "ä",
        });
        assert.match(
          far,
          /^CT 110 \(far1\) on pve2: exit code 7\n\[stdout.*\n\| far away\n\[stderr.*\n\| ä$/,
        );
        assert.match(
          await text("host_exec", { node: "pve2", argv: ["hostname"] }),
          /^node pve2: exit code 0\n.*\n\| pve2$/,
        );
        const near = await text("ct_exec", { vmid: 100, command: "ls /srv" });
        assert.match(near, /^CT 100 \(web1\) on pve: exit code 0\n\[stdout: empty\]$/);
        const bytes = content(3_000_000);
        await Deno.writeFile(join(files, "up"), bytes);
        const ends = [["guest", { vmid: 110 }, "/srv", other.container], [
          "host",
          { node: "pve2" },
          "/root",
          other.directory,
        ]] as const;
        for (const [kind, at, directory, root] of ends) {
          const path = `${directory}/it's a "file"`;
          await text(`${kind}_push`, { ...at, path, local: "up" });
          assert.deepEqual(await Deno.readFile(join(root, path)), bytes);
          await text(`${kind}_pull`, { ...at, path, local: "down", overwrite: true });
          assert.deepEqual(await Deno.readFile(join(files, "down")), bytes);
        }
        assert.deepEqual(await entry.shell("ls /root"), "");
      }),
  );

  labTest(
    `arguments arrive byte for byte and commands are ended ${title}`,
    () =>
      withFarNode(direct, async ({ text, call }, { entry, other }) => {
        const argv = ["sh", "-c", 'printf "%s\\0" "$@" > /srv/seen', "sh", ...hostileStrings];
        await text("ct_exec", { vmid: 110, argv });
        const seen = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
          await Deno.readFile(join(other.container, "srv/seen")),
        );
        assert.deepEqual(seen.split("\0").slice(0, -1), hostileStrings);
        for (const at of [{ vmid: 110 }, { node: "pve2" }]) {
          const tool = "vmid" in at ? "ct_exec" : "host_exec";
          const command = "echo started; sleep 5001 & setsid sleep 5002 & wait";
          assert.match(
            await text(tool, { ...at, command, timeout: 1 }),
            /ended after 1 s.*\n.*\n\| started$/,
          );
          const controller = new AbortController();
          const onProgress = () => controller.abort(new Error("enough"));
          await assert.rejects(
            call(tool, { ...at, command }, { signal: controller.signal, onProgress }),
            /enough/,
          );
          assert.deepEqual([await other.leftBehind(), await entry.leftBehind()], [[], []]);
        }
      }),
  );
}

labTest(
  "a command on another node is ended, and told as broken, when the entry node's connection is cut",
  () =>
    withFarNode(false, async ({ failure, text }, { entry, other }) => {
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const cut = failure("ct_exec", { vmid: 110, command: "echo started; sleep 5003" }, {
        onProgress: () => resolve(),
      });
      await started;
      await entry.restartSshd();
      assert.match(await cut, /SSH connection to \S+ broke/);
      assert.deepEqual([await other.leftBehind(), await entry.leftBehind()], [[], []]);
      assert.match(await text("ct_exec", { vmid: 110, command: "echo again" }), /^\| again$/m);
    }),
);
