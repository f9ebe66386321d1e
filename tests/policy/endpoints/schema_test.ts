import assert from "node:assert/strict";
import * as z from "zod";
import { PolicyError } from "../../../src/policy/errors.ts";
import { processGuard } from "../../../src/policy/guards.ts";
import { Policy } from "../../../src/policy/policy.ts";
import { policySettings } from "../policy_settings.ts";
import { judge } from "../../../src/policy/endpoints/judge.ts";

const schema = z.object({
  endpoints: z.array(
    z.object({
      method: z.enum(["GET", "POST", "PUT", "DELETE"]),
      path: z.string(),
      parameters: z.record(z.string(), z.unknown()),
    }),
  ),
});

function schemaFile(version: string): URL {
  return new URL(`../../../../shared/pve-api-${version}.json`, import.meta.url);
}

function isThere(version: string): boolean {
  try {
    return Deno.statSync(schemaFile(version)).isFile;
  } catch {
    return false;
  }
}

async function methods(version: string) {
  const { endpoints } = schema.parse(JSON.parse(await Deno.readTextFile(schemaFile(version))));
  return endpoints.toSorted((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1
  );
}

/** The path with each placeholder filled by an ordinary id. */
function filled(path: string): string {
  return path.replace(/\{vmid\}/g, "100").replace(/\{[^}]+\}/g, "x1");
}

/** What was decided, as the snapshot keeps it: of every method of both releases, wherever the schemas are. */
async function decided(): Promise<readonly (readonly [method: string, path: string, access: string])[]> {
  const kept = new URL("./__snapshots__/schema_test.ts.snap", import.meta.url);
  const lines = (await Deno.readTextFile(kept)).matchAll(/^ {2}"([A-Z]+) (\/\S*) (\w+)",$/gm);
  return [...lines].map(([, method = "", path = "", access = ""]) => [method, path, access]);
}

Deno.test("every method of Proxmox VE that a class was decided for still has it, and no change has it by default alone", async () => {
  const all = await decided();
  const reads = all.filter(([method]) => method === "GET").length;
  assert.ok(reads > 500 && all.length > 1000, `${all.length} methods, ${reads} of them GET`);
  for (const [method, path, access] of all) {
    assert.ok(method === "GET" || method === "POST" || method === "PUT" || method === "DELETE");
    const judged = judge({ method, path: filled(path) });
    assert.equal(judged.access, access, `${method} ${path}`);
    assert.ok(method === "GET" || judged.template !== undefined, `${method} ${path}`);
  }
});

for (const version of ["9.2", "8.4"]) {
  // Skipped where the reference schema of Proxmox VE, which is not part of the repository, is absent.
  Deno.test(`every method of Proxmox VE ${version} has the class that was decided for it`, {
    ignore: !isThere(version),
  }, async (t) => {
    const lines = (await methods(version)).map(({ method, path }) =>
      `${method} ${path} ${judge({ method, path: filled(path) }).access}`
    );
    await t.assertSnapshot(lines);
  });

  Deno.test(
    `no change of Proxmox VE ${version} is judged by default alone`,
    { ignore: !isThere(version) },
    async () => {
      for (const { method, path } of await methods(version)) {
        if (method === "GET") continue;
        assert.equal(
          judge({ method, path: filled(path) }).template?.replace("...}", "}"),
          path,
          `${method} ${path}`,
        );
      }
    },
  );

  Deno.test(
    `no parameter set of Proxmox VE ${version} lowers a class`,
    { ignore: !isThere(version) },
    async () => {
      const order = ["read", "write", "destroy", "exec", "host"];
      for (const { method, path, parameters } of await methods(version)) {
        const plain = judge({ method, path: filled(path) });
        for (const name of Object.keys(parameters)) {
          const key = name.replace("[n]", "0");
          for (const value of [0, 1, "x", "/etc/passwd", "unused0"]) {
            const judged = judge({ method, path: filled(path), parameters: { [key]: value } });
            assert.ok(order.indexOf(judged.access) >= order.indexOf(plain.access));
            assert.ok(judged.destroys || !plain.destroys);
          }
        }
      }
    },
  );

  Deno.test(`read-only and safe mode let through only their share of Proxmox VE ${version}`, {
    ignore: !isThere(version),
  }, async () => {
    const everything = {
      acceptRisks: true,
      enableHostExec: true,
      allowElevated: true,
      confirm: "off",
    } as const;
    for (const { method, path } of await methods(version)) {
      const request = { method, path: filled(path) };
      const passes = (changes: Parameters<typeof policySettings>[0]) => {
        try {
          processGuard(new Policy(policySettings({ ...everything, ...changes })), "api").check(request);
          return true;
        } catch (error) {
          assert.ok(error instanceof PolicyError, String(error));
          return false;
        }
      };
      const { access } = judge(request);
      assert.equal(passes({ readOnly: true }), method === "GET" && access === "read", `${method} ${path}`);
      assert.equal(passes({ safeMode: true }), access === "read" || access === "write", `${method} ${path}`);
      assert.ok(passes({}), `${method} ${path}`);
    }
  });
}
