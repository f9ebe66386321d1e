import assert from "node:assert/strict";
import { join } from "node:path";
import { SchemaCache } from "../../../src/proxmox/api_schema/cache.ts";
import { cachePlace } from "../../../src/proxmox/api_schema/cache_place.ts";
import { temporaryDirectory } from "../../harness/cluster.ts";
import { smallSchema } from "./small_schema.ts";

/** Runs a test with a directory below one that exists, and removes it afterwards. */
async function withDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const root = await temporaryDirectory();
  try {
    await test(join(root, "proxmox-mcp"));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function onlyFile(directory: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
  assert.equal(names.length, 1, names.join());
  return join(directory, names[0] ?? "");
}

const { endpoints } = smallSchema;

Deno.test("a schema that was written is read again, by its version and its host", async () => {
  await withDirectory(async (directory) => {
    const cache = new SchemaCache({ directory, name: "pve.example.org" });
    assert.equal(await cache.read("9.2.3"), undefined);
    await cache.write("9.2.3", endpoints);
    assert.deepEqual(await cache.read("9.2.3"), endpoints);
    assert.equal(await cache.read("9.2.4"), undefined);
    assert.equal(await new SchemaCache({ directory, name: "other" }).read("9.2.3"), undefined);
  });
});

Deno.test({
  name: "the directory and its files are the owner's alone",
  // Windows has no such modes.
  ignore: Deno.build.os === "windows",
  async fn() {
    await withDirectory(async (directory) => {
      await new SchemaCache({ directory, name: "pve" }).write("9.2.3", endpoints);
      assert.equal(((await Deno.stat(directory)).mode ?? 0) & 0o777, 0o700);
      assert.equal(((await Deno.stat(await onlyFile(directory))).mode ?? 0) & 0o777, 0o600);
    });
  },
});

Deno.test("a damaged, foreign or old file is left aside and written anew", async () => {
  await withDirectory(async (directory) => {
    const cache = new SchemaCache({ directory, name: "pve" });
    await cache.write("9.2.3", endpoints);
    const file = await onlyFile(directory);
    const good = await Deno.readTextFile(file);
    for (const bad of ["", "{", "null", good.slice(0, 500), good.replace('"format":1', '"format":0')]) {
      await Deno.writeTextFile(file, bad);
      assert.equal(await cache.read("9.2.3"), undefined, bad.slice(0, 20));
    }
    await cache.write("9.2.3", endpoints);
    assert.deepEqual(await cache.read("9.2.3"), endpoints);
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await Deno.utime(file, yesterday, yesterday);
    assert.equal(await cache.read("9.2.3"), undefined);
  });
});

Deno.test("a directory that cannot be made is no error", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(directory, "a file in its place");
    const cache = new SchemaCache({ directory, name: "pve" });
    await cache.write("9.2.3", endpoints);
    assert.equal(await cache.read("9.2.3"), undefined);
  });
});

Deno.test("the place is the operating system's for such files", () => {
  const home = { HOME: "/home/a", LOCALAPPDATA: "C:\\a" };
  assert.equal(cachePlace("pve", "linux", home)?.directory, join("/home/a", ".cache", "proxmox-mcp"));
  assert.equal(
    cachePlace("pve", "linux", { ...home, XDG_CACHE_HOME: "/c" })?.directory,
    join("/c", "proxmox-mcp"),
  );
  assert.equal(cachePlace("pve", "linux", { XDG_CACHE_HOME: "relative" }), undefined);
  assert.equal(
    cachePlace("pve", "darwin", home)?.directory,
    join("/home/a", "Library", "Caches", "proxmox-mcp"),
  );
  assert.equal(cachePlace("pve", "windows", home)?.directory, join("C:\\a", "proxmox-mcp"));
});

Deno.test("nothing is kept of one's own machine, where simulators and tunnels are", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1", "LOCALHOST"]) {
    assert.equal(cachePlace(host, "linux", { HOME: "/home/a" }), undefined, host);
  }
  assert.equal(
    cachePlace("localhost.example.org", "linux", { HOME: "/home/a" })?.name,
    "localhost.example.org",
  );
});
