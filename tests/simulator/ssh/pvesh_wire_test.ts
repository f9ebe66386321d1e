import assert from "node:assert/strict";
import { PveshWire } from "../../../src/ssh/pvesh_wire.ts";
import { ApiError, NodeUnreachableError, ParameterError } from "../../../src/wire/errors.ts";
import type { Method, Parameters } from "../../../src/wire/wire.ts";
import { openGuard } from "../../ssh/lab/session.ts";
import { type Session, type SessionOptions, withSession } from "./nodes.ts";

type Ask = (method: Method, path: string, parameters?: Parameters) => Promise<unknown>;

async function withWire(
  options: SessionOptions,
  use: (ask: Ask, session: Session) => Promise<void>,
): Promise<void> {
  await withSession(options, async (session) => {
    const wire = new PveshWire({ nodes: session.nodes, guard: openGuard, timeout: 20_000 });
    await use(async (method, path, parameters) => {
      const { data } = await wire.request({
        method,
        path,
        ...(parameters === undefined ? {} : { parameters }),
      });
      return data;
    }, session);
  });
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(() => undefined, (reason) => reason);
}

Deno.test("pvesh on simulated nodes gives what the REST tree gives, on this node and on others", () =>
  withWire({}, async (ask, { simulator }) => {
    const identity = { userid: "root@pam" };
    for (
      const path of [
        "/version",
        "/storage",
        "/nodes/pve1/lxc/100/config",
        "/nodes/pve2/lxc/112/config",
        "/cluster/nextid",
        "/pools",
      ]
    ) {
      const { data } = await simulator.call({ method: "GET", path, identity });
      assert.deepEqual(await ask("GET", path), JSON.parse(JSON.stringify(data)), path);
    }
  }));

Deno.test("a change by pvesh reaches the simulated cluster, with texts of any kind", () =>
  withWire({}, async (ask, { simulator }) => {
    for (const node of ["pve1", "pve2"]) {
      const vmid = node === "pve1" ? 100 : 112;
      const description = `it's "ä" $HOME\n\`two\` ${node}`;
      assert.equal(
        await ask("PUT", `/nodes/${node}/lxc/${vmid}/config`, { description, onboot: true }),
        null,
      );
      const config = simulator.cluster.guest(vmid)?.config;
      assert.deepEqual([String(config?.["description"]).trim(), config?.["onboot"]], [description, 1]);
    }
  }));

Deno.test("failures of pvesh on simulated nodes are the errors that REST gives", () =>
  withWire({}, async (ask) => {
    const missing = await errorOf(ask("GET", "/nodes/pve1/lxc/999/config"));
    assert.ok(missing instanceof ApiError);
    assert.deepEqual([missing.status, missing.reason], [
      500,
      "Configuration file 'nodes/pve1/lxc/999.conf' does not exist",
    ]);
    const running = await errorOf(ask("POST", "/nodes/pve2/lxc/112/status/start"));
    assert.ok(running instanceof ApiError);
    assert.deepEqual([running.status, running.reason], [500, "CT 112 already running"]);
    const unknown = await errorOf(ask("GET", "/nosuch"));
    assert.ok(unknown instanceof ApiError);
    assert.deepEqual([unknown.status, unknown.reason], [501, "Method 'GET /nosuch' not implemented"]);
    const wrong = await errorOf(ask("PUT", "/nodes/pve1/lxc/100/config", { memory: "abc", nosuch: 1 }));
    assert.ok(wrong instanceof ParameterError);
    assert.deepEqual(Object.keys(wrong.parameters), ["nosuch"]);
  }));

Deno.test("a task that pvesh starts is answered with its UPID while it runs, and goes on without the client", () =>
  withWire({ speed: 5 }, async (ask, { simulator }) => {
    const upid = await ask("POST", "/nodes/pve1/qemu/101/status/shutdown");
    assert.match(String(upid), /^UPID:pve1:.*:qmshutdown:101:root@pam:$/);
    assert.equal(simulator.tasks.find(String(upid))?.exitstatus, undefined);
    await simulator.tasks.ended(String(upid));
    assert.equal(simulator.tasks.find(String(upid))?.exitstatus, "OK");
  }));

Deno.test("a task that fails at once is still answered with its UPID, though pvesh exits with 0", () =>
  withWire({}, async (ask, { simulator }) => {
    const upid = await ask("POST", "/nodes/pve1/lxc/999/status/start");
    assert.match(String(upid), /^UPID:pve1:.*:vzstart:999:root@pam:$/);
    assert.match(simulator.tasks.find(String(upid))?.exitstatus ?? "", /does not exist$/);
  }));

Deno.test("a simulated node that is gone cannot be reached by pvesh either", () =>
  withWire({}, async (ask, { simulator }) => {
    simulator.faults.breakNode("pve3", "gone", { since: 100 });
    const gone = await errorOf(ask("GET", "/nodes/pve3/lxc/121/config"));
    assert.ok(gone instanceof NodeUnreachableError, String(gone));
  }));

Deno.test("the description of the REST tree is read from a simulated node, and a document it lacks is told", () =>
  withSession({}, async ({ nodes }) => {
    const wire = new PveshWire({ nodes, guard: openGuard, timeout: 20_000 });
    const script = await wire.document("/pve-docs/api-viewer/apidoc.js");
    assert.match(script, /^const apiSchema = \[\n/);
    assert.match(script, /"path": "\/nodes\/\{node\}\/lxc\/\{vmid\}\/config"/);
    await assert.rejects(
      wire.document("/pve-docs/nosuch.js"),
      /pve1 has no readable \/usr\/share\/pve-docs\/nosuch\.js/,
    );
  }));
