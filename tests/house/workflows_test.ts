import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { repository } from "./graph.ts";

const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const job = z.looseObject({
  needs: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  "timeout-minutes": z.number().optional(),
  uses: z.string().optional(),
  steps: z.array(step).default([]),
});
const workflow = z.looseObject({
  // What a job may do with the repository's token is said job by job.
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.record(z.string(), job),
});

async function readWorkflow(name: string): Promise<z.infer<typeof workflow>> {
  return workflow.parse(parse(await Deno.readTextFile(new URL(`.github/workflows/${name}`, repository))));
}

const project = z.object({ tasks: z.record(z.string(), z.string()) });

for (const name of ["ci.yml", "release.yml"]) {
  Deno.test(`the jobs of ${name} need jobs that exist, end in time, and run tasks and scripts that exist`, async () => {
    const { jobs } = await readWorkflow(name);
    const { tasks } = project.parse(JSON.parse(await Deno.readTextFile(new URL("deno.json", repository))));
    for (const [id, { needs, steps, uses, "timeout-minutes": limit }] of Object.entries(jobs)) {
      for (const needed of needs) assert.ok(needed in jobs, `${id} needs ${needed}`);
      assert.ok(uses !== undefined || limit !== undefined, `${id} has no limit of time`);
      const text = steps.map(({ run }) => run ?? "").join("\n");
      for (const [, task = ""] of text.matchAll(/\bdeno task (\w+)/g)) {
        assert.ok(task in tasks, `${id} runs ${task}`);
      }
      for (const [script] of text.matchAll(/\bscripts\/[\w/.]+/g)) {
        await Deno.stat(new URL(script, repository));
      }
    }
  });
}

Deno.test("the files of a release are checked, signed and attested before it is made", async () => {
  const { jobs: { publish } } = await readWorkflow("release.yml");
  const steps = publish?.steps.map(({ uses, run }) => uses ?? run ?? "") ?? [];
  const order = [/sha256sum --check/, /cosign sign-blob/, /attest-build-provenance/, /gh release create/];
  const found = order.map((pattern) => steps.findIndex((text) => pattern.test(text)));
  assert.ok(found.every((index) => index >= 0), `${found}`);
  assert.deepEqual(found, found.toSorted((a, b) => a - b));
});
