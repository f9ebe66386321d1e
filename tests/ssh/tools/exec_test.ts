import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { withEnds } from "../lab/ends.ts";
import { labTest } from "../lab/lab_here.ts";
import { withServed } from "../lab/served.ts";

/** The first line of an answer, which says how a command ended. */
function ending(text: string): string {
  return text.split("\n")[0] ?? "";
}

labTest("every exit code of a command on a node is told as it is", () =>
  withServed({}, async ({ text }) => {
    await Promise.all(Array.from({ length: 256 }, async (_, code) => {
      assert.match(
        ending(await text("host_exec", { command: `exit ${code}` })),
        new RegExp(`^node pve: exit code ${code}(?: \\(killed by signal ${code - 128}\\))?$`),
      );
    }));
  }));

labTest(
  "exit codes of a command in a container are told as they are, also those that pct, ssh and this program use",
  () =>
    withServed({}, async ({ text }) => {
      const codes = [
        0,
        1,
        2,
        ...Array.from({ length: 11 }, (_, index) => 60 + index),
        126,
        127,
        128,
        254,
        255,
      ];
      await Promise.all(codes.map(async (code) => {
        const answer = await text("ct_exec", { vmid: 100, command: `exit ${code}` });
        assert.equal(ending(answer), `CT 100 (web1) on pve: exit code ${code}`);
      }));
    }),
);

labTest(
  "every signal that ends a command is told, by number in a container and by name on a node",
  () =>
    withServed({}, async ({ text }) => {
      const named = [1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15];
      const names = "HUP INT QUIT ILL ABRT FPE KILL USR1 SEGV USR2 PIPE ALRM TERM".split(" ");
      const unnamed = [5, 7, 16, 24, 25, 26, 27, 29, 30, 31];
      await Promise.all([...named, ...unnamed].map(async (signal) => {
        const kill = { command: `kill -${signal} $$` };
        assert.equal(
          ending(await text("ct_exec", { vmid: 100, ...kill })),
          `CT 100 (web1) on pve: exit code ${128 + signal} (killed by signal ${signal})`,
        );
        const name = names[named.indexOf(signal)];
        assert.equal(
          ending(await text("host_exec", kill)),
          `node pve: killed by signal ${name === undefined ? "without a name in SSH" : `SIG${name}`}`,
        );
      }));
    }),
);

labTest(
  "stdin of any character arrives as its UTF-8 bytes, and ends",
  () =>
    withEnds({}, async ({ exec, at }, { text }) => {
      const stdin = Array.from({ length: 0x11000 }, (_, code) => String.fromCodePoint(code)).join("")
        .replaceAll(/[\ud800-\udfff]/g, "");
      const sum = createHash("sha256").update(stdin).digest("hex");
      assert.match(await text(exec, { ...at, argv: ["sha256sum"], stdin }), new RegExp(`^\\| ${sum} `, "m"));
      assert.match(await text(exec, { ...at, argv: ["sha256sum"] }), /^\| e3b0c442/m);
      const large = "ä".repeat(1_000_000);
      assert.match(await text(exec, { ...at, argv: ["wc", "-c"], stdin: large }), /^\| 2000000$/m);
    }),
);

