import assert from "node:assert/strict";
import { CarrierFault, carrierFault } from "../../src/rest/fault.ts";

/** Words of Deno's and Node's libraries as they were seen, with what they mean. */
const seen: readonly (readonly [words: string, fault: string, certificate?: string])[] = [
  [
    "client error (Connect): dns error: failed to lookup address information: Name or service not known",
    "unknown-host",
  ],
  ["ENOTFOUND: getaddrinfo ENOTFOUND nosuch.invalid", "unknown-host"],
  ["client error (Connect): tcp connect error: Connection refused (os error 111)", "refused"],
  ["client error (Connect): tcp connect error: No route to host (os error 113)", "unreachable"],
  ["connect ENETUNREACH 2001:db8::1:8006", "unreachable"],
  ["client error (Connect): tcp connect error: Connection timed out (os error 110)", "silent"],
  ["client error (Connect): received corrupt message of type InvalidContentType", "not-tls"],
  ["client error (SendRequest): invalid HTTP version parsed", "not-tls"],
  ["error reading a body from connection", "reset"],
  ["peer closed connection without sending TLS close_notify: https://docs.rs/rustls", "reset"],
  ["client error (SendRequest): connection closed before message completed", "reset"],
  ["Connection reset by peer (os error 104)", "reset"],
  ["client error (Connect): tls handshake eof", "closed"],
  ["invalid peer certificate: UnknownIssuer", "certificate", "unknown-issuer"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate", "certificate", "unknown-issuer"],
  ["invalid peer certificate: certificate expired: verification time 1795232847", "certificate", "expired"],
  [
    "invalid peer certificate: certificate not valid yet: verification time 1",
    "certificate",
    "not-yet-valid",
  ],
  ['invalid peer certificate: certificate not valid for name "127.0.0.1"', "certificate", "wrong-name"],
  ["invalid peer certificate: BadSignature", "certificate", "other"],
];

Deno.test("the words of the libraries below are read into faults", () => {
  for (const [words, fault, certificate] of seen) {
    const read = carrierFault(new TypeError("fetch failed", { cause: new Error(words) }), true);
    assert.ok(read instanceof CarrierFault);
    assert.deepEqual([read.fault, read.certificate], [fault, certificate], words);
    assert.equal(read.message, words, "fetch's own words say nothing");
  }
});

Deno.test("a code in the chain of causes is read too", () => {
  const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  assert.equal(carrierFault(new Error("outer", { cause }), false).fault, "refused");
});
