import { type AnyEndpoint, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { DIGEST, flag, optional } from "../../api/schema.ts";
import { COMMENT, comment, NAME, open, reading, requireNamed, writing } from "./named.ts";
import { partDigest, type Scope } from "./scope.ts";

/** IP sets of a scope: a name for a list of addresses. */
export function ipsetEndpoints(scope: Scope): AnyEndpoint[] {
  const path = `${scope.base}/ipset`;
  const named = { ...scope.path, name: NAME };
  return [
    defineEndpoint({
      ...reading(scope, path, "List IPSets"),
      parameters: scope.path,
      handler: (call) => {
        const { ipsets } = scope.find(call);
        return Object.entries(ipsets).map(([name, { entries: _, ...rest }]) => ({
          name,
          ...rest,
          digest: partDigest(ipsets),
        }));
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", path, "Create new IPSet"),
      parameters: { ...named, comment: COMMENT, digest: DIGEST, rename: optional(NAME) },
      handler: async (call) => {
        const { ipsets } = await open(scope, call, "ipsets");
        const { name, rename } = call.given;
        if (rename !== undefined) {
          ipsets[String(name)] = { ...requireNamed(ipsets, String(rename), "IPSet"), ...comment(call) };
          if (rename !== name) delete ipsets[String(rename)];
          return null;
        }
        if (ipsets[String(name)] !== undefined) throw failure(`IPSet '${name}' already exists`);
        ipsets[String(name)] = { entries: [], ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{name}`, "Delete IPSet"),
      parameters: { ...named, force: optional(flag()) },
      handler: async (call) => {
        const { ipsets } = await open(scope, call);
        const name = String(call.given["name"]);
        const set = requireNamed(ipsets, name, "IPSet");
        if (set.entries.length > 0 && call.params["force"] === undefined) {
          throw failure(`IPSet '${name}' is not empty`);
        }
        delete ipsets[name];
        return null;
      },
    }),
  ];
}
