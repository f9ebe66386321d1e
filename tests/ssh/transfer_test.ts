import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { getFile } from "../../src/ssh/get_file.ts";
import { pullFile, pushFile } from "../../src/ssh/container_files.ts";
import { containerPlace, nodePlace } from "../../src/ssh/places.ts";
import { putFile } from "../../src/ssh/put_file.ts";
import type { FileSource, Place } from "../../src/ssh/transfer.ts";
import { TransferError } from "../../src/ssh/transfer_error.ts";
import { PolicyError } from "../../src/policy/errors.ts";
import { ConnectionError } from "../../src/wire/errors.ts";
import { labTest } from "./lab/lab.ts";
import { openGuard, type Session, withShell } from "./lab/session.ts";

/** Bytes that look random and are the same on every run. */
function content(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 7;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

function source(bytes: Uint8Array, piece = 100_000): FileSource {
  return {
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += piece) {
        yield await Promise.resolve(bytes.subarray(at, at + piece));
      }
    },
  };
}

async function fetched(place: Place, path: string, limit = 2 ** 30): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await getFile(place, path, limit, (piece) => {
    pieces.push(piece);
  });
  return new Uint8Array(await new Blob(pieces.map((piece) => new Uint8Array(piece))).arrayBuffer());
}

/** Both places with a directory to write in, seen from the node. */
function places({ node, shell }: Session): readonly { place: Place; directory: string; outside: string }[] {
  return [
    { place: nodePlace(shell), directory: "/root/files", outside: join(node.directory, "root/files") },
    { place: containerPlace(shell, 100), directory: "/srv", outside: join(node.container, "srv") },
  ];
}

async function withPlaces(
  use: (at: { place: Place; directory: string; outside: string }, session: Session) => Promise<void>,
) {
  await withShell({}, async (session) => {
    await Deno.mkdir(join(session.node.directory, "root/files"));
    for (const at of places(session)) await use(at, session);
  });
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
}

async function failureOf(transfer: Promise<unknown>): Promise<TransferError> {
  const error = await transfer.then(() => undefined, (reason) => reason);
  assert.ok(error instanceof TransferError, `expected a TransferError, got ${error}`);
  assert.notEqual(error.remedy, "");
  return error;
}

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
  "a source that gives more or less than it announced leaves nothing",
  () =>
    withPlaces(async ({ place, directory, outside }) => {
      for (const size of [999, 1001]) {
        const wrong = { ...source(content(1000)), size };
        const error = await failureOf(putFile(place, `${directory}/file`, wrong, { overwrite: false }));
        assert.equal(error.fault, "checksum");
      }
      const broken: FileSource = {
        size: 100,
        async *open() {
          yield await Promise.resolve(content(50));
          throw new Error("the disk is gone");
        },
      };
      await assert.rejects(
        putFile(place, `${directory}/file`, broken, { overwrite: false }),
        /the disk is gone/,
      );
      assert.deepEqual(await namesIn(outside), []);
    }),
);

labTest(
  "a transfer that is cancelled leaves nothing and no process",
  () =>
    withPlaces(async ({ place, directory, outside }, { node }) => {
      const controller = new AbortController();
      const endless: FileSource = {
        size: 2 ** 31,
        async *open() {
          for (;;) yield await Promise.resolve(content(10_000));
        },
      };
      const options = {
        overwrite: false,
        signal: controller.signal,
        onProgress: (bytes: number) => bytes > 5_000_000 && controller.abort(new Error("enough")),
      };
      await assert.rejects(putFile(place, `${directory}/file`, endless, options), /enough/);
      assert.deepEqual(await node.leftBehind(), []);
      assert.deepEqual(await namesIn(outside), []);
    }),
);

labTest(
  "a connection that breaks in the middle leaves nothing and no process",
  () =>
    withPlaces(async ({ place, directory, outside }, { node }) => {
      const cut: FileSource = {
        size: 2 ** 31,
        async *open() {
          for (let piece = 0;; piece++) {
            if (piece === 200) await node.restartSshd();
            yield await Promise.resolve(content(10_000));
          }
        },
      };
      await assert.rejects(putFile(place, `${directory}/file`, cut, { overwrite: false }), ConnectionError);
      assert.deepEqual(await node.leftBehind(), []);
      assert.deepEqual(await namesIn(outside), []);
      await Deno.writeFile(join(outside, "large"), content(20_000_000));
      let taken = 0;
      const pulled = getFile(place, `${directory}/large`, 2 ** 30, async (piece) => {
        if (taken === 0) await node.restartSshd();
        taken += piece.length;
      });
      await assert.rejects(pulled, ConnectionError);
      assert.deepEqual(await node.leftBehind(), []);
      await Deno.remove(join(outside, "large"));
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

labTest(
  "a container without a shell gets and gives files by pct push and pct pull, read back to be sure",
  () =>
    withShell({}, async ({ node, shell }) => {
      const outside = join(node.directory, "ct/102/srv");
      const pulled = async (path: string, limit = 2 ** 20) => {
        const pieces: Uint8Array[] = [];
        await pullFile(shell, 102, path, limit, (piece) => {
          pieces.push(piece);
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