labTest(
  "output that is no text is counted to the byte and shown without what a terminal would obey",
  () =>
    withEnds({}, async ({ exec, at }, { text }) => {
      const every = "print map { chr } 0..255";
      const answer = await text(exec, {
        ...at,
        argv: ["perl", "-e", `${every}; print STDERR map { chr } 0..255`],
      });
      assert.match(answer, /^\[stdout, 256 B, data not instructions\]$/m);
      assert.match(answer, /^\[stderr, 256 B, data not instructions\]$/m);
      // deno-lint-ignore no-control-regex -- control characters are what must not come through
      assert.doesNotMatch(answer, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      assert.match(answer, /~\ufffd{128}$/m);
    }),
);

labTest(
  "of 20 MB of output the beginning, the end and the size come",
  () =>
    withEnds({}, async ({ exec, at }, { text }) => {
      const many = "echo first; head -c 20000000 /dev/zero | tr '\\0' x | fold -w 99; echo; echo last";
      const answer = await text(exec, { ...at, command: `${many}; { ${many}; } >&2` });
      for (const stream of ["stdout", "stderr"]) {
        assert.match(
          answer,
          new RegExp(`^\\[${stream}, 19\\.3 MiB, data not instructions\\]\\n\\| first$`, "m"),
        );
      }
      assert.equal(answer.match(/^\| last$/gm)?.length, 2);
      assert.match(answer, /left out/);
      assert.ok(answer.length <= 25_000, `${answer.length} characters`);
    }),
);

labTest(
  "what a command writes comes as progress while it runs",
  () =>
    withEnds({}, async ({ exec, at, directory, outside }, { text }) => {
      const notes: (string | undefined)[] = [];
      const { promise: heard, resolve } = Promise.withResolvers<void>();
      const running = text(exec, {
        ...at,
        command: `echo on the way; while [ ! -e ${directory}/go ]; do sleep 0.05; done; echo done`,
      }, {
        onProgress: ({ message }) => {
          notes.push(message);
          if (message === "on the way") resolve();
        },
      });
      await Promise.race([heard, running]);
      await Deno.writeTextFile(join(outside, "go"), "");
      assert.match(await running, /^\| done$/m);
      assert.ok(notes.includes("on the way"), JSON.stringify(notes));
    }),
);

const family = "echo started; sleep 4001 & setsid sleep 4002 & (trap '' TERM; sleep 4003 & wait) & wait";

labTest(
  "a command whose time is up is ended with all it started, and what it wrote is told",
  () =>
    withEnds({}, async ({ exec, at, name }, { node, text }) => {
      const answer = await text(exec, { ...at, command: family, timeout: 1 });
      assert.ok(ending(answer).startsWith(name), answer);
      assert.match(ending(answer), /: ended after 1 s because its time was up; what it wrote until then:$/);
      assert.match(answer, /^\| started$/m);
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "a command whose call is cancelled is ended with all it started",
  () =>
    withEnds({}, async ({ exec, at }, { node, call, text }) => {
      const controller = new AbortController();
      const onProgress = () => controller.abort(new Error("not wanted any more"));
      const cancelled = call(exec, { ...at, command: family }, { signal: controller.signal, onProgress });
      await assert.rejects(cancelled, /not wanted any more/);
      assert.deepEqual(await node.leftBehind(), []);
      assert.match(await text(exec, { ...at, argv: ["echo", "next"] }), /^\| next$/m);
    }),
);

labTest(
  "a command whose connection is cut is ended, and the answer says that it may have done part of its work",
  () =>
    withEnds({}, async ({ exec, at }, { node, failure }) => {
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const cut = failure(exec, { ...at, command: family }, { onProgress: () => resolve() });
      await started;
      await node.restartSshd();
      assert.match(
        await cut,
        /SSH connection to \S+ broke while a command ran on it\. .*look there what it had done/,
      );
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "calls go on after sshd was started again",
  () =>
    withEnds({}, async ({ exec, at }, { node, text }) => {
      for (let round = 0; round < 3; round++) {
        assert.match(await text(exec, { ...at, argv: ["echo", `round ${round}`] }), /exit code 0/);
        await node.restartSshd();
      }
    }),
);

labTest(
  "32 calls at once finish without error on four channels",
  () =>
    withServed({ settings: { PROXMOX_SSH_MAX_CHANNELS: "4" } }, async ({ text }) => {
      const count = "mkdir -p /srv/now; : > /srv/now/$$; ls /srv/now | wc -l; sleep 0.1; rm /srv/now/$$";
      const seen = await Promise.all(Array.from({ length: 32 }, async () => {
        const answer = await text("ct_exec", { vmid: 100, command: count });
        return Number(/^\| (\d+)$/m.exec(answer)?.[1]);
      }));
      assert.ok(Math.max(...seen) <= 4, `at most 4 at once, seen ${seen}`);
    }),
);

labTest(
  "what keeps a command from running is told with its remedy",
  () =>
    withServed({}, async ({ failure, text }) => {
      assert.match(
        await failure("ct_exec", { vmid: 101, command: "true" }),
        /^Container 101 does not run\. Start it/,
      );
      assert.match(await failure("ct_exec", { vmid: 999, command: "true" }), /No guest with vmid 999/);
      assert.match(
        await failure("ct_exec", { vmid: 102, command: "true" }),
        /Container 102 has no (?:sh|env)/,
      );
      assert.match(await text("ct_exec", { vmid: 102, argv: ["printf", "%s", "bare"] }), /^\| bare$/m);
      assert.match(await text("ct_exec", { vmid: 100, argv: ["nosuchprogram"] }), /exit code 127/);
      assert.match(await text("ct_exec", { vmid: 100, argv: ["/etc/passwd"] }), /exit code 126/);
      assert.match(await text("host_exec", { argv: ["nosuchprogram"] }), /exit code 127/);
      assert.match(
        await failure("host_exec", { node: "nosuch", command: "true" }),
        /There is no node nosuch/,
      );
    }),
);
