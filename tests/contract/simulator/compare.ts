/** A place in an answer where the simulator and the recording disagree. */
export interface Mismatch {
  /** `status`, `reason`, `errors.vmid`, `data.cpu`, `data[].name` ... */
  readonly where: string;
  readonly recorded: string;
  readonly simulated: string;
}

/** An answer, whoever gave it. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly body: unknown;
}

/** Compares status, reason phrase, the map of parameter errors, and the type of every field. */
export function compareAnswers(recorded: Answer, simulated: Answer): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const note = (where: string, one: unknown, other: unknown) =>
    mismatches.push({ where, recorded: text(one), simulated: text(other) });
  if (recorded.status !== simulated.status) note("status", recorded.status, simulated.status);
  if (unnumbered(recorded.reason) !== unnumbered(simulated.reason)) {
    note("reason", recorded.reason, simulated.reason);
  }
  if (recorded.status !== simulated.status) return mismatches;
  compareErrors(errorsOf(recorded.body), errorsOf(simulated.body), note);
  compareTypes(typesOf(dataOf(recorded.body)), typesOf(dataOf(simulated.body)), note);
  const exit = [exitOf(recorded.body), exitOf(simulated.body)];
  if (unnumbered(exit[0]) !== unnumbered(exit[1])) note("data.exitstatus", exit[0], exit[1]);
  return mismatches;
}

/** A process id in the name of a temporary file says nothing. */
function unnumbered(value: unknown): string {
  return text(value).replace(/\.tmp\.\d+/, ".tmp.N");
}

type Note = (where: string, recorded: unknown, simulated: unknown) => void;

function compareErrors(
  recorded: Record<string, unknown>,
  simulated: Record<string, unknown>,
  note: Note,
): void {
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(simulated)])) {
    if (recorded[key] !== simulated[key]) note(`errors.${key}`, recorded[key], simulated[key]);
  }
}

/** The types found at each place; a list's elements are taken together. */
type Types = Map<string, Set<string>>;

function compareTypes(recorded: Types, simulated: Types, note: Note): void {
  for (const where of new Set([...recorded.keys(), ...simulated.keys()])) {
    const one = recorded.get(where);
    const other = simulated.get(where);
    const parent = where.replace(/(\.[^.[]+|\[\])$/, "");
    // Of a place whose parent is already reported, nothing more is said.
    if (parent !== where && (!recorded.has(parent) || !simulated.has(parent))) continue;
    const list = (types: Set<string> | undefined) =>
      types === undefined ? "absent" : [...types].toSorted().join("|");
    if (list(one) !== list(other)) note(where, list(one), list(other));
  }
}

function typesOf(value: unknown, where = "data", types: Types = new Map()): Types {
  const known = types.get(where) ?? new Set<string>();
  types.set(where, known.add(kindOf(value)));
  if (Array.isArray(value)) { for (const element of value) typesOf(element, `${where}[]`, types); }
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      typesOf(inner, `${where}.${placeOf(where, key)}`, types);
    }
  }
  return types;
}

/** Where the keys are themselves data, they are taken together: ACL paths, options by number, tap devices. */
function placeOf(where: string, key: string): string {
  if (key.startsWith("/")) return "{path}";
  if (/^tap\d+i\d+$/.test(key)) return "{tap}";
  if (/^[A-Z][A-Za-z]+\.[A-Z]/.test(key)) return "{privilege}";
  return where.endsWith("tokens") ? "{token}" : key;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function dataOf(body: unknown): unknown {
  return isRecord(body) ? body["data"] : "no JSON";
}

function errorsOf(body: unknown): Record<string, unknown> {
  return isRecord(body) && isRecord(body["errors"]) ? body["errors"] : {};
}

function exitOf(body: unknown): unknown {
  const data = dataOf(body);
  return isRecord(data) ? data["exitstatus"] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return value === undefined ? "absent" : typeof value === "string" ? value : JSON.stringify(value);
}
