import assert from "node:assert/strict";
import { PolicyError } from "../../src/policy/errors.ts";
import { processGuard } from "../../src/policy/guards.ts";
import { Policy } from "../../src/policy/policy.ts";
import { GuardedWire } from "../../src/wire/guarded.ts";
import type { Answer, ByteStream, Wire, WireRequest } from "../../src/wire/wire.ts";
import { policySettings } from "../policy/policy_settings.ts";

class RecordingWire implements Wire {
  readonly name = "api";
  readonly sent: WireRequest[] = [];
  closed = false;

  request(request: WireRequest): Promise<Answer> {
    this.sent.push(request);
    return Promise.resolve({ data: ["a", "b"], wire: "api" });
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

Deno.test("a request that the guard refuses rejects and never reaches the wire", async () => {
  const below = new RecordingWire();
  const wire = new GuardedWire(below, {
    guard: processGuard(new Policy(policySettings({ readOnly: true })), "api"),
  });
  await assert.rejects(wire.request({ method: "DELETE", path: "/nodes/pve1/qemu/100" }), PolicyError);
  await assert.rejects(wire.request({ method: "GET", path: "/nodes/../access" }), PolicyError);
  assert.deepEqual(below.sent, []);
  await wire.request({ method: "GET", path: "/version" });
  assert.equal(below.sent.length, 1);
});

Deno.test("the checks run in order before the request leaves, and the first refusal ends it", async () => {
  const below = new RecordingWire();
  const seen: string[] = [];
  const wire = new GuardedWire(below, {
    before: [
      () => void seen.push("first"),
      () => Promise.reject(new PolicyError("no")),
      () => void seen.push("third"),
    ],
  });
  await assert.rejects(wire.request({ method: "GET", path: "/version" }), /no/);
  assert.deepEqual([seen, below.sent], [["first"], []]);
});

Deno.test("a request that is changed between check and sending is sent as it was checked", async () => {
  const below = new RecordingWire();
  const parameters: Record<string, string> = { vmid: "100" };
  const request = { method: "GET" as const, path: "/version", parameters };
  const wire = new GuardedWire(below, {
    before: [() => {
      parameters.vmid = "101";
      return Promise.resolve();
    }],
  });
  await wire.request(request);
  assert.deepEqual(below.sent[0]?.parameters, { vmid: "100" });
});

Deno.test("an answer passes the last check before anyone sees it, and closing closes the wire below", async () => {
  const below = new RecordingWire();
  const wire = new GuardedWire(below, { after: (_request, answer) => ({ ...answer, data: ["a"] }) });
  assert.deepEqual((await wire.request({ method: "GET", path: "/version" })).data, ["a"]);
  await wire.close();
  assert.ok(below.closed);
});

Deno.test("a stream is checked like a request, and missing where the wire below has none", async () => {
  assert.equal(new GuardedWire(new RecordingWire(), {}).openStream, undefined);
  const opened: WireRequest[] = [];
  class StreamingWire extends RecordingWire {
    openStream(request: WireRequest): Promise<ByteStream> {
      opened.push(request);
      return Promise.resolve({ received: new ReadableStream(), send: () => {}, close: () => {} });
    }
  }
  const console = { method: "GET", path: "/nodes/pve1/qemu/100/vncwebsocket" } as const;
  const below = new StreamingWire();
  const refusing = new GuardedWire(below, {
    guard: processGuard(new Policy(policySettings({ readOnly: true })), "api"),
  });
  await assert.rejects(async () => await refusing.openStream?.(console), PolicyError);
  assert.deepEqual(opened, []);
  await new GuardedWire(below, {}).openStream?.(console);
  assert.deepEqual(opened, [console]);
});
