import assert from "node:assert/strict";
import type { Clock } from "../../src/rest/clock.ts";
import { Pacer } from "../../src/rest/pacer.ts";
import { openWire, startServer, succeed } from "./server.ts";

/** A clock that the test turns. */
class TurnedClock implements Clock {
  #now = 0;
  readonly #due = new Set<{ readonly at: number; readonly act: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): () => void {
    const entry = { at: this.#now + milliseconds, act };
    this.#due.add(entry);
    return () => this.#due.delete(entry);
  }

  get waiting(): number {
    return this.#due.size;
  }

  /** Turns the clock forward and lets everything due happen in its order. */
  async turn(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#due].sort((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      this.#now = next.at;
      this.#due.delete(next);
      next.act();
    }
    this.#now = end;
    await Promise.resolve();
  }
}

const never = new AbortController().signal;

Deno.test("a hundred requests pass at once, then a hundred a minute in the order of arrival", async () => {
  const clock = new TurnedClock();
  const pacer = new Pacer(100, clock);
  const passed: number[] = [];
  for (let index = 0; index < 205; index++) void pacer.pass(never).then(() => passed.push(index));
  await clock.turn(0);
  assert.equal(passed.length, 100);
  await clock.turn(600);
  assert.equal(passed.length, 101);
  await clock.turn(59_400);
  assert.equal(passed.length, 200);
  await clock.turn(60_000);
  assert.deepEqual(passed, Array.from({ length: 205 }, (_, index) => index));
  assert.equal(clock.waiting, 0, "no timer stays behind");
});

Deno.test("an idle minute fills the bucket again and no further", async () => {
  const clock = new TurnedClock();
  const pacer = new Pacer(100, clock);
  let passed = 0;
  const ask = (count: number) => {
    for (let index = 0; index < count; index++) void pacer.pass(never).then(() => passed++);
  };
  ask(100);
  await clock.turn(3_600_000);
  ask(150);
  await clock.turn(0);
  assert.equal(passed, 200);
});

Deno.test("who gives up waiting leaves the place to the next", async () => {
  const clock = new TurnedClock();
  const pacer = new Pacer(1, clock);
  await pacer.pass(never);
  const caller = new AbortController();
  const gone = pacer.pass(caller.signal);
  let passed = false;
  void pacer.pass(never).then(() => passed = true);
  caller.abort("left");
  await assert.rejects(gone, (reason) => reason === "left");
  await clock.turn(60_000);
  assert.equal(passed, true);
  assert.equal(clock.waiting, 0);
});

Deno.test("a limit of 0 lets everything pass", async () => {
  const pacer = new Pacer(0, new TurnedClock());
  await Promise.all(Array.from({ length: 1000 }, () => pacer.pass(never)));
});

Deno.test("a request that does not get its turn before the deadline says that the rate limit held it", async () => {
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server, { rateLimit: 1, timeout: 150 });
  await wire.request({ method: "GET", path: "/version" });
  await assert.rejects(wire.request({ method: "GET", path: "/version" }), {
    name: "RateLimitError",
    message: "The limit of 1 requests a minute held the request back for 0.15 s.",
    remedy: /PROXMOX_RATE_LIMIT/,
  });
  assert.equal(server.requests.length, 1);
});

Deno.test("following a task is exempt from the limit", async () => {
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server, { rateLimit: 1 });
  await wire.request({ method: "GET", path: "/version" });
  for (let index = 0; index < 5; index++) {
    await wire.request({ method: "GET", path: "/version" }, { unpaced: true });
  }
  assert.equal(server.requests.length, 6);
});
