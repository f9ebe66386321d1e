import assert from "node:assert/strict";
import * as z from "zod";
import { Connection } from "../../src/proxmox/connection.ts";
import { ForeignAnswerError } from "../../src/wire/errors.ts";
import { ScriptedWire } from "../harness/scripted_wire.ts";

Deno.test("an answer in an unexpected shape is told with its request and first faults, however many rows it has", async () => {
  const rows = Array.from({ length: 5000 }, () => ({ volid: 7 }));
  const connection = new Connection(new ScriptedWire(() => rows));
  await assert.rejects(
    connection.get("/nodes/pve1/storage/local/content", z.array(z.object({ volid: z.string() }))),
    (error: unknown) => {
      assert.ok(error instanceof ForeignAnswerError);
      assert.match(
        error.message,
        /^Proxmox answered GET \/nodes\/pve1\/storage\/local\/content in an unexpected shape: 0\.volid: /,
      );
      assert.ok(error.message.length < 500, String(error.message.length));
      return true;
    },
  );
});

Deno.test("every request carries the call's signal, unless it brings its own", async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const wire = new ScriptedWire((_request, _nth, options) => {
    signals.push(options?.signal);
    return null;
  });
  const call = new AbortController().signal;
  const own = new AbortController().signal;
  const connection = new Connection(wire, call);
  await connection.get("/version", z.null());
  await connection.get("/version", z.null(), undefined, { signal: own });
  assert.deepEqual(signals.map((signal) => signal === call ? "call" : signal === own ? "own" : "none"), [
    "call",
    "own",
  ]);
});
