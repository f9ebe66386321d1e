import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { roundTrip, withEnds } from "../lab/ends.ts";
import { content, namesIn, sparseFile } from "../lab/files.ts";
import { labTest } from "../lab/lab_here.ts";
import { withServed } from "../lab/served.ts";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

labTest(
  "files of 0 bytes, 1 byte and 10 MB go there and back unchanged, checked at both ends",
  () =>
    withEnds({}, async (end, served) => {
      for (const size of [0, 1, 10_000_000]) {
        const bytes = content(size);
        const { pushed, pulled, back } = await roundTrip(end, served, `of ${size}`, bytes);
        const copied = `${size} byte${size === 1 ? "" : "s"}, sha256 ${sha256(bytes)} at both ends`;
        assert.ok(pushed.endsWith(`written: ${copied}`), pushed);
        assert.ok(pulled.includes(`: ${copied}, saved as ${join(served.files, "down")}`), pulled);
        assert.equal(sha256(back), sha256(bytes));
        assert.equal(sha256(await Deno.readFile(join(end.outside, `of ${size}`))), sha256(bytes));
      }
      assert.deepEqual(await namesIn(served.files), []);
    }),
);

labTest(
  "names with spaces, quotes, line ends and characters of any script are kept",
  () =>
    withEnds({}, async ({ push, pull, at, directory, outside }, { text }) => {
      const names = [
        ...[
          "a b",
          " ",
          'it\'s "quoted"',
          "two\nlines\n",
          "\r",
          "日本語 ü €",
          "🦊",
          "e\u0301",
          "\u202egnp.exe",
        ],
        ...[
          "-rf",
          "--help",
          "$(id)",
          "`id`",
          "a'; touch pwned; '",
          "*",
          "?",
          "\\",
          "%2F",
          "~",
          "\u001b[31m",
          "x".repeat(255),
        ],
      ];
      await Promise.all(names.map(async (name, index) => {
        const path = `${directory}/${name}`;
        await text(push, { ...at, path, content: `file ${index}` });
        assert.match(
          await text(pull, { ...at, path }),
          new RegExp(`\\n\\| file ${index}$`),
          JSON.stringify(name),
        );
      }));
      assert.deepEqual((await namesIn(outside)).toSorted(), names.toSorted());
    }),
);

labTest(
  "a text of the call and of the answer stands in for a local file",
  () =>
    withEnds({}, async ({ push, pull, at, directory, outside }, { text, failure }) => {
      const path = `${directory}/notes`;
      await text(push, {
        ...at,
        path,
        content: "first\n\tsecond ä\n",
        mode: "0600",
        user: "1000",
        group: "1000",
      });
      const { mode, uid, gid } = await Deno.stat(join(outside, "notes"));
      assert.deepEqual([(mode ?? 0) & 0o777, uid, gid], [0o600, 1000, 1000]);
      assert.match(await text(pull, { ...at, path }), /\n\| first\n\| \tsecond ä$/);
      await Deno.writeFile(join(outside, "binary"), content(100));
      assert.match(await failure(pull, { ...at, path: `${directory}/binary` }), /is no UTF-8 text.*local=/);
      await text(push, { ...at, path: `${directory}/empty`, content: "" });
      assert.match(
        await text(pull, { ...at, path: `${directory}/empty` }),
        /: 0 bytes, .*\n\[content of the file: empty\]$/,
      );
    }),
);

labTest(
  "a file there and a local one are replaced only when asked",
  () =>
    withEnds({}, async ({ push, pull, at, directory, outside }, { files, text, failure }) => {
      const path = `${directory}/file`;
      await text(push, { ...at, path, content: "old" });
      assert.match(
        await failure(push, { ...at, path, content: "new" }),
        /"\S+\/file" exists in .* already\. Ask to overwrite/,
      );
      assert.equal(await Deno.readTextFile(join(outside, "file")), "old");
      await text(push, { ...at, path, content: "new", overwrite: true });
      await Deno.writeTextFile(join(files, "kept"), "mine");
      assert.match(
        await failure(pull, { ...at, path, local: "kept" }),
        /local file \S+kept exists\. overwrite=true/,
      );
      assert.equal(await Deno.readTextFile(join(files, "kept")), "mine");
      await text(pull, { ...at, path, local: "kept", overwrite: true });
      assert.equal(await Deno.readTextFile(join(files, "kept")), "new");
    }),
);

