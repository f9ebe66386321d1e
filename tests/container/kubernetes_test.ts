import assert from "node:assert/strict";
import { get } from "node:http";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { allSettings } from "../../src/config/declared/all.ts";
import { containerSecrets, ContainerServer } from "./container_server.ts";
import { repositoryName } from "../harness/repository_name.ts";

const probe = z.looseObject({
  httpGet: z.strictObject({
    path: z.string(),
    port: z.literal("http"),
    httpHeaders: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
});

const configMap = z.looseObject({ kind: z.literal("ConfigMap"), data: z.record(z.string(), z.string()) });

const deployment = z.looseObject({
  kind: z.literal("Deployment"),
  spec: z.looseObject({
    replicas: z.literal(2),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        automountServiceAccountToken: z.literal(false),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.literal(65532) }),
        containers: z.tuple([
          z.looseObject({
            image: z.string(),
            args: z.array(z.string()),
            livenessProbe: probe,
            readinessProbe: probe,
            securityContext: z.strictObject({
              allowPrivilegeEscalation: z.literal(false),
              readOnlyRootFilesystem: z.literal(true),
              capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
            }),
            volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(z.looseObject({ name: z.string() })),
      }),
    }),
  }),
});

const selecting = z.looseObject({
  kind: z.enum(["Service", "PodDisruptionBudget", "NetworkPolicy"]),
  spec: z.looseObject({ selector: z.unknown().optional(), podSelector: z.unknown().optional() }),
});

async function readExample(): Promise<readonly unknown[]> {
  const file = new URL("../../examples/kubernetes/proxmox-mcp.yaml", import.meta.url);
  return parseAllDocuments(await Deno.readTextFile(file)).map((document) => {
    assert.deepEqual([...document.errors, ...document.warnings], []);
    return document.toJS();
  });
}

/** The one object of a kind. */
function find<Kind extends z.ZodType>(objects: readonly unknown[], schema: Kind): z.infer<Kind> {
  const [found, ...others] = objects.flatMap((object) => schema.safeParse(object).data ?? []);
  assert.ok(found !== undefined && others.length === 0);
  return found;
}

Deno.test("the objects of the Kubernetes example fit each other", async () => {
  const objects = await readExample();
  const { spec: { template: { metadata: { labels }, spec } } } = find(objects, deployment);
  const [container] = spec.containers;
  assert.equal(container.image, `ghcr.io/${await repositoryName()}:latest`);
  assert.deepEqual(container.volumeMounts.map(({ name }) => name), spec.volumes.map(({ name }) => name));
  const selected = objects.flatMap((object) => selecting.safeParse(object).data ?? []);
  assert.equal(selected.length, 3);
  for (const { kind, spec: { selector = {}, podSelector = {} } } of selected) {
    const own = kind === "Service"
      ? { matchLabels: selector }
      : kind === "NetworkPolicy"
      ? podSelector
      : selector;
    assert.deepEqual(own, { matchLabels: labels }, kind);
  }
});

Deno.test("the Kubernetes example sets settings that exist", async () => {
  const { data } = find(await readExample(), configMap);
  const known = new Set(allSettings.flatMap(({ name, secret }) => secret ? [`${name}_FILE`] : [name]));
  assert.deepEqual(Object.keys(data).filter((name) => !known.has(name)), []);
});

Deno.test("a replica of the Kubernetes example answers its probes, and callers by the service's name with the token", async () => {
  const objects = await readExample();
  const { data } = find(objects, configMap);
  const [container] = find(objects, deployment).spec.template.spec.containers;
  const secrets = container.volumeMounts.find(({ name }) => name === "secrets");
  await using server = await ContainerServer.start(data, container.args, secrets?.mountPath ?? "");
  for (const { httpGet } of [container.livenessProbe, container.readinessProbe]) {
    const headers = Object.fromEntries(httpGet.httpHeaders.map(({ name, value }) => [name, value]));
    assert.equal(await statusOf(`${server.url}${httpGet.path}`, headers), 200, httpGet.path);
  }
  const authorization = `Bearer ${containerSecrets.auth_token}`;
  const named = (host: string) => statusOf(`${server.url}/metrics`, { host, authorization });
  assert.equal(await named("proxmox-mcp.proxmox-mcp:8000"), 200);
  assert.equal(await named("evil.example"), 403);
});

/** The status of an answer; by `node:http`, since `fetch` does not send a `Host` of the caller's choice. */
async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const answered = Promise.withResolvers<number | undefined>();
  get(url, { headers, agent: false }, (answer) => {
    answer.resume();
    answered.resolve(answer.statusCode);
  }).once("error", answered.reject);
  return await answered.promise;
}
