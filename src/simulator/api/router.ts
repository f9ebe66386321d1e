import type { AnyEndpoint } from "./endpoint.ts";

/** A matched endpoint and the parameters its path held. */
export interface Match {
  readonly endpoint: AnyEndpoint;
  readonly pathParams: Readonly<Record<string, string>>;
}

interface Branch {
  readonly fixed: Map<string, Branch>;
  parameter?: { readonly name: string; readonly branch: Branch };
  rest?: { readonly name: string; readonly methods: Map<string, AnyEndpoint> };
  readonly methods: Map<string, AnyEndpoint>;
}

function newBranch(): Branch {
  return { fixed: new Map(), methods: new Map() };
}

/** Finds the endpoint of a method and path; fixed segments go before parameters. */
export class Router {
  readonly #root = newBranch();

  constructor(endpoints: Iterable<AnyEndpoint>) {
    for (const endpoint of endpoints) this.#add(endpoint);
  }

  /** `undefined` when there is no such path or it does not have the method. */
  find(method: string, path: string): Match | undefined {
    const segments = path.split("/").filter((segment) => segment !== "");
    return search(this.#root, segments, 0, method);
  }

  #add(endpoint: AnyEndpoint): void {
    let branch = this.#root;
    for (const segment of endpoint.path.split("/").filter((part) => part !== "")) {
      const rest = /^\{(.+)\*\}$/.exec(segment);
      if (rest !== null) {
        branch.rest ??= { name: rest[1] ?? "", methods: new Map() };
        branch.rest.methods.set(endpoint.method, endpoint);
        return;
      }
      branch = descend(branch, segment);
    }
    branch.methods.set(endpoint.method, endpoint);
  }
}

function descend(branch: Branch, segment: string): Branch {
  const parameter = /^\{(.+)\}$/.exec(segment);
  if (parameter !== null) {
    branch.parameter ??= { name: parameter[1] ?? "", branch: newBranch() };
    return branch.parameter.branch;
  }
  const next = branch.fixed.get(segment) ?? newBranch();
  branch.fixed.set(segment, next);
  return next;
}

function search(branch: Branch, segments: readonly string[], at: number, method: string): Match | undefined {
  const segment = segments[at];
  if (segment === undefined) {
    const endpoint = branch.methods.get(method);
    return endpoint === undefined ? undefined : { endpoint, pathParams: {} };
  }
  const next = branch.fixed.get(segment);
  const fixed = next === undefined ? undefined : search(next, segments, at + 1, method);
  if (fixed !== undefined) return fixed;
  if (branch.rest !== undefined) {
    const endpoint = branch.rest.methods.get(method);
    const value = segments.slice(at).join("/");
    return endpoint === undefined ? undefined : { endpoint, pathParams: { [branch.rest.name]: value } };
  }
  if (branch.parameter === undefined) return undefined;
  const found = search(branch.parameter.branch, segments, at + 1, method);
  if (found === undefined) return undefined;
  return { endpoint: found.endpoint, pathParams: { [branch.parameter.name]: segment, ...found.pathParams } };
}
