import { type AnyEndpoint, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { DIGEST, optional } from "../../api/schema.ts";
import { CIDR, COMMENT, comment, NAME, open, reading, requireNamed, writing } from "./named.ts";
import { partDigest, type Scope } from "./scope.ts";

/** Aliases of a scope: a name for an address. */
export function aliasEndpoints(scope: Scope): AnyEndpoint[] {
  const path = `${scope.base}/aliases`;
  return [
    defineEndpoint({
      ...reading(scope, path, "List aliases"),
      parameters: scope.path,
      handler: (call) => {
        const { aliases } = scope.find(call);
        return Object.entries(aliases).map(([name, alias]) => ({
          name,
          ...alias,
          digest: partDigest(aliases),
        }));
      },
    }),
    defineEndpoint({
      ...reading(scope, `${path}/{name}`, "Read alias."),
      parameters: { ...scope.path, name: NAME },
      handler: (call) => {
        const { aliases } = scope.find(call);
        const name = String(call.given["name"]);
        return { name, ...requireNamed(aliases, name, "alias"), digest: partDigest(aliases) };
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", path, "Create IP or Network Alias."),
      parameters: { ...scope.path, name: NAME, cidr: CIDR, comment: COMMENT },
      handler: async (call) => {
        const { aliases } = await open(scope, call);
        const name = String(call.given["name"]);
        if (aliases[name] !== undefined) throw failure(`alias '${name}' already exists`);
        aliases[name] = { cidr: String(call.given["cidr"]), ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "PUT", `${path}/{name}`, "Update IP or Network alias."),
      parameters: {
        ...scope.path,
        name: NAME,
        cidr: CIDR,
        comment: COMMENT,
        digest: DIGEST,
        rename: optional(NAME),
      },
      handler: async (call) => {
        const { aliases } = await open(scope, call, "aliases");
        const { name, rename, cidr } = call.given;
        requireNamed(aliases, String(name), "alias");
        if (rename !== undefined) delete aliases[String(name)];
        aliases[String(rename ?? name)] = { cidr: String(cidr), ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{name}`, "Remove IP or Network alias."),
      parameters: { ...scope.path, name: NAME, digest: DIGEST },
      handler: async (call) => {
        const { aliases } = await open(scope, call, "aliases");
        delete aliases[String(call.given["name"])];
        return null;
      },
    }),
  ];
}
