import assert from "node:assert/strict";
import { join } from "node:path";
import type { SshSide } from "../../../src/simulator/ssh/start.ts";
import { withSimulator } from "./nodes.ts";

/** Why OpenSSH's client cannot be had here, or undefined when it can. */
function whyNoClient(): string | undefined {
  for (const program of ["ssh", "sftp", "scp"]) {
    try {
      new Deno.Command(program, { args: ["-V"], stdout: "null", stderr: "null" }).outputSync();
    } catch {
      return `${program} is not there (apt-get install openssh-client)`;
    }
  }
  return undefined;
}

const missing = whyNoClient();

interface Ran {
  readonly code: number;
  readonly out: Uint8Array;
  readonly err: string;
}

/** Runs a program of OpenSSH that trusts the first node's key and no other. */
async function run(
  ssh: SshSide,
  directory: string,
  program: string,
  args: readonly string[],
  input?: Uint8Array,
): Promise<Ran> {
  const { host = "", port = 0, publicKey = "" } = ssh.nodes["pve1"] ?? {};
  const known = join(directory, "known");
  await Deno.writeTextFile(known, `[${host}]:${port} ${publicKey}\n`);
  const settings = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${known}`,
    "LogLevel=ERROR",
    "IdentitiesOnly=yes",
  ];
  const options = [
    ...settings.flatMap((one) => ["-o", one]),
    "-F",
    "none",
    "-i",
    join(directory, "key"),
    "-o",
    `Port=${port}`,
  ];
  const child = new Deno.Command(program, {
    args: [...options, ...args],
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const fed = input === undefined ? undefined : new Response(input.slice()).body?.pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  await fed;
  return { code, out: stdout, err: new TextDecoder().decode(stderr) };
}

/** Registers a test with a simulated cluster and OpenSSH's client. */
function openSshTest(
  name: string,
  use: (
    run: (program: string, args: readonly string[], input?: Uint8Array) => Promise<Ran>,
    directory: string,
  ) => Promise<void>,
): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (left out: ${missing})`,
    ignore: missing !== undefined,
    fn: () =>
      withSimulator(
        {},
        (_, ssh, directory) =>
          use((program, args, input) => run(ssh, directory, program, args, input), directory),
      ),
  });
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

openSshTest(
  "OpenSSH runs commands on a simulated node, with its exit codes, streams and stdin",
  async (run) => {
    const outcome = await run(
      "ssh",
      ["root@127.0.0.1", "pct exec 100 -- sh -c 'cat; echo err >&2; exit 7'"],
      new Uint8Array([0, 255, 10]),
    );
    assert.deepEqual([outcome.code, [...outcome.out], outcome.err], [7, [0, 255, 10], "err\n"]);
    assert.equal((await run("ssh", ["root@127.0.0.1", "kill -TERM $$"])).code, 255);
    const script = await run(
      "ssh",
      ["-T", "root@127.0.0.1"],
      new TextEncoder().encode("hostname\npveversion\nexit 3\n"),
    );
    assert.deepEqual([script.code, text(script.out).split("\n")[0]], [3, "pve1"]);
    assert.match(text(script.out), /^pve-manager\/9\.2\.11\//m);
    const stranger = await run("ssh", ["nobody-here@127.0.0.1", "true"]);
    assert.deepEqual([stranger.code, /Permission denied/.test(stranger.err)], [255, true]);
  },
);

openSshTest("OpenSSH gets a terminal with a prompt on a simulated node", async (run) => {
  const { out, code } = await run(
    "ssh",
    ["-tt", "root@127.0.0.1"],
    new TextEncoder().encode("cd /etc\rpwx\x7fd\rexit 4\r"),
  );
  assert.equal(code, 4);
  assert.match(text(out), /root@pve1:~# /);
  // What is typed ahead is echoed before the prompts that it answers.
  assert.match(text(out), /root@pve1:\/etc# \/etc\r\n/);
});

openSshTest("scp and sftp move files to and from a simulated node", async (run, directory) => {
  const content = new Uint8Array(1_500_000).map((_, index) => (index * 7) >> 2);
  await Deno.writeFile(join(directory, "up"), content);
  const up = await run("scp", [join(directory, "up"), "root@127.0.0.1:/root/a file"]);
  assert.deepEqual([up.code, up.err], [0, ""]);
  const down = await run("scp", ["-p", "root@127.0.0.1:/root/a file", join(directory, "down")]);
  assert.deepEqual([down.code, await Deno.readFile(join(directory, "down"))], [0, content]);
  const batch = [
    "mkdir /root/d",
    "rename '/root/a file' /root/d/b",
    "chmod 600 /root/d/b",
    "ln -s /root/d/b /root/l",
    "ls -l /root/d",
    "rm /root/d/b",
    "rmdir /root/d",
    "ls /root",
  ];
  const { code, out } = await run(
    "sftp",
    ["-b", "-", "root@127.0.0.1"],
    new TextEncoder().encode(`${batch.join("\n")}\n`),
  );
  assert.equal(code, 0);
  assert.match(text(out), /-rw-------.* 1500000 .*\/root\/d\/b|-rw-------.* 1500000 .* b$/m);
  assert.doesNotMatch(text(out).split("ls /root\n").at(-1) ?? "", /\/root\/d$/m);
  assert.equal((await run("scp", ["root@127.0.0.1:/nosuch", directory])).code, 1);
});
