import assert from "node:assert/strict";
import { containerError, withoutNoise } from "../../src/ssh/pct.ts";
import { pveshData, pveshError } from "../../src/ssh/pvesh_answer.ts";
import { ApiError, ParameterError } from "../../src/wire/errors.ts";
import type { Method, WireRequest } from "../../src/wire/wire.ts";

interface Recording {
  readonly cmd: string;
  readonly exit_code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const directory = new URL("../../../shared/pve-recordings/", import.meta.url);
const there = await Deno.stat(directory).then(() => true, () => false);
const files = ["10_cli_pct", "18_cli_qm_pvesh", "30_cluster_4_cli"];

async function recordings(pattern: RegExp): Promise<readonly Recording[]> {
  const lists: Recording[][] = await Promise.all(
    files.map(async (file) => JSON.parse(await Deno.readTextFile(new URL(`${file}.json`, directory)))),
  );
  return lists.flat().filter(({ cmd }) => pattern.test(cmd));
}

const methods: Readonly<Record<string, Method>> = {
  get: "GET",
  create: "POST",
  set: "PUT",
  delete: "DELETE",
};

function requestOf(cmd: string): WireRequest {
  const [, command = "", path = ""] = /^pvesh (\w+) (\S+)/.exec(cmd) ?? [];
  return { method: methods[command] ?? "GET", path };
}

/** A test on recordings of the real Proxmox, which only the machines of this project's makers have. */
function recordingTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: there ? name : `${name} (left out: the recordings are not here)`, ignore: !there, fn });
}

recordingTest("every recorded answer of pvesh in JSON is read as its data", async () => {
  const answers = (await recordings(/^pvesh (?:get|set|create|delete) [^&]*--output-format json(?!-)[^&]*$/))
    .filter(({ exit_code }) => exit_code === 0);
  assert.ok(answers.length > 10);
  for (const { cmd, stdout } of answers) {
    const data = pveshData(requestOf(cmd), stdout);
    if (stdout.startsWith('"UPID')) assert.match(String(data), /^UPID:\S+:$/);
    else assert.deepEqual(data, JSON.parse(stdout), cmd);
  }
});

recordingTest(
  "a task started on another node answers with its bare UPID, a change without an answer with null",
  async () => {
    for (
      const { cmd, stdout } of (await recordings(/^pvesh create \/nodes\/pve2/)).filter(({ exit_code }) =>
        exit_code === 0
      )
    ) {
      assert.equal(pveshData(requestOf(cmd), stdout), stdout.trim());
    }
    for (
      const { cmd, stdout } of (await recordings(/^pvesh set /)).filter(({ exit_code }) => exit_code === 0)
    ) {
      assert.equal(pveshData(requestOf(cmd), stdout), null);
    }
  },
);

recordingTest("every recorded failure of pvesh becomes the error that REST gives", async () => {
  const failures = (await recordings(/^pvesh (?:get|set|create|delete) /)).filter(({ exit_code }) =>
    exit_code !== 0
  );
  const seen = failures.map(({ cmd, exit_code, stdout, stderr }) => {
    const error = pveshError(requestOf(cmd), { code: exit_code, stdout, stderr: withoutNoise(stderr) });
    assert.ok(error instanceof ApiError, cmd);
    return [cmd, error.status, error.reason, error instanceof ParameterError ? error.parameters : {}];
  });
  assert.deepEqual(seen.map(([cmd, status, reason]) => `${cmd} -> ${status} ${reason}`), [
    "pvesh get /nodes/pve/lxc/999/config --output-format json -> 500 Configuration file 'nodes/pve/lxc/999.conf' does not exist",
    "pvesh get /nosuch --output-format json -> 501 Method 'GET /nosuch' not implemented",
    "pvesh create /nodes/pve/lxc/100/status/start --output-format json -> 500 CT 100 already running",
    "pvesh set /nodes/pve/lxc/100/config --memory abc -> 400 Parameter verification failed.",
    "pvesh delete /nodes/pve/lxc/999 -> 500 Configuration file 'nodes/pve/lxc/999.conf' does not exist",
    "pvesh get /nodes/pve/lxc/110/config -> 500 Configuration file 'nodes/pve/lxc/110.conf' does not exist",
    "pvesh create /nodes/pve2/lxc/110/status/start -> 500 CT 110 already running",
    "pvesh get /nodes/nosuch/status -> 500 hostname lookup 'nosuch' failed - failed to get address info for: nosuch: Temporary failure in name resolution",
    "pvesh get /nodes/pve2/nosuch -> 501 Method 'GET /nodes/pve2/nosuch' not implemented",
    "pvesh get /nodes/pve2/tasks --limit x -> 400 Parameter verification failed.",
  ]);
  assert.deepEqual(seen[3]?.[3], { memory: "type check ('integer') failed - got 'abc'" });
});

recordingTest(
  "of the recorded calls of pct exec, push and pull, those are told as pct's own failure that are",
  async () => {
    const told = (await recordings(/^pct (?:exec|push|pull) \d+ /)).flatMap(
      ({ cmd, exit_code, stdout, stderr }) => {
        const captured = (text: string) => ({
          bytes: new TextEncoder().encode(text),
          total: text.length,
          gapAt: undefined,
        });
        const vmid = Number(cmd.split(" ")[2]);
        const outcome = {
          code: exit_code,
          signal: undefined,
          stdout: captured(stdout),
          stderr: captured(stderr),
        };
        const error = containerError("pve", vmid, outcome);
        return error === undefined ? [] : [`${cmd} -> ${error.fault}`];
      },
    );
    assert.deepEqual(told, [
      "pct exec 999 -- true -> missing",
      "pct exec 100 -- true -> stopped",
      "pct push 100 /tmp/p1 /root/p1 -> stopped",
      "pct pull 100 /root/p1 /tmp/q9 -> stopped",
      "pct exec 110 -- hostname -> missing",
      "pct push 110 /etc/hostname /tmp/x -> stopped",
      "pct pull 110 /etc/hostname /tmp/x -> stopped",
    ]);
  },
);

Deno.test("parameter errors of several lines are kept apart by parameter", () => {
  const error = pveshError({ method: "PUT", path: "/x" }, {
    code: 255,
    stdout: "",
    stderr:
      "400 Parameter verification failed.\nnet0: invalid format - format error\nnet0.bridgee: property is not defined in " +
      "schema and the schema does not allow additional properties\n\nvmid: property is missing and it is not optional\n" +
      "pvesh set <api_path> [OPTIONS] [FORMAT_OPTIONS]",
  });
  assert.ok(error instanceof ParameterError);
  assert.deepEqual(error.parameters, {
    net0:
      "invalid format - format error\nnet0.bridgee: property is not defined in schema and the schema does not allow " +
      "additional properties",
    vmid: "property is missing and it is not optional",
  });
});

Deno.test("an option that the endpoint does not have is named as REST names it", () => {
  const error = pveshError({ method: "PUT", path: "/x" }, {
    code: 255,
    stdout: "",
    stderr:
      "Unknown option: nosuch\n400 unable to parse option\npvesh set <api_path> [OPTIONS] [FORMAT_OPTIONS]",
  });
  assert.ok(error instanceof ParameterError);
  assert.match(error.parameters.nosuch ?? "", /^property is not defined in schema/);
});
