import assert from "node:assert/strict";
import type { AccessClass } from "../../src/policy/access.ts";
import { classOf } from "../../src/policy/endpoints/judge.ts";
import type { GuardedRequest } from "../../src/policy/guard.ts";
import { parseApiDocument } from "../../src/proxmox/api_schema/document.ts";
import type { ApiEndpoint } from "../../src/proxmox/api_schema/endpoint.ts";
import { exampleCall } from "../../src/proxmox/api_schema/example.ts";
import { apidocOf } from "../proxmox/api_schema/shared_schema.ts";
import { haveSchemas, releases, type SchemaRelease } from "./release_schema.ts";
import { guests, WholeApi } from "./whole_api.ts";

const ignore = !await haveSchemas();

async function methodsOf(release: SchemaRelease): Promise<readonly ApiEndpoint[]> {
  return parseApiDocument(await apidocOf(release));
}

/** A request that fits the endpoint, on a guest of its kind. */
function exampleOf(endpoint: ApiEndpoint): GuardedRequest {
  const { path, parameters } = exampleCall(endpoint);
  const { method } = endpoint;
  return { method, path: path.replace(/^(\/nodes\/\w+\/lxc)\/\d+/, `$1/${guests.lxc}`), parameters };
}

/** What must become of a request of each class, with nothing switched on that is off at first. */
const outcomes: Readonly<Record<AccessClass, string>> = {
  read: "sent",
  write: "sent",
  destroy: "asked first",
  exec: "refused for PROXMOX_ALLOW_ELEVATED",
  host: "refused for ENABLE_HOST_EXEC",
};

/** What became of a call: it reached the node, somebody is asked first, or the setting that would allow it is named. */
async function outcomeOf(api: WholeApi, { method, path, parameters }: GuardedRequest): Promise<string> {
  const before = api.countRequests(method, path);
  const { text, isError } = method === "GET"
    ? await api.server.call("proxmox_api_read", { path, parameters })
    : await api.server.call("proxmox_api_call", { method, path, parameters });
  const isSent = api.countRequests(method, path) > before;
  if (isSent && !isError) return "sent";
  if (isSent) return `sent, but: ${text}`;
  if (!isError && /\bconfirm=\S/.test(text)) return "asked first";
  const setting = /\b(?:PROXMOX_ALLOW_ELEVATED|ENABLE_HOST_EXEC|I_ACCEPT_RISKS)\b/.exec(text)?.[0];
  return setting === undefined ? text : `refused for ${setting}`;
}

// Which class each method has was decided in the table of tests/policy/endpoints/__snapshots__; here the tools keep to it.
for (const release of releases) {
  Deno.test({
    name: `every method of ${release} is found by proxmox_api_search, with its class`,
    ignore,
    async fn() {
      await using api = await WholeApi.start(release);
      for (const { method, path } of await methodsOf(release)) {
        const { text } = await api.server.call("proxmox_api_search", { query: `${method} ${path}` });
        const [first = ""] = text.split("\n");
        assert.equal(
          first.slice(0, first.indexOf("]") + 1),
          `${method} ${path} [${classOf({ method, path })}]`,
        );
      }
    },
  });

  Deno.test({
    name: `every method of ${release} is sent, asked about or refused as its class says`,
    ignore,
    async fn() {
      await using api = await WholeApi.start(release);
      for (const endpoint of await methodsOf(release)) {
        const request = exampleOf(endpoint);
        assert.equal(
          await outcomeOf(api, request),
          outcomes[classOf(request)],
          `${request.method} ${request.path}`,
        );
      }
    },
  });
}
