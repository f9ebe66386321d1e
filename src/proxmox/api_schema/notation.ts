import type { ApiEndpoint, ApiParameter, ValueRule } from "./endpoint.ts";
import { placeholders } from "./endpoint.ts";

/** Parameters that hardly anyone sets by hand and that a short form leaves out. */
const rarely = new Set(["digest", "skiplock", "background_delay", "force-cfg"]);

/**
 * Writes choices briefly: runs of numbered names as one, at most `most` entries.
 *
 * `ide0, ide1, ide2, ide3, efidisk0` becomes `ide0-3|efidisk0`.
 */
export function choicesText(choices: readonly (string | number)[], most = 12): string {
  const runs: { readonly stem: string; readonly from: number; to: number }[] = [];
  const parts: (() => string)[] = [];
  for (const choice of choices.map(String)) {
    const [, stem, digits] = /^([a-z]+)(\d{1,3})$/i.exec(choice) ?? [];
    const last = runs.at(-1);
    if (stem !== undefined && last !== undefined && last.stem === stem && last.to + 1 === Number(digits)) {
      last.to += 1;
      continue;
    }
    const run = { stem: stem ?? "", from: Number(digits), to: Number(digits) };
    runs.push(run);
    parts.push(() => run.to > run.from ? `${run.stem}${run.from}-${run.to}` : choice);
  }
  const shown = parts.slice(0, most).map((part) => part());
  return parts.length > most ? `${shown.join("|")}|… ${parts.length - most} more` : shown.join("|");
}

/**
 * Writes a parameter in brief: `vmid*:int[100..999999999]`, a star for what must be given.
 *
 * Plain text needs no type; property strings show their keys when `keys` is set.
 */
export function parameterText(
  name: string,
  parameter: ApiParameter,
  options: { readonly keys?: boolean; readonly choices?: number } = {},
): string {
  const type = typeText(parameter, options);
  // Some defaults are a sentence instead of a value.
  const fallback = /^\S{1,24}$/.test(String(parameter.default ?? "")) ? `=${parameter.default}` : "";
  return `${name}${parameter.optional === true ? "" : "*"}${type === "" ? "" : `:${type}`}${fallback}`;
}

function typeText(
  parameter: ApiParameter,
  options: { readonly keys?: boolean; readonly choices?: number },
): string {
  if (parameter.type === "array") {
    const element = ruleText(parameter.items ?? {}, options);
    return element === "" ? "list" : `list of ${element}`;
  }
  return ruleText(parameter, options);
}

function ruleText(rule: ValueRule, options: { readonly keys?: boolean; readonly choices?: number }): string {
  if (rule.enum !== undefined) return choicesText(rule.enum, options.choices);
  switch (rule.type) {
    case "boolean":
      return "bool";
    case "integer":
      return `int${boundsText(rule.minimum, rule.maximum)}`;
    case "number":
      return `num${boundsText(rule.minimum, rule.maximum)}`;
    default:
      return textRule(rule, options.keys === true);
  }
}

function textRule(rule: ValueRule, withKeys: boolean): string {
  if (rule.keys !== undefined) return withKeys ? `{${keysText(rule.keys)}}` : "{…}";
  if (rule.pattern !== undefined && rule.pattern.length <= 60) return `/${rule.pattern}/`;
  if (rule.format !== undefined) return rule.format;
  return rule.minLength === undefined && rule.maxLength === undefined
    ? ""
    : `len${boundsText(rule.minLength, rule.maxLength)}`;
}

function keysText(keys: NonNullable<ValueRule["keys"]>): string {
  return Object.entries(keys).filter(([, key]) => key.alias === undefined)
    .map(([name, key]) => `${name}${key.optional === true ? "" : "*"}${keyType(key)}`).join(",");
}

function keyType(key: ValueRule): string {
  if (key.enum !== undefined) return `:${choicesText(key.enum, 6)}`;
  if (key.type === "boolean") return ":bool";
  return key.type === "integer" ? ":int" : "";
}

function boundsText(minimum: number | undefined, maximum: number | undefined): string {
  return minimum === undefined && maximum === undefined ? "" : `[${minimum ?? ""}..${maximum ?? ""}]`;
}

/** Parameters that do not stand in the path, those that must be given first, then by name. */
export function bodyParameters(endpoint: ApiEndpoint): readonly (readonly [string, ApiParameter])[] {
  const inPath = new Set(placeholders(endpoint.path));
  return Object.entries(endpoint.parameters).filter(([name]) => !inPath.has(name)).sort(
    ([leftName, left], [rightName, right]) =>
      Number(left.optional ?? false) - Number(right.optional ?? false) || leftName.localeCompare(rightName),
  );
}

/** All parameters beside the path in one line of at most `characters`, the rest only counted. */
export function parametersText(endpoint: ApiEndpoint, characters: number): string {
  const all = bodyParameters(endpoint).filter(([name, parameter]) =>
    parameter.optional !== true || !rarely.has(name)
  );
  const parts: string[] = [];
  let length = 0;
  for (const [name, parameter] of all) {
    const text = parameterText(name, parameter, { choices: 8 });
    if (parameter.optional === true && length + text.length > characters) break;
    parts.push(text);
    length += text.length + 1;
  }
  const left = all.length - parts.length;
  return `${parts.join(" ")}${left > 0 ? ` …and ${left} more` : ""}`;
}
