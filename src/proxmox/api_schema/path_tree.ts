import { nearest } from "../../text/nearest.ts";
import type { Method } from "../../wire/wire.ts";
import type { ApiEndpoint } from "./endpoint.ts";

/** A path that the schema has. */
export interface PathMatch {
  readonly methods: ReadonlyMap<Method, ApiEndpoint>;
  /** What stands in the placeholders, decoded. */
  readonly values: Readonly<Record<string, string>>;
}

interface Branch {
  readonly literal: Map<string, Branch>;
  placeholder?: { readonly name: string; readonly branch: Branch };
  readonly methods: Map<Method, ApiEndpoint>;
}

/** Placeholders at the end of a path whose value Proxmox lets hold slashes: `local:iso/a.iso`, `10.0.0.0/24`. */
const wholeRest = new Set(["volume", "cidr"]);

/** The paths of a schema, found as Proxmox routes them: a literal segment goes before a placeholder. */
export class PathTree {
  readonly #root: Branch = newBranch();

  constructor(endpoints: Iterable<ApiEndpoint>) {
    for (const endpoint of endpoints) this.#add(endpoint);
  }

  /** Finds a path, placeholders filled in or not; undefined when the schema has no method there. */
  match(path: string): PathMatch | undefined {
    const found = find(this.#root, segmentsOf(path), {});
    return found === undefined || found.methods.size === 0 ? undefined : found;
  }

  /** Templates of the endpoints one segment below a path, ordered. */
  below(path: string): readonly string[] {
    let branch: Branch | undefined = this.#root;
    let template = "";
    for (const segment of segmentsOf(path)) {
      const literal: Branch | undefined = branch?.literal.get(segment);
      template += literal === undefined ? `/{${branch?.placeholder?.name ?? ""}}` : `/${segment}`;
      branch = literal ?? branch?.placeholder?.branch;
    }
    if (branch === undefined) return [];
    const placeholder = branch.placeholder === undefined ? [] : [`{${branch.placeholder.name}}`];
    return [...[...branch.literal.keys()].sort(), ...placeholder].map((next) => `${template}/${next}`);
  }

  /**
   * The path that was probably meant by a mistyped one: each segment that fits nowhere replaced by the nearest literal.
   *
   * Undefined when no path of the same length is near.
   */
  nearest(path: string, method: Method): string | undefined {
    const candidates = corrections(this.#root, segmentsOf(path))
      .filter(({ edits }) => edits > 0)
      .map((candidate) => ({ ...candidate, lacks: candidate.methods.has(method) ? 0 : 1 }))
      .sort((left, right) => left.lacks - right.lacks || left.edits - right.edits);
    const best = candidates[0];
    return best === undefined ? undefined : `/${best.segments.join("/")}`;
  }

  #add(endpoint: ApiEndpoint): void {
    let branch = this.#root;
    for (const segment of segmentsOf(endpoint.path)) branch = descend(branch, segment);
    branch.methods.set(endpoint.method, endpoint);
  }
}

/** The decoded segments of a path; those of a template keep their braces. */
export function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "").map(decodeURIComponent);
}

function newBranch(): Branch {
  return { literal: new Map(), methods: new Map() };
}

function descend(branch: Branch, segment: string): Branch {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name !== undefined) {
    branch.placeholder ??= { name, branch: newBranch() };
    return branch.placeholder.branch;
  }
  const next = branch.literal.get(segment) ?? newBranch();
  branch.literal.set(segment, next);
  return next;
}

function find(
  branch: Branch,
  segments: readonly string[],
  values: Readonly<Record<string, string>>,
): PathMatch | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { methods: branch.methods, values };
  const literal = branch.literal.get(segment);
  const found = literal === undefined ? undefined : find(literal, rest, values);
  if (found !== undefined && found.methods.size > 0) return found;
  const { placeholder } = branch;
  if (placeholder === undefined) return found;
  if (wholeRest.has(placeholder.name)) {
    return {
      methods: placeholder.branch.methods,
      values: { ...values, [placeholder.name]: segments.join("/") },
    };
  }
  return find(placeholder.branch, rest, { ...values, [placeholder.name]: segment }) ?? found;
}

interface Correction {
  readonly segments: readonly string[];
  readonly edits: number;
  readonly methods: ReadonlyMap<Method, ApiEndpoint>;
}

function corrections(branch: Branch, segments: readonly string[]): readonly Correction[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    return branch.methods.size === 0 ? [] : [{ segments: [], edits: 0, methods: branch.methods }];
  }
  const near = branch.literal.has(segment) ? segment : nearest(segment, branch.literal.keys());
  const literal = near === undefined ? undefined : branch.literal.get(near);
  const ways: { readonly word: string; readonly cost: number; readonly branch: Branch }[] = [];
  if (near !== undefined && literal !== undefined) {
    ways.push({ word: near, cost: near === segment ? 0 : 1, branch: literal });
  }
  if (branch.placeholder !== undefined) {
    ways.push({ word: segment, cost: 0, branch: branch.placeholder.branch });
  }
  return ways.flatMap((way) =>
    corrections(way.branch, rest).map((below) => ({
      segments: [way.word, ...below.segments],
      edits: below.edits + way.cost,
      methods: below.methods,
    }))
  );
}
