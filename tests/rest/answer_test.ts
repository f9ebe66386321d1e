import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { ApiError, ForeignAnswerError, NodeUnreachableError, ParameterError } from "../../src/wire/errors.ts";
import { bare, bothTrusts, fail, openWire, startServer, succeed } from "./server.ts";

const request = { method: "GET", path: "/nodes/pve2/qemu/100/status/current" } as const;

function page(html: string, status = 200, headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse) => {
    response.writeHead(status, { "content-type": "text/html", ...headers });
    response.end(html);
  };
}

for (const [way, tls] of await bothTrusts()) {
  const answered = async (answer: (response: ServerResponse) => void, answerLimit?: number) => {
    await using server = await startServer((_, response) => answer(response));
    await using wire = await openWire(server, { tls, ...(answerLimit === undefined ? {} : { answerLimit }) });
    return await wire.request(request);
  };

  const refused = async (
    answer: (response: ServerResponse) => void,
    answerLimit?: number,
  ): Promise<Error> => {
    const error = await answered(answer, answerLimit).then(() => undefined, (reason: unknown) => reason);
    assert.ok(error instanceof Error, `got ${error}`);
    return error;
  };

  Deno.test(`data and total of a paged list are handed on ${way}`, async () => {
    assert.deepEqual(await answered((response) => succeed(response, [{ n: 1, t: "x" }], { total: "9" })), {
      data: [{ n: 1, t: "x" }],
      total: 9,
      wire: "api",
    });
    assert.deepEqual(await answered((response) => succeed(response, null)), { data: null, wire: "api" });
  });

  Deno.test(`a log asked for as plain text is handed on as text ${way}`, async () => {
    const answer = await answered((response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.end("TASK OK\n");
    });
    assert.equal(answer.data, "TASK OK\n");
  });

  Deno.test(`a failure in the body of HTTP 200 becomes an error with Proxmox's status and words ${way}`, async () => {
    const reason = "Configuration file 'nodes/pve2/qemu-server/100.conf' does not exist";
    const error = await refused((response) => fail(response, "500", `${reason}\n`));
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 500);
    assert.equal(error.reason, reason);
    assert.equal(error.message, `Proxmox answered 500 to GET ${request.path}: ${reason}.`);
  });

  Deno.test(`refused parameters are listed by name ${way}`, async () => {
    const errors = {
      memory: "type check ('integer') failed - got 'abc'\n",
      nosuch: "property is not defined",
    };
    const error = await refused((response) =>
      fail(response, 400, "Parameter verification failed.\n", errors)
    );
    assert.ok(error instanceof ParameterError);
    assert.deepEqual(error.parameters, {
      memory: "type check ('integer') failed - got 'abc'",
      nosuch: "property is not defined",
    });
    assert.match(
      error.message,
      /memory: type check \('integer'\) failed - got 'abc'; nosuch: property is not defined\.$/,
    );
  });

  Deno.test(`595 and 596 name the node and tell unreachable from unanswered ${way}`, async () => {
    const gone = await refused((response) => bare(response, 595, "No route to host"));
    assert.ok(gone instanceof NodeUnreachableError);
    assert.match(
      gone.message,
      /^The entry node cannot reach the node pve2 \(595.* for GET .*\); nothing was done\.$/,
    );
    assert.match(gone.remedy, /proxmox_node_list/);
    const hung = await refused((response) => bare(response, 596, "Connection timed out"));
    assert.ok(hung instanceof NodeUnreachableError);
    assert.match(hung.message, /^The node pve2 gave no answer in time, or its connection broke \(596/);
    assert.match(hung.remedy, /30 s/);
  });

  Deno.test(`a login page is called one ${way}`, async () => {
    const html = '<html><title>Sign in \u0007to "Lab"</title><form><input type="password"></form></html>';
    const error = await refused(page(html, 200, { server: "nginx" }));
    assert.ok(error instanceof ForeignAnswerError);
    assert.match(
      error.message,
      /^Not Proxmox but something else answered GET \S+ at 127\.0\.0\.1:\d+, with status 200 \(Server: nginx\): a login page titled "Sign in to "Lab""\.$/,
    );
    assert.match(error.remedy, /PROXMOX_HOST and PROXMOX_PORT.*8006.*reverse proxy/);
  });

  Deno.test(`a reverse proxy's page, a redirection, other JSON and text are told apart ${way}`, async () => {
    const cases: readonly [(response: ServerResponse) => void, RegExp][] = [
      [page("<h1>It works!</h1>"), /: a web page, such as a reverse proxy or another service sends\.$/],
      [page("<h1>404</h1>", 404), /with status 404: a web page/],
      [
        page("", 302, { location: "https://sso.lan/login?rd=secret" }),
        /: a redirection to https:\/\/sso\.lan\/login, as/,
      ],
      [page("", 200), /: an empty answer\.$/],
      [page('{"error":"unknown"}'), /: JSON in another form than Proxmox's\.$/],
      [page('{"data":[1,'), /: JSON that breaks off or is malformed\.$/],
      [page("404 page not found", 404), /: text that begins with "404 page not found"\.$/],
    ];
    for (const [answer, expected] of cases) {
      const error = await refused(answer);
      assert.ok(error instanceof ForeignAnswerError, error.message);
      assert.match(error.message, expected);
    }
  });

  Deno.test(`a gateway's error keeps its status whatever page comes with it ${way}`, async () => {
    const error = await refused(page("<h1>502 Bad Gateway</h1>", 502));
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 502);
    assert.match(error.remedy, /gateway in front of Proxmox/);
  });

  Deno.test(`a bare failure without a word is explained as far as it can be ${way}`, async () => {
    const error = await refused((response) => bare(response, 500));
    assert.ok(error instanceof ApiError);
    assert.match(error.remedy, /systemctl status pve-cluster pvedaemon pveproxy/);
    const text = await refused((response) =>
      bare(response, 500, "proxy loop detected", "proxy loop detected")
    );
    assert.ok(text instanceof ApiError);
    assert.equal(text.reason, "proxy loop detected");
  });

  Deno.test(`an answer of 10 MB is read, and one over the limit is given up ${way}`, async () => {
    const line = "x".repeat(1000);
    const rows = Array.from({ length: 10_000 }, (_, n) => ({ n, t: line }));
    const answer = await answered((response) => succeed(response, rows));
    assert.deepEqual(answer.data, rows);
    const error = await refused((response) => succeed(response, rows), 2 ** 20);
    assert.ok(error instanceof ForeignAnswerError);
    assert.match(error.message, /is larger than 1 MiB\.$/);
  });

  Deno.test(`an answer that unpacks to more than the limit is given up, however little is sent ${way}`, async () => {
    const packed = gzipSync(JSON.stringify({ data: "x".repeat(2 ** 22), success: 1 }));
    const error = await refused((response) => {
      response.writeHead(200, {
        "content-type": "application/json;charset=UTF-8",
        "content-encoding": "gzip",
        "content-length": String(packed.length),
      });
      response.end(packed);
    }, 2 ** 20);
    assert.match(error.message, /is larger than 1 MiB\.$/);
  });
}
