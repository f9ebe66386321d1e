import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import * as z from "zod";
import {
  ApiError,
  AuthenticationError,
  ForeignAnswerError,
  LostAnswerError,
  NodeUnreachableError,
  ParameterError,
  PermissionError,
} from "../../src/wire/errors.ts";
import { canonicalPath } from "../../src/wire/path.ts";
import type { Answer, Method, Wire } from "../../src/wire/wire.ts";
import { bothTrusts, openWire, startServer } from "../rest/server.ts";
import { haveRecordings, readExtjsRecordings, readRecordings, type Recording } from "./recordings.ts";

// The recordings hold what the real Proxmox VE 9.2 sent. A server sends each of them again, and the client must take
// every one for what it is.

const missing = !await haveRecordings();
if (missing) {
  Deno.test({
    name: "the recordings lie beside the repository only, and are absent here",
    ignore: true,
    fn() {},
  });
}

const body = z.object({
  data: z.unknown().optional(),
  message: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
  total: z.number().optional(),
  success: z.number().optional(),
  status: z.coerce.number().optional(),
});

/** How a failure's error is named by its status. */
function classOf(status: number): typeof ApiError {
  if (status === 400) return ParameterError;
  if (status === 401) return AuthenticationError;
  if (status === 403) return PermissionError;
  return status >= 595 ? NodeUnreachableError : ApiError;
}

/** Bodies that were packed with gzip lie in the recordings as broken text and cannot be sent again. */
function canBeSent({ response }: Recording): boolean {
  return response.headers["content-encoding"] === undefined;
}

/** Sends an answer exactly as it was recorded. */
function replay({ response: { status, reason, headers, body, text } }: Recording, to: ServerResponse): void {
  const payload = body === undefined || body === null ? text ?? "" : JSON.stringify(body);
  to.writeHead(status ?? 0, reason, {
    ...headers,
    "content-length": String(new TextEncoder().encode(payload).byteLength),
  });
  to.end(payload);
}

/** Sends an answer as the `extjs` form of the same path has it (recorded in file 21). */
function replayAsExtjs(recording: Recording, to: ServerResponse): void {
  const { status, body: recorded } = recording.response;
  const parsed = body.safeParse(recorded ?? undefined).data;
  if (parsed === undefined || parsed.success !== undefined) return replay(recording, to);
  const failed = status !== 200;
  to.writeHead(200, { "content-type": "application/json;charset=UTF-8" });
  to.end(JSON.stringify({ ...parsed, success: failed ? 0 : 1, ...(failed && { status: String(status) }) }));
}

function requestOf(
  { request }: Pick<Recording, "request">,
): { readonly method: Method; readonly path: string } {
  const methods: readonly Method[] = ["GET", "POST", "PUT", "DELETE"];
  const path = request.path.replace(/^\/api2\/\w+/, "").replace(/\?.*$/, "");
  return { method: methods.find((method) => method === request.method) ?? "GET", path: sendable(path) };
}

/** A few recordings ask for paths that the client refuses to send; their answers are asked for at another path. */
function sendable(path: string): string {
  try {
    return canonicalPath(path);
  } catch {
    return "/version";
  }
}

async function outcome(wire: Wire, recording: Pick<Recording, "request">): Promise<Answer | Error> {
  try {
    return await wire.request(requestOf(recording));
  } catch (error) {
    assert.ok(error instanceof Error);
    // The answer to a change that got lost on the way to another node: the failure itself is its cause.
    if (!(error instanceof LostAnswerError)) return error;
    assert.notEqual(recording.request.method, "GET");
    assert.ok(error.cause instanceof NodeUnreachableError && error.cause.status !== 595);
    return error.cause;
  }
}

function check(recording: Recording, got: Answer | Error, seesReason: boolean): void {
  const { status, reason, headers, body: recorded, text } = recording.response;
  const said = body.safeParse(recorded ?? undefined).data;
  const failed = said?.success === 0 ? said.status ?? 500 : status === 200 ? undefined : status;
  if (failed === undefined) {
    if (headers["content-type"]?.startsWith("text/html")) return assert.ok(got instanceof ForeignAnswerError);
    assert.ok(!(got instanceof Error), `${recording.name}: ${got}`);
    if (headers["content-type"] === "text/plain") return assert.equal(got.data, text);
    assert.deepEqual(got.data, said?.data ?? null, recording.name);
    return assert.equal(got.total, said?.total, recording.name);
  }
  assert.ok(got instanceof classOf(failed ?? 0), `${recording.name}: ${got}`);
  assert.equal(got.status, failed, recording.name);
  const bare = (text ?? "").trim() || (seesReason ? reason : "");
  assert.equal(got.reason, said?.message?.trim() ?? bare, recording.name);
  const errors = Object.entries(said?.errors ?? {}).map(([name, message]) => [name, message.trim()]);
  assert.deepEqual(got.parameters, Object.fromEntries(errors), recording.name);
  assert.notEqual(got.message, "");
}

if (!missing) {
  const [overFetch, overNode] = await bothTrusts();
  const ways = [
    { form: "as recorded", tls: overNode?.[1], send: replay, seesReason: true },
    { form: "in the extjs form", tls: overFetch?.[1], send: replayAsExtjs, seesReason: false },
  ];
  for (const [file, recordings] of await readRecordings()) {
    for (const { form, tls, send, seesReason } of ways) {
      Deno.test(`the answers of ${file} are decoded without surprise, ${form}`, async () => {
        let next: Recording | undefined;
        await using server = await startServer((_, response) => next && send(next, response));
        await using wire = await openWire(server, { ...(tls && { tls }) });
        for (const recording of recordings.filter(canBeSent)) {
          next = recording;
          check(recording, await outcome(wire, recording), seesReason);
        }
      });
    }
  }

  Deno.test("the recorded answers of the extjs form are decoded without surprise", async () => {
    let next:
      | { readonly status: number; readonly contentType: string | null; readonly body: string }
      | undefined;
    await using server = await startServer((_, response) => {
      response.writeHead(next?.status ?? 0, {
        ...(next?.contentType && { "content-type": next.contentType }),
      });
      response.end(next?.body);
    });
    await using wire = await openWire(server);
    for (const recording of await readExtjsRecordings()) {
      next = recording.response;
      const got = await outcome(wire, recording);
      const said = next.body.startsWith("{") ? body.parse(JSON.parse(next.body)) : undefined;
      const status = said?.success === 1 || said?.success === undefined && next.status === 200
        ? undefined
        : said?.status ?? next.status;
      if (status === undefined) {
        assert.ok(!(got instanceof Error), `${recording.name}: ${got}`);
        assert.deepEqual(got.data, said?.data ?? null);
      } else {
        assert.ok(got instanceof classOf(status), `${recording.name}: ${got}`);
        assert.equal(got.status, status);
        assert.equal(got.reason, said?.message?.trim() ?? next.body);
      }
    }
  });
}
