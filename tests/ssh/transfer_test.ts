import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PolicyError } from "../../src/policy/errors.ts";
import { containerPlace, nodePlace } from "../../src/ssh/places.ts";
import { putFile } from "../../src/ssh/put_file.ts";
import { content, failureOf, fetched, namesIn, source, withPlaces } from "./lab/files.ts";
import { labTest } from "./lab/lab_here.ts";
import { openGuard, withShell } from "./lab/session.ts";

labTest(
  "files of 0 bytes, 1 byte and 10 MB go to a node and a container and come back the same, checked at both ends",
  () =>
    withPlaces(async ({ place, directory, outside }) => {
      for (const size of [0, 1, 10_000_000]) {
        const bytes = content(size);
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        const put = await putFile(place, `${directory}/file`, source(bytes), { overwrite: true });
        assert.deepEqual(put, { size, sha256, verified: true });
        assert.equal(
          createHash("sha256").update(await Deno.readFile(join(outside, "file"))).digest("hex"),
          sha256,
        );
        assert.equal(
          createHash("sha256").update(await fetched(place, `${directory}/file`)).digest("hex"),
          sha256,
        );
      }
      assert.deepEqual(await namesIn(outside), ["file"]);
    }),
);

labTest(
  "names with spaces, quotes, newlines and characters of other scripts are kept",
  () =>
    withPlaces(async ({ place, directory, outside }) => {
      const names = [
        "a b",
        'it\'s "quoted"',
        "two\nlines\n",
        "日本語 ü €",
        "-rf",
        "$(id)",
        "a'; touch pwned; '",
        "*",
        "x".repeat(255),
        "\\",
      ];
      for (const name of names) {
        await putFile(place, `${directory}/${name}`, source(content(10)), { overwrite: false });
        assert.deepEqual(await fetched(place, `${directory}/${name}`), content(10));
      }
      const seen = await namesIn(outside);
      assert.deepEqual(seen.toSorted(), names.toSorted());
    }),
);

labTest(
  "a file is replaced only when asked, in one step, and keeps its owner and mode",
  () =>
    withPlaces(async ({ place, directory, outside }) => {
      const path = `${directory}/file`;
      await putFile(place, path, source(content(10)), {
        overwrite: false,
        mode: "0640",
        user: "1000",
        group: "1000",
      });
      const error = await failureOf(putFile(place, path, source(content(20)), { overwrite: false }));
      assert.equal(error.fault, "exists");
      assert.equal((await Deno.stat(join(outside, "file"))).size, 10);
      await putFile(place, path, source(content(20)), { overwrite: true });
      const { size, mode, uid, gid } = await Deno.stat(join(outside, "file"));
      assert.deepEqual([size, (mode ?? 0) & 0o777, uid, gid], [20, 0o640, 1000, 1000]);
      await putFile(place, `${directory}/plain`, source(content(1)), { overwrite: false });
      assert.equal(((await Deno.stat(join(outside, "plain"))).mode ?? 0) & 0o777, 0o644);
      await Deno.symlink("file", join(outside, "link"));
      await putFile(place, `${directory}/link`, source(content(30)), { overwrite: true });
      assert.ok((await Deno.lstat(join(outside, "link"))).isSymlink);
      assert.equal((await Deno.stat(join(outside, "file"))).size, 30);
    }),
);

labTest(
  "what keeps a file from being written is named, and nothing is left",
  () =>
    withPlaces(async ({ place, directory, outside }, { node }) => {
      const full = directory === "/srv" ? "/full" : "/run/lab/full";
      const disk = await failureOf(
        putFile(place, `${full}/file`, source(content(1_000_000)), { overwrite: false }),
      );
      assert.deepEqual([disk.fault, /No space left on device/.test(disk.message)], ["write", true]);
      assert.equal(await node.shell(`ls -A /run/lab/full ${node.container}/full | grep -v : || :`), "\n");
      const missing = await failureOf(
        putFile(place, `${directory}/no/file`, source(content(9)), { overwrite: false }),
      );
      assert.equal(missing.fault, "missing");
      const folder = await failureOf(putFile(place, directory, source(content(9)), { overwrite: true }));
      assert.equal(folder.fault, "directory");
      const denied = await failureOf(
        putFile(place, "/proc/1/file", source(content(9)), { overwrite: false }),
      );
      assert.equal(denied.fault, "write");
      const owner = await failureOf(
        putFile(place, `${directory}/x`, source(content(9)), { overwrite: false, user: "nobody-here" }),
      );
      assert.equal(owner.fault, "ownership");
      assert.deepEqual(await namesIn(outside), []);
    }),
);

labTest(
  "what keeps a file from being read is named",
  () =>
    withPlaces(async ({ place, directory, outside }) => {
      await Deno.writeFile(join(outside, "file"), content(1000));
      const faults = { "/nosuch": "missing", [directory]: "directory", "/dev/null": "special" };
      for (const [path, fault] of Object.entries(faults)) {
        assert.equal((await failureOf(fetched(place, path))).fault, fault);
      }
      const large = await failureOf(fetched(place, `${directory}/file`, 999));
      assert.deepEqual([large.fault, /1000 bytes, allowed are 999/.test(large.message)], ["size", true]);
      assert.deepEqual(await fetched(place, `${directory}/file`, 1000), content(1000));
    }),
);

labTest(
  "paths that are relative, climb or name a directory never leave this machine",
  () =>
    withShell({}, async ({ shell }) => {
      const place = containerPlace(shell, 100);
      for (const path of ["relative", "", "/srv/../etc/passwd", "/..", "/srv/", "/srv/.", "/a\0b"]) {
        await failureOf(putFile(place, path, source(content(1)), { overwrite: true }));
        await failureOf(fetched(place, path));
      }
    }),
);

labTest(
  "transfers need the policy's leave, of class exec in containers and of class host on nodes",
  () =>
    withShell({
      guard: {
        ...openGuard,
        checkCommand: (access) => {
          throw new PolicyError(`no ${access}`);
        },
      },
    }, async ({ shell }) => {
      await assert.rejects(
        putFile(containerPlace(shell, 100), "/x", source(content(1)), { overwrite: true }),
        /no exec/,
      );
      await assert.rejects(fetched(nodePlace(shell), "/etc/passwd"), /no host/);
    }),
);
