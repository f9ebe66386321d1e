import type { Method } from "../../wire/wire.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { indexed, type IndexedEndpoint, type Subject } from "./search_index.ts";
import { type Question, readQuestion } from "./words.ts";

/** Endpoints that answer a question, the likeliest first. */
export interface Found {
  readonly endpoints: readonly ApiEndpoint[];
  /** How many answer it at all. */
  readonly total: number;
}

/** Finds endpoints of a schema by the words of a question. */
export class EndpointSearch {
  readonly #entries: readonly IndexedEndpoint[];
  /** How many endpoints have a word. */
  readonly #counts = new Map<string, number>();

  constructor(endpoints: readonly ApiEndpoint[]) {
    const directories = directoriesOf(endpoints.map(({ path }) => path));
    this.#entries = endpoints.map((endpoint) =>
      indexed(endpoint, endpoint.method === "GET" && directories.has(endpoint.path))
    );
    for (const { weights } of this.#entries) {
      for (const word of weights.keys()) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    }
  }

  /** Ranks the endpoints for a question; `method` keeps only those of one method. */
  find(question: string, options: { readonly method?: Method | undefined; readonly limit: number }): Found {
    const asked = readQuestion(question);
    const near = new Map(
      [...asked.words.flat(), ...asked.verbs].map((word) => [word, this.#near(word)] as const),
    );
    const ranked = this.#entries
      .filter(({ endpoint }) => options.method === undefined || endpoint.method === options.method)
      .map((entry) => ({ entry, score: score(entry, asked, near) }))
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score || byLength(left.entry, right.entry));
    const best = ranked[0]?.score ?? 0;
    const close = ranked.filter(({ score }) => score >= best * 0.35);
    return {
      endpoints: close.slice(0, options.limit).map(({ entry }) => entry.endpoint),
      total: close.length,
    };
  }

  /** The schema's words that a word of the question may mean, and how much each is worth: rare words say more. */
  #near(word: string): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [known, count] of this.#counts) {
      const likeness = alike(word, known);
      if (likeness === 0) continue;
      const rarity = Math.log(1 + this.#entries.length / count) / Math.log(1 + this.#entries.length);
      found.set(known, likeness * (0.35 + 0.65 * rarity));
    }
    return found;
  }
}

/** Paths with fixed names below them and nothing else: their GET lists those names. */
function directoriesOf(paths: readonly string[]): ReadonlySet<string> {
  const fixed = new Set<string>();
  const collections = new Set<string>();
  for (const path of paths) {
    const end = path.lastIndexOf("/");
    (path.startsWith("/{", end) ? collections : fixed).add(path.slice(0, end));
  }
  return fixed.difference(collections);
}

/** How far two stemmed words are the same: whole, as the beginning, or within. */
function alike(asked: string, known: string): number {
  if (asked === known) return 1;
  if (asked.length >= 3 && known.startsWith(asked)) return 0.6;
  if (known.length >= 4 && asked.startsWith(known)) return 0.5;
  return asked.length >= 4 && known.includes(asked) ? 0.5 : 0;
}

type Near = ReadonlyMap<string, ReadonlyMap<string, number>>;

function score(entry: IndexedEndpoint, asked: Question, near: Near): number {
  const matched = new Set<string>();
  let sum = 0;
  let answered = 0;
  for (const names of asked.words) {
    const worth = Math.max(
      ...names.map((name, index) => worthOf(entry, near.get(name), matched) * (index === 0 ? 1 : 0.9)),
    );
    sum += worth;
    if (worth > 0) answered += 1;
  }
  for (const verb of asked.verbs) sum += worthOf(entry, near.get(verb), matched) * 0.2;
  if (sum === 0) return 0;
  const coverage = asked.words.length === 0 ? 1 : answered / asked.words.length;
  const strange = entry.segments.reduce((count, words) => count + unmatched(words, matched), 0);
  return (sum * (0.3 + 0.7 * coverage)) * methodFactor(entry, asked) * subjectFactor(entry.subject, asked) *
      (entry.isDirectory ? 0.8 : 1) -
    strange * 0.3;
}

/** The share of a segment's words that the question does not speak of. */
function unmatched(words: readonly string[], matched: ReadonlySet<string>): number {
  return words.length === 0 ? 0 : words.filter((word) => !matched.has(word)).length / words.length;
}

function worthOf(
  entry: IndexedEndpoint,
  near: ReadonlyMap<string, number> | undefined,
  matched: Set<string>,
): number {
  let best = 0;
  for (const [word, worth] of near ?? []) {
    const weight = entry.weights.get(word);
    if (weight === undefined) continue;
    matched.add(word);
    best = Math.max(best, weight * worth);
  }
  return best;
}

/** A verb speaks for its method; without one, looking is likelier than changing where a path offers both. */
function methodFactor({ endpoint, endsInPlaceholder }: IndexedEndpoint, { methods }: Question): number {
  if (methods.length === 0) return endpoint.method === "GET" ? 1.1 : 1;
  const place = methods.indexOf(endpoint.method);
  if (place === -1) return 0.55;
  // One makes a thing in its collection and changes or deletes it at its own path; one lists collections.
  const fits = (endpoint.method === "GET" || endpoint.method === "POST") !== endsInPlaceholder;
  return (place === 0 ? 1.35 : 1.2) * (fits ? 1.08 : 1);
}

const subjectWords: Readonly<Record<Exclude<Subject, "other">, readonly string[]>> = {
  qemu: ["vm", "qemu", "kvm", "guest", "machine"],
  lxc: ["ct", "lxc", "container", "guest"],
  node: ["node", "host", "hypervisor", "server"],
};

/** Without a name in the question, VMs come before containers. */
const unasked: Readonly<Record<Subject, number>> = { qemu: 1, other: 1, node: 0.98, lxc: 0.96 };

/** An endpoint of what the question names is likelier. */
function subjectFactor(subject: Subject, { words }: Question): number {
  const names = words.map(([word]) => word ?? "");
  const isNamed = (kind: Exclude<Subject, "other">) =>
    subjectWords[kind].some((word) => names.includes(word));
  const guests = (["qemu", "lxc"] as const).filter(isNamed);
  // "The VMs of a node" are about VMs.
  const asked: readonly Subject[] = guests.length === 0 && isNamed("node") ? ["node"] : guests;
  if (asked.length === 0) return unasked[subject];
  if (subject === "other") return 0.95;
  if (!asked.includes(subject)) return 0.6;
  return subject === "lxc" && asked.includes("qemu") ? 1.16 : 1.2;
}

function byLength(left: IndexedEndpoint, right: IndexedEndpoint): number {
  return left.endpoint.path.length - right.endpoint.path.length ||
    (left.endpoint.path < right.endpoint.path ? -1 : 1);
}
