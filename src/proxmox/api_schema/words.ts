import type { Method } from "../../wire/wire.ts";

/** What the words of a question mean in Proxmox's own terms. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  vm: ["qemu"],
  kvm: ["qemu"],
  ct: ["lxc"],
  container: ["lxc"],
  guest: ["qemu", "lxc"],
  host: ["node"],
  server: ["node"],
  hypervisor: ["node"],
  drive: ["disk"],
  volume: ["disk", "content"],
  grow: ["resize"],
  enlarge: ["resize"],
  extend: ["resize"],
  expand: ["resize"],
  restart: ["reboot"],
  poweroff: ["shutdown"],
  powercycle: ["reset"],
  backup: ["vzdump"],
  user: ["userid"],
  privilege: ["permission", "role"],
  right: ["permission", "acl"],
  grant: ["acl"],
  realm: ["domain"],
  update: ["upgrade"],
  package: ["apt"],
  console: ["vncproxy", "termproxy"],
  terminal: ["termproxy"],
  shell: ["termproxy", "vncshell"],
  screen: ["vncproxy"],
  metric: ["rrddata"],
  statistic: ["rrddata"],
  graph: ["rrd"],
  copy: ["clone"],
  duplicate: ["clone"],
  nic: ["network", "net"],
  interface: ["network"],
  bridge: ["network"],
  event: ["task", "log"],
  job: ["schedule"],
  ssl: ["certificate"],
  tls: ["certificate"],
  totp: ["tfa"],
  "2fa": ["tfa"],
  otp: ["tfa"],
  license: ["subscription"],
  licence: ["subscription"],
  run: ["exec", "start"],
  command: ["exec", "execute"],
  revert: ["rollback"],
  tag: ["config"],
  datacenter: ["cluster"],
  rule: ["rule"],
};

/** Verbs that say which method is meant, the likeliest first, rather than what it is about. */
const verbs: Readonly<Record<string, readonly Method[]>> = {
  list: ["GET"],
  show: ["GET"],
  get: ["GET"],
  read: ["GET"],
  view: ["GET"],
  see: ["GET"],
  check: ["GET"],
  find: ["GET"],
  display: ["GET"],
  create: ["POST"],
  add: ["POST"],
  new: ["POST"],
  make: ["POST"],
  register: ["POST"],
  delete: ["DELETE"],
  remove: ["DELETE"],
  destroy: ["DELETE"],
  erase: ["DELETE"],
  drop: ["DELETE"],
  update: ["PUT", "POST"],
  change: ["PUT", "POST"],
  set: ["PUT", "POST"],
  edit: ["PUT"],
  modify: ["PUT"],
  configure: ["PUT"],
};

/** Verbs that say both: what it is about and which method. */
const actions: Readonly<Record<string, Method>> = {
  apply: "PUT",
  boot: "POST",
  clone: "POST",
  disable: "PUT",
  download: "POST",
  enable: "PUT",
  exec: "POST",
  execute: "POST",
  grant: "PUT",
  migrate: "POST",
  move: "POST",
  order: "POST",
  prune: "DELETE",
  reboot: "POST",
  regenerate: "PUT",
  rename: "PUT",
  reset: "POST",
  resize: "PUT",
  restart: "POST",
  restore: "POST",
  revoke: "DELETE",
  rollback: "POST",
  run: "POST",
  send: "POST",
  shutdown: "POST",
  start: "POST",
  upload: "POST",
};

const empty = new Set(
  ("a an the of on in for from to with and or by at is are be it its my all how do i can what which where when there " +
    "does has have into via using use api endpoint proxmox pve please").split(" "),
);

/** A question taken apart. */
export interface Question {
  /** For each word that tells what is asked about: the word and what else it may be called, stemmed. */
  readonly words: readonly (readonly string[])[];
  /** Words that tell the method, stemmed: they count a little as words too. */
  readonly verbs: readonly string[];
  /** Methods the verbs speak of, the likeliest first; empty without a verb. */
  readonly methods: readonly Method[];
}

/** Takes a question apart into words, their synonyms and the methods its verbs speak of. */
export function readQuestion(question: string): Question {
  const given = split(question).filter((word) => !empty.has(word));
  const isVerb = (word: string) => Object.hasOwn(verbs, word);
  const spoken = given.filter(isVerb);
  return {
    words: [...new Set(given.filter((word) => !isVerb(word)).map(stem))]
      .map((word) => [word, ...(Object.hasOwn(synonyms, word) ? synonyms[word] ?? [] : [])]),
    verbs: [...new Set(spoken.map(stem))],
    methods: [...new Set(given.flatMap(methodsOf))],
  };
}

function methodsOf(word: string): readonly Method[] {
  if (Object.hasOwn(verbs, word)) return verbs[word] ?? [];
  const method = Object.hasOwn(actions, word) ? actions[word] : undefined;
  return method === undefined ? [] : [method];
}

/** The stemmed words of a text: of a path, a name, a description. */
export function wordsOf(text: string): readonly string[] {
  return split(text).filter((word) => !empty.has(word)).map(stem);
}

function split(text: string): readonly string[] {
  return text.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/).filter((word) =>
    word !== ""
  );
}

/** Takes the plural off: enough for the field's nouns, which are compared among themselves only. */
function stem(word: string): string {
  if (word.length <= 3 && !/^(?:vm|ct)s$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:x|ch|sh|ss|us|as)es$/.test(word)) return word.slice(0, -2);
  return /(?:ss|us|is|as)$/.test(word) ? word : word.replace(/s$/, "");
}