labTest(
  "what keeps a file from being written is told, and nothing is left",
  () =>
    withEnds({}, async ({ push, at, directory, outside, full, exec }, served) => {
      const { text, failure } = served;
      await sparseFile(served.files, "large", 1_000_000);
      const refusals: readonly (readonly [path: string, what: RegExp, more?: object])[] = [
        [`${full}/file`, /cannot be written in .*: No space left on device \(\d+ KiB free\)\. Make room/],
        [
          "/sys/kernel/file",
          /cannot be written in .*: .*Permission denied\. Make room or correct the rights/,
        ],
        [`${directory}/no/file`, /is not there in .*: .*\/no\. Correct the path/],
        [directory, / is a directory\. Give the path of a file in it/, { overwrite: true }],
        [`${directory}/../file`, / contains \.\.\. Give the absolute path/],
        ["relative", / is not absolute\. Give the absolute path/],
        [`${directory}/owned`, /cannot get the owner or mode asked for/, { user: "no-such-user" }],
      ];
      for (const [path, what, more] of refusals) {
        assert.match(await failure(push, { ...at, path, local: "large", ...more }), what, path);
      }
      assert.match(
        await failure(push, { ...at, path: `${directory}/x`, local: "nosuch" }),
        /The local file \S+nosuch cannot be read/,
      );
      assert.deepEqual(await namesIn(outside), []);
      assert.match(
        await text(exec, { ...at, argv: ["ls", "-A", full, "/sys/kernel"] }),
        new RegExp(`^\\| ${full}:\\n\\| \\n`, "m"),
      );
    }),
);

labTest(
  "a disk that turns out to be full while the file arrives keeps nothing of it",
  () =>
    withEnds({}, async ({ push, at, full, exec }, served) => {
      await served.node.shell("printf 'echo\\necho disk 9999999 0 9999999 0 /\\n' > /usr/bin/df");
      await sparseFile(served.files, "large", 1_000_000);
      const said = await served.failure(push, { ...at, path: `${full}/file`, local: "large" });
      assert.match(said, /cannot be written in .*: .*No space left on device\. Make room/);
      assert.match(await served.text(exec, { ...at, argv: ["ls", "-A", full] }), /^\[stdout: empty\]$/m);
    }),
);

labTest(
  "what keeps a file from being read is told, and nothing is left here",
  () =>
    withEnds({ settings: { MAX_FILE_SIZE: "2000" } }, async (end, { files, failure }) => {
      const { pull, push, at, directory, outside } = end;
      await Deno.writeFile(join(outside, "large"), content(2001));
      const refusals: readonly (readonly [path: string, what: RegExp])[] = [
        [`${directory}/large`, /has 2001 bytes, allowed are 2000\. Raise MAX_FILE_SIZE/],
        [`${directory}/nosuch`, /is not there in /],
        [`${directory}/no/such`, /is not there in /],
        [directory, / is a directory\./],
        ["/dev/null", / is no regular file\./],
        [`${directory}/../large`, / contains \.\.\./],
      ];
      for (const [path, what] of refusals) {
        assert.match(await failure(pull, { ...at, path, local: "down" }), what, path);
      }
      for (const local of ["../down", "/etc/down", "no/down", "."]) {
        assert.match(
          await failure(pull, { ...at, path: `${directory}/large`, local }),
          /leads out of|is not there|is a directory/,
        );
      }
      assert.deepEqual(await namesIn(files), []);
      await Deno.writeFile(join(files, "up"), content(2001));
      assert.match(
        await failure(push, { ...at, path: `${directory}/up`, local: "up" }),
        /has 2001 bytes, allowed are 2000/,
      );
      await Deno.remove(join(files, "up"));
    }),
);

labTest(
  "files of a container without a shell go by pct push and pct pull, with the same refusals",
  () =>
    withServed({}, async (served) => {
      const outside = join(served.node.directory, "ct/102/srv");
      for (const size of [0, 1, 10_000_000]) {
        const bytes = content(size);
        await Deno.writeFile(join(served.files, "up"), bytes);
        await served.text("guest_push", { vmid: 102, path: `/srv/of ${size}`, local: "up" });
        await served.text("guest_pull", {
          vmid: 102,
          path: `/srv/of ${size}`,
          local: "down",
          overwrite: true,
        });
        assert.equal(sha256(await Deno.readFile(join(served.files, "down"))), sha256(bytes));
        assert.equal(sha256(await Deno.readFile(join(outside, `of ${size}`))), sha256(bytes));
      }
      assert.match(
        await served.failure("guest_push", { vmid: 102, path: "/srv/of 1", content: "x" }),
        /exists in container 102 already/,
      );
      assert.match(
        await served.failure("guest_push", { vmid: 102, path: "/no/x", content: "x" }),
        /is not there in container 102/,
      );
      assert.match(
        await served.failure("guest_pull", { vmid: 102, path: "/srv/nosuch" }),
        /is not there in container 102/,
      );
      assert.deepEqual(await served.node.leftBehind(), []);
    }),
);
