import assert from "node:assert/strict";
import { parseApiDocument } from "../../src/proxmox/api_schema/document.ts";
import { APIDOC_PATH } from "../../src/simulator/api/apidoc.ts";
import { Lab } from "../simulator/client.ts";
import { haveSchemas, releases, ReleaseSchema } from "./release_schema.ts";

/** What the simulator has and the schema does not, with the reason. */
const accepted: Readonly<Record<string, string>> = {
  "POST /nodes/{node}/storage/{storage}/upload has no parameter size":
    "what the simulator's HTTPS side learns of an uploaded file on its way in",
  "POST /nodes/{node}/storage/{storage}/upload has no parameter actual-checksum":
    "what the simulator's HTTPS side learns of an uploaded file on its way in",
};

for (const release of releases) {
  Deno.test({
    name: `the simulated ${release} has no endpoint and no parameter that ${release} does not have`,
    ignore: !await haveSchemas(),
    async fn() {
      const schema = await ReleaseSchema.of(release);
      await using lab = await Lab.start({ version: release });
      const { text } = await lab.send("GET", APIDOC_PATH, {}, "nobody");
      const faults = parseApiDocument(text).flatMap(({ method, path, parameters }) =>
        schema.unknownTo(method, path, Object.keys(parameters))
      );
      assert.deepEqual(faults.toSorted(), Object.keys(accepted).toSorted());
    },
  });
}
