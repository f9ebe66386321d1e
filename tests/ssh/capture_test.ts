import assert from "node:assert/strict";
import { Capture, capturedText } from "../../src/ssh/capture.ts";
import { ProcessMarkers } from "../../src/ssh/process_marker.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (chunk: Uint8Array) => new TextDecoder().decode(chunk);

Deno.test("a capture keeps everything up to its limit, then the beginning and the end, however the pieces fall", () => {
  const whole = "0123456789abcdefghij";
  for (let piece = 1; piece <= 20; piece++) {
    for (const limit of [0, 1, 2, 5, 10, 19, 20, 21]) {
      const capture = new Capture(limit);
      for (let at = 0; at < whole.length; at += piece) capture.push(bytes(whole.slice(at, at + piece)));
      const result = capture.result();
      const head = Math.ceil(limit / 2);
      const expected = limit >= 20 ? whole : whole.slice(0, head) + whole.slice(20 - (limit - head));
      assert.equal(text(result.bytes), limit === 0 ? "" : expected, `pieces of ${piece}, limit ${limit}`);
      assert.deepEqual([result.total, result.gapAt], [20, limit >= 20 ? undefined : head]);
    }
  }
});

Deno.test("a gap is told where it is", () => {
  const capture = new Capture(4);
  capture.push(bytes("abcdefgh"));
  assert.equal(capturedText(capture.result(), (missing) => `[${missing}]`), "ab[4]gh");
});

Deno.test("lines that say process ids are taken out of stderr, however the pieces fall", () => {
  const whole = "noise of a shell\nT0 41\nwarning of ssh\nT0 7\nerror\nT0 stays\n";
  for (let piece = 1; piece < whole.length; piece++) {
    const markers = new ProcessMarkers("T0", 2);
    let seen = "";
    for (let at = 0; at < whole.length; at += piece) {
      seen += text(markers.push(bytes(whole.slice(at, at + piece))));
    }
    seen += text(markers.flush());
    assert.deepEqual([seen, markers.processId, markers.complete], ["error\nT0 stays\n", 7, true]);
  }
});

Deno.test("the words of a shell that started nothing are not lost", () => {
  const markers = new ProcessMarkers("T0", 1);
  assert.equal(text(markers.push(bytes("This account is not available.\n"))), "");
  assert.deepEqual([text(markers.flush()), markers.complete], ["This account is not available.\n", false]);
});

Deno.test("what is kept of a stream is a copy, for its pieces are used again", () => {
  const capture = new Capture(8);
  const piece = new Uint8Array(6);
  for (const value of [1, 2, 3]) {
    piece.fill(value);
    capture.push(piece);
  }
  piece.fill(9);
  assert.deepEqual([...capture.result().bytes], [1, 1, 1, 1, 3, 3, 3, 3]);
});
