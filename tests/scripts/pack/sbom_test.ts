import assert from "node:assert/strict";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { z } from "zod";
import { embeddedPackages } from "../../../scripts/pack/embedded_packages.ts";
import { billOfMaterials } from "../../../scripts/pack/sbom.ts";
import { standInRelease } from "../../harness/stand_in_release.ts";

const time = 1_750_000_000;

const document = z.object({
  components: z.array(
    z.object({ name: z.string(), version: z.string(), licenses: z.array(z.unknown()).optional() }),
  ),
});

Deno.test("the bill of materials is valid CycloneDX 1.6", async () => {
  await using packed = await standInRelease();
  const text = billOfMaterials(packed.release, await embeddedPackages(), time);
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  assert.equal(await validator.validate(text), null);
  assert.notEqual(await validator.validate(text.replace('"bomFormat"', '"bomFormats"')), null);
});

Deno.test("the bill of materials lists what the program needs at run time, with licences, and nothing of the tests", async () => {
  await using packed = await standInRelease();
  const text = billOfMaterials(packed.release, await embeddedPackages(), time);
  const { components } = document.parse(JSON.parse(text));
  const names = components.map(({ name }) => name);
  for (
    const name of ["deno", "zod", "ssh2", "jose", "@modelcontextprotocol/server", "@peculiar/x509", "asn1"]
  ) {
    assert.ok(names.includes(name), name);
  }
  for (
    const name of ["@anthropic-ai/mcpb", "@modelcontextprotocol/client", "@modelcontextprotocol/inspector"]
  ) {
    assert.ok(!names.includes(name), name);
  }
  assert.deepEqual(components.filter(({ licenses }) => licenses === undefined).map(({ name }) => name), []);
});

Deno.test("the same packages at the same time give the same bill of materials", async () => {
  await using packed = await standInRelease();
  const packages = await embeddedPackages();
  assert.equal(
    billOfMaterials(packed.release, packages, time),
    billOfMaterials(packed.release, await embeddedPackages(), time),
  );
  assert.notEqual(
    billOfMaterials(packed.release, packages, time),
    billOfMaterials(packed.release, packages, time + 1),
  );
});
