import assert from "node:assert/strict";
import { join } from "node:path";
import { pullFile, pushFile } from "../../src/ssh/container_files.ts";
import { content, failureOf, source } from "./lab/files.ts";
import { labTest } from "./lab/lab_here.ts";
import { withShell } from "./lab/session.ts";

labTest(
  "a container without a shell gets and gives files by pct push and pct pull, read back to be sure",
  () =>
    withShell({}, async ({ node, shell }) => {
      const outside = join(node.directory, "ct/102/srv");
      const pulled = async (path: string, limit = 2 ** 20) => {
        const pieces: Uint8Array[] = [];
        await pullFile(shell, 102, path, limit, (piece) => {
          pieces.push(piece.slice());
        });
        return new Uint8Array(await new Blob(pieces.map((piece) => new Uint8Array(piece))).arrayBuffer());
      };
      for (const size of [0, 1, 1_000_000]) {
        const name = `it's ${size}\nbytes ü`;
        const put = await pushFile(shell, 102, `/srv/${name}`, source(content(size)), {
          overwrite: false,
          mode: "0600",
        });
        assert.deepEqual([put.size, put.verified], [size, true]);
        assert.equal(((await Deno.stat(join(outside, name))).mode ?? 0) & 0o777, 0o600);
        assert.deepEqual(await pulled(`/srv/${name}`), content(size));
        const again = pushFile(shell, 102, `/srv/${name}`, source(content(1)), { overwrite: false });
        assert.equal((await failureOf(again)).fault, "exists");
      }
      const faults: [path: string, fault: string, more?: Record<string, string>][] = [
        ["/nosuch/x", "missing"],
        ["/srv", "directory"],
        ["/srv/x", "ownership", { user: "nobody-here" }],
        ["/full/x", "checksum"],
      ];
      for (const [path, fault, more] of faults) {
        const failed = pushFile(shell, 102, path, source(content(100_000)), { overwrite: true, ...more });
        assert.equal((await failureOf(failed)).fault, fault, path);
      }
      assert.equal((await failureOf(pulled("/srv/nosuch"))).fault, "missing");
      assert.equal((await failureOf(pulled("/srv/it's 1000000\nbytes ü", 999_999))).fault, "size");
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "where pct cannot read a pipe, a private directory on the node is used and removed",
  () =>
    withShell({}, async ({ node, shell }) => {
      const pct = await Deno.readTextFile(`${node.directory}/sbin/pct`);
      const deaf = pct.replace("sysopen(my $source,", "$file ne '/dev/stdin' && sysopen(my $source,");
      assert.notEqual(deaf, pct);
      await node.shell(
        `cat > /usr/sbin/new <<'END'\n${deaf}\nEND\nchmod +x /usr/sbin/new; mv /usr/sbin/new /usr/sbin/pct`,
      );
      const put = await pushFile(shell, 102, "/srv/file", source(content(1000)), { overwrite: false });
      assert.deepEqual([put.size, put.verified], [1000, true]);
      assert.equal(await node.shell("ls -d /tmp/pmx-push-* 2>/dev/null | wc -l"), "0\n");
    }),
);
