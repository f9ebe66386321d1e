import type { LogRecord } from "@logtape/logtape";
import { redacted, redactText, redactValue } from "./redact.ts";
import { isSecretKey } from "./sensitive_keys.ts";

/** One line for a person: time (UTC), level, room, message, and the properties that the message does not show. */
export function textLine(record: LogRecord): string {
  const room = record.category.slice(1).join(".");
  const parts = [
    new Date(record.timestamp).toISOString(),
    record.level.toUpperCase().padEnd(7),
    ...(room === "" ? [] : [`${room}:`]),
    messageText(record),
    ...unshown(record).map(([key, value]) => `${key}=${propertyText(value)}`),
  ];
  return `${oneLine(parts.join(" "))}\n`;
}

/** One JSON object on a line for a program: time, level, room, message, properties. */
export function jsonLine(record: LogRecord): string {
  const entry = {
    time: new Date(record.timestamp).toISOString(),
    level: record.level,
    room: record.category.slice(1).join("."),
    message: messageText(record),
    properties: redactValue(record.properties),
  };
  return `${JSON.stringify(entry, jsonSafe)}\n`;
}

function messageText(record: LogRecord): string {
  const secretValues = new Set(
    Object.entries(record.properties).filter(([key]) => isSecretKey(key)).map(([, value]) => value),
  );
  const parts = record.message.map((part, index) => {
    // LogTape puts template text at even places and the values filled in at odd ones.
    if (index % 2 === 0) return String(part);
    return secretValues.has(part) ? redacted : propertyText(redactValue(part));
  });
  return redactText(parts.join(""));
}

/** Properties that the message's template does not name, redacted by key and by value. */
function unshown(record: LogRecord): readonly [string, unknown][] {
  const template = typeof record.rawMessage === "string" ? record.rawMessage : "";
  const properties = redactValue(record.properties);
  if (typeof properties !== "object" || properties === null) return [];
  return Object.entries(properties).filter(([key]) => !template.includes(`{${key}}`));
}

function propertyText(value: unknown): string {
  if (typeof value === "string") return value;
  if (
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
  ) {
    return value.message;
  }
  return JSON.stringify(value, jsonSafe) ?? String(value);
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Guests' names and logs reach records too: no line breaks, escape sequences or bidirectional controls on the terminal. */
function oneLine(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- control characters are what this line removes
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) =>
      character === "\n"
        ? "\\n"
        : character === "\t"
        ? " "
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
