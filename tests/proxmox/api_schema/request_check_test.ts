import assert from "node:assert/strict";
import {
  checkRequest,
  RequestCheckError,
  type WrittenRequest,
} from "../../../src/proxmox/api_schema/request_check.ts";
import type { Parameters } from "../../../src/wire/wire.ts";
import { smallSchema } from "./small_schema.ts";

const config = "/nodes/pve1/qemu/100/config";

function checked(
  method: WrittenRequest["method"],
  path: string,
  parameters: WrittenRequest["parameters"] = {},
): Parameters {
  return checkRequest(smallSchema, { method, path, parameters }).parameters;
}

/** The message and remedy of the refusal. */
function refusal(
  method: WrittenRequest["method"],
  path: string,
  parameters: WrittenRequest["parameters"] = {},
): string {
  try {
    checked(method, path, parameters);
  } catch (error) {
    assert.ok(error instanceof RequestCheckError);
    return `${error.message} ${error.remedy}`;
  }
  assert.fail(`${method} ${path} passed`);
}

Deno.test("values come out in the form that travels", () => {
  assert.deepEqual(
    checked("PUT", config, {
      cores: "4",
      onboot: "yes",
      delete: ["net1", "net2"],
      net0: "virtio,bridge=vmbr0,firewall=1",
      command: "ls",
      name: "web1",
      size: "+1.5G",
      bios: null,
    }),
    {
      cores: 4,
      onboot: true,
      delete: "net1,net2",
      net0: "virtio,bridge=vmbr0,firewall=1",
      command: ["ls"],
      name: "web1",
      size: "+1.5G",
    },
  );
});

Deno.test("an unknown parameter is named with the nearest right one", () => {
  assert.match(
    refusal("PUT", config, { coers: 2 }),
    /coers is no parameter of it \(did you mean cores\?\).*It takes: /s,
  );
  assert.match(
    refusal("PUT", config, { net: "virtio" }),
    /net is no parameter of it \(did you mean net0\?\)/,
  );
  assert.match(refusal("GET", config, { x: 1 }), /It takes no parameters beside the path/);
});

Deno.test("every fault is named at once", () => {
  const text = refusal("PUT", config, { cores: 0, onboot: "maybe", bios: "uefi", name: "x", size: "10 GB" });
  assert.match(text, /cores must be at least 1, not 0; onboot must be true or false, not "maybe"; /);
  assert.match(text, /bios must be one of seabios\|ovmf, not "uefi"; name must have at least 2 characters; /);
  assert.match(text, /size must match .* which "10 GB" does not\./);
});

Deno.test("numbers, lengths, lists and objects are held to their bounds", () => {
  assert.match(refusal("PUT", config, { cores: 1.5 }), /cores must be an integer, not "1.5"/);
  assert.match(refusal("PUT", config, { cores: 129 }), /cores must be at most 128/);
  assert.match(refusal("PUT", config, { limit: "fast" }), /limit must be a number/);
  assert.match(refusal("PUT", config, { name: "a-long-name" }), /name may have at most 8 characters/);
  assert.match(refusal("PUT", config, { cores: [1, 2] }), /cores takes one value, not a list/);
  assert.match(refusal("PUT", config, { net0: { model: "virtio" } }), /net0 takes text, no object/);
  assert.match(refusal("PUT", config, { command: [""] }), /command must have at least 1 characters/);
});

Deno.test("Perl's patterns are anchored, and keep their flags", () => {
  assert.deepEqual(checked("PUT", config, { tags: "WEB" }), { tags: "WEB" });
  assert.match(refusal("PUT", config, { tags: "web1" }), /tags must match/);
});

Deno.test("the keys of a property string are checked as well", () => {
  assert.match(
    refusal("PUT", config, { net0: "virtio,bridg=vmbr0" }),
    /net0 has no key "bridg" \(did you mean bridge\?\)/,
  );
  assert.match(
    refusal("PUT", config, { net0: "virtio,firewall=perhaps" }),
    /net0 key firewall must be true or false/,
  );
  assert.match(
    refusal("PUT", config, { net0: "ne2k,bridge=vmbr0" }),
    /net0 key model must be one of virtio\|e1000/,
  );
  assert.deepEqual(checked("PUT", config, { net7: "virtio=BC:24:11:00:00:01,bridge=vmbr0" }), {
    net7: "virtio=BC:24:11:00:00:01,bridge=vmbr0",
  });
});

Deno.test("what is missing is named, and what a parameter needs beside it", () => {
  const content = "/nodes/pve1/storage/local/content";
  assert.match(refusal("POST", content, { vmid: 100 }), /filename is missing\./);
  assert.match(refusal("POST", content, { vmid: 1, filename: "x" }), /^((?!missing).)*$/s);
  assert.match(refusal("PUT", config, { checksum: "abc" }), /checksum needs algorithm as well/);
});

Deno.test("placeholders are checked, and must be filled in", () => {
  assert.match(refusal("GET", "/nodes/pve1/qemu/web1/config"), /vmid must be an integer, not "web1"/);
  assert.match(refusal("GET", "/nodes/{node}/qemu/100/config"), /\{node\} in the path stands for a value/);
  assert.deepEqual(checked("GET", config, { vmid: "100" }), {});
  assert.match(refusal("GET", config, { vmid: 101 }), /vmid is 100 in the path and 101 in the parameters/);
});

Deno.test("an unknown path or method is answered with what there is", () => {
  assert.match(
    refusal("GET", "/nodes/pve1/qemuu/100/config"),
    /9\.9\.9 has no path .*Did you mean \/nodes\/pve1\/qemu\/100\/config\?/,
  );
  assert.match(refusal("DELETE", config), /has no DELETE, only GET, PUT; nothing was sent/);
  assert.match(
    refusal("GET", "/qemu/100/config"),
    /The nearest with GET: \/nodes\/\{node\}\/qemu\/\{vmid\}\/config/,
  );
});

Deno.test("an endpoint that takes any parameter gets them as they are", () => {
  assert.deepEqual(
    checked("GET", "/nodes/pve1/storage/local/content/local:iso/a.iso", { some: "thing", list: ["a"] }),
    {
      some: "thing",
      list: ["a"],
    },
  );
});
