import { nearest } from "../../text/nearest.ts";
import type { ParameterValue } from "../../wire/wire.ts";
import type { ApiParameter, PropertyKey, ValueRule } from "./endpoint.ts";
import { choicesText } from "./notation.ts";

/** A value in the form that travels, or what is wrong with it as a phrase that follows the parameter's name. */
export type CheckedValue = { readonly value: ParameterValue } | { readonly fault: string };

/** Words for booleans as people and Proxmox's property strings write them; on the wire they are 1 and 0. */
const booleans: Readonly<Record<string, boolean>> = {
  "1": true,
  "0": false,
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
};

/** Longer patterns are left to Proxmox: they are the ones whose nested repetitions can keep a process busy for ever. */
const longestPattern = 120;

/** Checks one value against Proxmox's schema of it and brings it into the form that travels. */
export function checkValue(rule: ApiParameter, given: unknown): CheckedValue {
  if (rule.type === "array") return checkList(rule.items ?? {}, Array.isArray(given) ? given : [given]);
  if (Array.isArray(given)) {
    if (rule.format?.endsWith("-list") !== true) return { fault: "takes one value, not a list" };
    return checkOne(rule, given.map(String).join(","));
  }
  return checkOne(rule, given);
}

function checkList(items: ValueRule, given: readonly unknown[]): CheckedValue {
  const values: (string | number)[] = [];
  for (const element of given) {
    const checked = checkOne(items, element);
    if ("fault" in checked) return checked;
    if (typeof checked.value === "string" || typeof checked.value === "number") values.push(checked.value);
    else values.push(checked.value === true ? 1 : 0);
  }
  return { value: values };
}

function checkOne(rule: ValueRule, given: unknown): CheckedValue {
  if (typeof given === "object") return { fault: "takes text, no object: write it as key=value,key=value" };
  switch (rule.type) {
    case "boolean": {
      const value = booleans[String(given).toLowerCase()];
      return value === undefined ? { fault: `must be true or false, not ${shown(given)}` } : { value };
    }
    case "integer":
    case "number":
      return checkNumber(rule, given);
    default:
      return checkText(rule, typeof given === "boolean" ? (given ? "1" : "0") : String(given));
  }
}

function checkNumber(rule: ValueRule, given: unknown): CheckedValue {
  const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  const fits = typeof value === "number" &&
    (rule.type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (!fits) {
    return { fault: `must be ${rule.type === "integer" ? "an integer" : "a number"}, not ${shown(given)}` };
  }
  if (rule.minimum !== undefined && value < rule.minimum) {
    return { fault: `must be at least ${rule.minimum}, not ${value}` };
  }
  if (rule.maximum !== undefined && value > rule.maximum) {
    return { fault: `must be at most ${rule.maximum}, not ${value}` };
  }
  return { value };
}

function checkText(rule: ValueRule, value: string): CheckedValue {
  const { enum: choices, minLength, maxLength, pattern, keys } = rule;
  if (choices !== undefined && !choices.map(String).includes(value)) {
    const near = nearest(value, choices.map(String));
    return {
      fault: `must be one of ${choicesText(choices, 40)}, not ${shown(value)}${
        near === undefined ? "" : ` (did you mean ${near}?)`
      }`,
    };
  }
  if (minLength !== undefined && value.length < minLength) {
    return { fault: `must have at least ${minLength} characters` };
  }
  if (maxLength !== undefined && value.length > maxLength) {
    return { fault: `may have at most ${maxLength} characters` };
  }
  if (pattern !== undefined && compiled(pattern)?.test(value) === false) {
    return { fault: `must match ${pattern}, which ${shown(value)} does not` };
  }
  const fault = keys === undefined ? undefined : propertyFault(keys, value);
  return fault === undefined ? { value } : { fault };
}

/** Says what is wrong with a property string, or nothing; the values of its keys are checked as Proxmox does. */
function propertyFault(keys: Readonly<Record<string, PropertyKey>>, text: string): string | undefined {
  const first = Object.keys(keys).find((name) => keys[name]?.first === true);
  for (const part of text.split(",").filter((part) => part !== "")) {
    const at = part.indexOf("=");
    // The value of the first key may hold an equals sign of its own.
    const named = at > 0 &&
      (first === undefined || Object.hasOwn(keys, part.slice(0, at)) || part !== text.split(",")[0]);
    const name = named ? part.slice(0, at) : first;
    const key = name !== undefined && Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key === undefined) {
      const near = nearest(name ?? part, Object.keys(keys));
      return `has no key ${shown(name ?? part)}${
        near === undefined ? "" : ` (did you mean ${near}?)`
      }; its keys are ${Object.keys(keys).sort().join(", ")}`;
    }
    const checked = checkOne(key, named ? part.slice(at + 1) : part);
    if ("fault" in checked) return `key ${name} ${checked.fault}`;
  }
  return undefined;
}

/** A Perl pattern as JavaScript, anchored as Proxmox does it, or undefined where it cannot be said here. */
function compiled(pattern: string): RegExp | undefined {
  if (pattern.length > longestPattern) return undefined;
  try {
    return new RegExp(`^${pattern.replace(/\(\?\^([a-z]*):/g, (_, flags: string) => group(flags))}$`);
  } catch {
    return undefined;
  }
}

function group(flags: string): string {
  return flags.includes("i") ? "(?i:" : "(?:";
}

function shown(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 60));
}
