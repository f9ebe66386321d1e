import type { ApiEndpoint } from "./endpoint.ts";
import { fieldWords } from "./field_words.ts";
import { wordsOf } from "./words.ts";

/** What an endpoint is about: kinds of guest, the node itself, or the rest of the tree. */
export type Subject = "qemu" | "lxc" | "node" | "other";

/** An endpoint with its words, ready to be compared with questions. */
export interface IndexedEndpoint {
  readonly endpoint: ApiEndpoint;
  readonly subject: Subject;
  /** How much each word says about the endpoint. */
  readonly weights: ReadonlyMap<string, number>;
  /** The words of each literal segment below the root of its part of the tree. */
  readonly segments: readonly (readonly string[])[];
  readonly endsInPlaceholder: boolean;
  /** True where the answer only names the segments below. */
  readonly isDirectory: boolean;
}

/** How much a word says by where it stands. */
const weight = {
  leaf: 5,
  field: 4.5,
  segment: 3,
  name: 2.5,
  choice: 1.5,
  prose: 1.5,
  parameter: 1.2,
  placeholder: 0.6,
};

/** Segments that most paths begin with and that say nothing where more follows. */
const roots = new Set(["nodes", "cluster", "access"]);

/** Words of the field that a node's or guest's own name in the path stands for. */
const subjects: Readonly<Record<Subject, readonly string[]>> = {
  qemu: ["qemu"],
  lxc: ["lxc"],
  node: ["node"],
  other: [],
};

/**
 * Collects the words of an endpoint: its path counts most, then what the field calls it, then names and prose.
 *
 * @param isDirectory whether the answer only names the segments below.
 */
export function indexed(endpoint: ApiEndpoint, isDirectory: boolean): IndexedEndpoint {
  const path = endpoint.path.split("/").filter((segment) => segment !== "");
  const literals = path.filter((segment) => !segment.startsWith("{"));
  const weights = new Map<string, number>();
  const put = (text: string, value: number) => {
    for (const word of wordsOf(text)) weights.set(word, Math.max(weights.get(word) ?? 0, value));
  };
  const subject = subjectOf(endpoint.path);
  literals.forEach((segment, index) => {
    const isLeaf = index === literals.length - 1;
    // One word of several says less than a word that stands alone: `exec-status` is not the status.
    const full = isLeaf ? weight.leaf * (0.7 + 0.3 / Math.max(1, wordsOf(segment).length)) : weight.segment;
    if (isLeaf || !roots.has(segment)) put(segment, full);
  });
  for (const word of subjects[subject]) put(word, weight.segment);
  if (literals[0] === "cluster") put("cluster", weight.prose);
  const key = `${endpoint.method} ${endpoint.path}`;
  for (const { endpoint: pattern, words } of fieldWords) if (pattern.test(key)) put(words, weight.field);
  put(endpoint.name.replaceAll("_", " "), weight.name);
  put(endpoint.about, weight.prose);
  for (const [name, parameter] of Object.entries(endpoint.parameters)) {
    const inPath = endpoint.path.includes(`{${name}}`);
    put(name.replace("[n]", ""), inPath ? weight.placeholder : weight.parameter);
    if ((parameter.enum?.length ?? 0) <= 12) put((parameter.enum ?? []).join(" "), weight.choice);
  }
  return {
    endpoint,
    subject,
    weights,
    segments: literals.filter((segment) => !roots.has(segment) && segment !== subject).map(wordsOf),
    endsInPlaceholder: path.at(-1)?.startsWith("{") === true,
    isDirectory,
  };
}

function subjectOf(path: string): Subject {
  const third = /^\/nodes\/\{node\}\/([^/]+)/.exec(path)?.[1];
  if (third === "qemu" || third === "lxc") return third;
  if (third === undefined) return path.startsWith("/nodes") ? "node" : "other";
  return third === "storage" || third === "ceph" || third === "tasks" ? "other" : "node";
}
