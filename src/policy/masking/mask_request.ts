import { redacted, redactValue } from "../../log/redact.ts";
import { isSecretKey } from "../../log/sensitive_keys.ts";
import { routedSegments } from "../endpoints/segments.ts";
import { addressFields, secretFields, secretNames, sensitiveFields } from "./fields.ts";
import { fieldsFor, maskAnswer } from "./mask.ts";

/** A shorter beginning of a secret's name is more likely a name of its own. */
const shortestAbbreviation = 4;

/**
 * Whether a request's parameter holds a secret: by its name, also abbreviated, or by the endpoint that takes it.
 *
 * @throws {PolicyError} for a path that may be read in two ways.
 */
export function isSecretParameter(path: string, name: string): boolean {
  if (isSecretKey(name)) return true;
  const lower = name.toLowerCase();
  if (lower.length >= shortestAbbreviation && secretNames.some((full) => full.startsWith(lower))) return true;
  const route = `/${routedSegments(path).join("/")}`;
  return fieldsFor(route, [...sensitiveFields, ...secretFields, ...addressFields]).has(lower);
}

/**
 * A request's parameters as they may be shown.
 *
 * @throws {PolicyError} for a path that may be read in two ways.
 */
export function maskParameters(path: string, parameters: Readonly<Record<string, unknown>>): unknown {
  const shown = Object.entries(parameters).map(([name, value]) =>
    [name, isSecretParameter(path, name) ? redacted : value] as const
  );
  // A new guest is made of the options that its configuration will show.
  const route = path.replace(/^(\/nodes\/[^/]+\/(?:qemu|lxc))\/?$/, "$1/0/config");
  return maskAnswer(route, Object.fromEntries(shown));
}

/** Arguments whose value is what a file or a program gets; of it only the length is shown. */
const contents = new Set(["content", "stdin"]);

/**
 * The arguments of a tool's call as they may be kept: objects that came as JSON text are read first, parameters of the REST
 * tree are masked by their endpoint, and files, input and environments of programs are not shown.
 */
export function maskArguments(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const shown = redactValue(Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, shownArgument(name, readJson(value), given["path"])]),
  ));
  return isRecord(shown) ? shown : {};
}

function shownArgument(name: string, value: unknown, path: unknown): unknown {
  if (contents.has(name) && typeof value === "string") return `[${value.length} characters]`;
  if (name === "env" && isRecord(value)) return withoutValues(value);
  if (name !== "parameters") return value;
  return isRecord(value) ? parametersOf(path, value) : redacted;
}

function parametersOf(path: unknown, parameters: Readonly<Record<string, unknown>>): unknown {
  if (typeof path !== "string") return withoutValues(parameters);
  try {
    return maskParameters(apiRoute(path), parameters);
  } catch {
    // Of what endpoint they are cannot be said, and so neither which of them are secret.
    return withoutValues(parameters);
  }
}

function withoutValues(named: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.keys(named).map((name) => [name, redacted]));
}

/** A path as callers write it, with or without what stands before it in an address. */
function apiRoute(path: string): string {
  return `/${path.trim().replace(/^\/*(?:api2\/(?:json|extjs)(?=\/|$))?\/*/, "")}`;
}

function readJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
