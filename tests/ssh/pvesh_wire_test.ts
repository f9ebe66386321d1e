import assert from "node:assert/strict";
import { PolicyError } from "../../src/policy/errors.ts";
import type { RequestGuard } from "../../src/policy/guard.ts";
import type { SshNodes } from "../../src/ssh/nodes.ts";
import { PveshWire } from "../../src/ssh/pvesh_wire.ts";
import {
  ApiError,
  ConnectionError,
  LostAnswerError,
  NodeUnreachableError,
  ParameterError,
  PermissionError,
} from "../../src/wire/errors.ts";
import type { Method, Parameters, WireRequest } from "../../src/wire/wire.ts";
import { hostileStrings, randomStrings } from "./hostile.ts";
import { withCluster } from "./lab/cluster.ts";
import { type LabOptions, withNode } from "./lab/lab.ts";
import { labTest } from "./lab/lab_here.ts";
import type { LabNode } from "./lab/lab_node.ts";
import { openGuard, withNodes } from "./lab/session.ts";

interface Asking {
  readonly node: LabNode;
  readonly nodes: SshNodes;
  readonly wire: PveshWire;
  /** The data of an answer. */
  ask(method: Method, path: string, parameters?: Parameters): Promise<unknown>;
}

async function withWire(
  options: LabOptions & { readonly timeout?: number; readonly guard?: RequestGuard },
  use: (asking: Asking) => Promise<void>,
): Promise<void> {
  await withNode(options, async (node) => {
    await withNodes({ settings: node.settings(), guard: openGuard }, async (nodes) => {
      await use(asking(node, nodes, options.timeout, options.guard));
    });
  });
}

function asking(node: LabNode, nodes: SshNodes, timeout = 20_000, guard = openGuard): Asking {
  const wire = new PveshWire({ nodes, guard, timeout });
  return {
    node,
    nodes,
    wire,
    ask: async (method, path, parameters) => {
      const request: WireRequest = { method, path, ...(parameters === undefined ? {} : { parameters }) };
      const { data, wire: by } = await wire.request(request);
      assert.equal(by, "ssh");
      return data;
    },
  };
}

async function failureOf<T extends Error>(
  promise: Promise<unknown>,
  kind: abstract new (...args: never[]) => T,
): Promise<T> {
  const error = await promise.then(() => undefined, (reason) => reason);
  assert.ok(error instanceof kind, `expected ${kind.name}, got ${error}`);
  return error;
}

labTest(
  "reads and changes go to pvesh, and a change without an answer gives null",
  () =>
    withWire({}, async ({ ask }) => {
      assert.deepEqual(await ask("GET", "/version"), {
        release: "9.2",
        repoid: "14a22df35955d97d",
        version: "9.2.11",
      });
      assert.equal(await ask("GET", "/cluster/nextid"), "102");
      assert.equal(await ask("PUT", "/nodes/pve/lxc/100/config", { memory: 300, hostname: "web ä" }), null);
      assert.deepEqual(await ask("GET", "/nodes/pve/lxc/100/config"), { hostname: "web ä", memory: 300 });
      assert.deepEqual(await ask("GET", "/nodes/localhost/lxc/100/config"), {
        hostname: "web ä",
        memory: 300,
      });
    }),
);

labTest(
  "lines that Proxmox prints before the data are no part of it",
  () => withWire({}, async ({ ask }) => assert.deepEqual(await ask("GET", "/lab/noise"), { memory: 1 })),
);

labTest("failures are the errors that REST gives", () =>
  withWire({}, async ({ ask }) => {
    const missing = await failureOf(ask("GET", "/nodes/pve/lxc/999/config"), ApiError);
    assert.deepEqual([missing.status, missing.reason], [
      500,
      "Configuration file 'nodes/pve/lxc/999.conf' does not exist",
    ]);
    const running = await failureOf(ask("POST", "/nodes/pve/lxc/100/status/start"), ApiError);
    assert.deepEqual([running.status, running.reason], [500, "CT 100 already running"]);
    const unknown = await failureOf(ask("GET", "/nosuch"), ApiError);
    assert.deepEqual([unknown.status, unknown.reason], [501, "Method 'GET /nosuch' not implemented"]);
    const wrong = await failureOf(ask("PUT", "/nodes/pve/lxc/100/config", { memory: "abc" }), ParameterError);
    assert.deepEqual(wrong.parameters, { memory: "type check ('integer') failed - got 'abc'" });
    const forbidden = await failureOf(ask("GET", "/lab/forbidden"), PermissionError);
    assert.deepEqual([forbidden.aclPath, forbidden.privileges], ["/vms/100", ["VM.Audit"]]);
    const node = await failureOf(ask("GET", "/nodes/nosuch/lxc/100/config"), ApiError);
    assert.match(node.reason, /^hostname lookup 'nosuch' failed/);
  }));

labTest(
  "parameters arrive as they were sent: hostile texts, options of pvesh, lists, booleans",
  () =>
    withWire({}, async ({ ask }) => {
      const texts = [...hostileStrings, ...randomStrings(100)];
      const sent = Object.fromEntries(texts.map((text, index) => [`p${index}`, text]));
      const expected = Object.fromEntries(Object.entries(sent).map(([name, text]) => [name, [text]]));
      assert.deepEqual(await ask("POST", "/lab/echo", sent), expected);
      assert.deepEqual(
        await ask("POST", "/lab/echo", { list: ["a", "b"], yes: true, no: false, none: null, n: 7 }),
        {
          list: ["a", "b"],
          yes: ["1"],
          no: ["0"],
          n: ["7"],
        },
      );
      for (const name of ["quiet", "output-format", "noproxy", "a b", "-x", "a=b", ""]) {
        const error = await failureOf(ask("POST", "/lab/echo", { [name]: "1" }), ParameterError);
        assert.match(error.parameters[name] ?? "", /not defined in schema/);
      }
    }),
);

