import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { allSettings } from "../../src/config/declared/all.ts";
import { containerSecrets, ContainerServer } from "./container_server.ts";
import { repositoryName } from "../harness/repository_name.ts";

/** What this compose file may hold; a key that is none of Compose's own is refused. */
const composeFile = z.strictObject({
  services: z.strictObject({
    "proxmox-mcp": z.strictObject({
      image: z.string(),
      build: z.string(),
      command: z.array(z.string()),
      restart: z.string(),
      ports: z.array(z.string()),
      environment: z.record(z.string(), z.union([z.string(), z.boolean()]).transform(String)),
      secrets: z.array(z.string()),
      read_only: z.literal(true),
      tmpfs: z.array(z.string()),
      volumes: z.array(z.string()),
      cap_drop: z.tuple([z.literal("ALL")]),
      security_opt: z.array(z.string()),
    }),
  }),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
  volumes: z.record(z.string(), z.null()),
});

async function readCompose(): Promise<z.infer<typeof composeFile>> {
  return composeFile.parse(
    parse(await Deno.readTextFile(new URL("../../docker-compose.yml", import.meta.url))),
  );
}

/** A value as Compose fills it in where nobody set the variable: `${NAME:-default}`, or nothing. */
function filledIn(value: string): string {
  return value.replaceAll(
    /\$\{\w+(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_, fallback: string | undefined) => fallback ?? "",
  );
}

Deno.test("the compose file sets settings that exist, and publishes its port on this machine alone", async () => {
  const { services: { "proxmox-mcp": service } } = await readCompose();
  const known = new Set(allSettings.flatMap(({ name, secret }) => secret ? [name, `${name}_FILE`] : [name]));
  assert.deepEqual(Object.keys(service.environment).filter((name) => !known.has(name)), []);
  assert.deepEqual(service.ports.filter((port) => !port.startsWith("127.0.0.1:")), []);
  assert.equal(service.image, `ghcr.io/${await repositoryName()}:latest`);
});

Deno.test("every secret of the compose file is a file, is handed in, and is a setting; none stands in the environment", async () => {
  const { services: { "proxmox-mcp": service }, secrets } = await readCompose();
  const asked = Object.entries(service.environment).filter(([name]) => name.endsWith("_FILE"));
  assert.deepEqual(asked.map(([, path]) => path), service.secrets.map((name) => `/run/secrets/${name}`));
  assert.deepEqual(Object.keys(secrets), service.secrets);
  const secretNames = new Set(allSettings.filter(({ secret }) => secret).map(({ name }) => name));
  assert.deepEqual(Object.keys(service.environment).filter((name) => secretNames.has(name)), []);
});

Deno.test("a server with the settings of the compose file asks for the token, and its health check sees it live and die", async () => {
  const { services: { "proxmox-mcp": service } } = await readCompose();
  const environment = Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => [name, filledIn(value)]),
  );
  await using server = await ContainerServer.start(environment, service.command, "/run/secrets");
  const ask = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const answer = await fetch(`${server.url}/metrics`, { headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await ask({}), 401);
  assert.equal(await ask({ authorization: `Bearer ${containerSecrets.auth_token}` }), 200);
  const healthy = await server.exec(["health"]);
  assert.equal(healthy.code, 0, healthy.stderr);
  assert.match(healthy.stdout, /"status":"healthy"/);
  await server.stop();
  assert.equal((await server.exec(["health"])).code, 1);
});