labTest(
  "an answer of 5 MB comes whole",
  () =>
    withWire(
      {},
      async ({ ask }) =>
        assert.equal(await ask("GET", "/lab/big", { size: 5_000_000 }), "x".repeat(5_000_000)),
    ),
);

/** Asks for a task's status until it has stopped. */
async function stopped(ask: Asking["ask"], upid: string): Promise<unknown> {
  for (;;) {
    const status = await ask("GET", `/nodes/pve/tasks/${encodeURIComponent(upid)}/status`);
    assert.ok(typeof status === "object" && status !== null && "status" in status);
    if (status.status === "stopped") return "exitstatus" in status ? status.exitstatus : undefined;
  }
}

labTest(
  "a request that starts a task answers with its UPID while it runs, and the task outlives the connection",
  () =>
    withWire({}, async ({ node, nodes, ask }) => {
      await node.shell("echo 4 > /run/lab/task-seconds");
      const upid = await ask("POST", "/nodes/pve/lxc/101/status/start");
      assert.ok(typeof upid === "string");
      assert.match(upid, /^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:vzstart:101:root@pam:$/);
      const log = await ask("GET", `/nodes/pve/tasks/${upid}/log`);
      assert.doesNotMatch(JSON.stringify(log), /TASK OK/);
      await nodes.close();
      await withNodes({ settings: node.settings(), guard: openGuard }, async (fresh) => {
        assert.equal(await stopped(asking(node, fresh).ask, upid), "OK");
      });
      assert.equal(await node.shell("cat /run/lab/started"), "101\n");
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "a task that fails shows in its status, although pvesh exits with 0",
  () =>
    withWire({}, async ({ ask }) => {
      const upid = await ask("POST", "/nodes/pve/lxc/999/status/start");
      assert.ok(typeof upid === "string");
      assert.equal(await stopped(ask, upid), "Configuration file 'nodes/pve/lxc/999.conf' does not exist");
    }),
);

labTest(
  "a read that takes too long is ended, a change that does is told as perhaps carried out, and goes on",
  () =>
    withWire({ timeout: 1000 }, async ({ node, ask }) => {
      const read = await failureOf(ask("GET", "/lab/sleep", { seconds: 60 }), ConnectionError);
      assert.equal(read.fault, "silent");
      assert.deepEqual(await node.leftBehind(), []);
      await failureOf(ask("POST", "/lab/sleep", { seconds: 2 }), LostAnswerError);
      assert.deepEqual(await node.leftBehind(), []);
      assert.equal(await node.shell("cat /run/lab/slept"), "slept\n");
    }),
);

labTest(
  "a change whose connection breaks is told as perhaps carried out, and goes on",
  () =>
    withWire({}, async ({ node, ask }) => {
      const change = ask("POST", "/lab/sleep", { seconds: 3 }).catch((error) => error);
      while (!node.processes().some((line) => line.includes("pvesh create"))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      await node.restartSshd();
      assert.ok((await change) instanceof LostAnswerError);
      assert.deepEqual(await node.leftBehind(), []);
      assert.equal(await node.shell("cat /run/lab/slept"), "slept\n");
    }),
);

labTest("a cancelled request rejects with the reason", () =>
  withWire({}, async ({ wire }) => {
    const controller = new AbortController();
    const reason = new Error("not wanted");
    const running = wire.request({ method: "GET", path: "/lab/sleep", parameters: { seconds: 60 } }, {
      signal: controller.signal,
    });
    controller.abort(reason);
    await assert.rejects(running, reason);
  }));

labTest("requests the policy forbids never leave", () => {
  const guard: RequestGuard = {
    ...openGuard,
    check: ({ method }) => {
      if (method !== "GET") throw new PolicyError("read-only");
    },
  };
  return withWire({ guard }, async ({ node, ask }) => {
    assert.equal(await ask("GET", "/cluster/nextid"), "102");
    await failureOf(ask("POST", "/lab/sleep", { seconds: 0 }), PolicyError);
    await assert.rejects(node.shell("cat /run/lab/slept"));
  });
});

labTest("a path of another node is asked there, directly or by a hop, with that node's task", async () => {
  for (const direct of [true, false]) {
    await withCluster({ direct }, async ({ entry, other }) => {
      await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
        const { ask } = asking(entry, nodes);
        assert.deepEqual(await ask("GET", "/nodes/pve2/lxc/110/config"), { hostname: "far1" });
        await other.shell("echo 3 > /run/lab/task-seconds");
        const upid = await ask("POST", "/nodes/pve2/lxc/101/status/start");
        assert.ok(typeof upid === "string" && upid.startsWith("UPID:pve2:"));
        await assert.rejects(other.shell("cat /run/lab/started"));
        assert.deepEqual(await other.leftBehind(), []);
        assert.equal(await other.shell("cat /run/lab/started"), "101\n");
      });
    });
  }
});

labTest(
  "a node that cannot be reached is the error that REST gives for it",
  () =>
    withCluster({ otherAddress: "127.0.0.3" }, async ({ entry }) => {
      await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
        const error = await failureOf(
          asking(entry, nodes).ask("GET", "/nodes/pve2/lxc/110/config"),
          NodeUnreachableError,
        );
        assert.equal(error.status, 595);
        assert.match(error.reason, /Connection refused/);
      });
    }),
);
