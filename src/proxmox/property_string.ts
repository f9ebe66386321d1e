import { ExplainedError } from "../text/explained.ts";

/** A value that a property string cannot hold. */
export class PropertyValueError extends ExplainedError {
  override readonly name = "PropertyValueError";
}

/** What becomes of a property: a value (booleans are written 1 and 0), null takes it out, undefined leaves it as it is. */
export type PropertyChange = string | number | boolean | null | undefined;

interface Part {
  /** Undefined for the value that goes without its key. */
  readonly key: string | undefined;
  readonly value: string;
}

/** Proxmox has no way to quote these inside a value. */
// deno-lint-ignore no-control-regex -- control characters are what this looks for
const unwritable = /[,\u0000-\u001f\u007f]/;

/**
 * One of Proxmox's property strings, `virtio=BC:24:11:00:00:01,bridge=vmbr0`, read and written in one place.
 *
 * Properties that this program knows nothing of keep their place and value through every change. A property string never
 * changes; {@linkcode PropertyString.with} makes another one.
 */
export class PropertyString {
  readonly #parts: readonly Part[];
  /** Name of the property that may stand without its key, such as `file` of a disk. */
  readonly #defaultKey: string | undefined;

  private constructor(parts: readonly Part[], defaultKey: string | undefined) {
    this.#parts = parts;
    this.#defaultKey = defaultKey;
  }

  /** Reads a property string; an undefined text is an empty one. */
  static parse(text: string | undefined, defaultKey?: string): PropertyString {
    const parts = (text ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
    return new PropertyString(
      parts.map((part) => {
        const at = part.indexOf("=");
        return at < 0
          ? { key: undefined, value: part }
          : { key: part.slice(0, at).trim(), value: part.slice(at + 1) };
      }),
      defaultKey,
    );
  }

  /** Makes a property string of plain values, in their order; the one of `defaultKey` goes without its key. */
  static of(values: Readonly<Record<string, PropertyChange>>, defaultKey?: string): PropertyString {
    return new PropertyString([], defaultKey).with(values);
  }

  /** Names and values in their order; the value without key stands under the default key. */
  get entries(): readonly (readonly [name: string, value: string])[] {
    return this.#parts.map(({ key, value }) => [key ?? this.#defaultKey ?? "", value]);
  }

  /** The value of a property, or undefined where it is not set; of a repeated one the last counts. */
  get(name: string): string | undefined {
    return this.entries.findLast(([key]) => key === name)?.[1];
  }

  /** Whether a property is set to what Proxmox reads as true. */
  isOn(name: string): boolean {
    return /^(1|on|yes|true)$/i.test(this.get(name) ?? "");
  }

  /**
   * The same with some properties changed; new ones go to the end.
   *
   * @throws {PropertyValueError} for a value with a comma or a control character.
   */
  with(values: Readonly<Record<string, PropertyChange>>): PropertyString {
    let parts = this.#parts;
    for (const [name, value] of Object.entries(values)) parts = this.#replaced(parts, name, value);
    return new PropertyString(parts, this.#defaultKey);
  }

  #replaced(parts: readonly Part[], name: string, value: PropertyChange): readonly Part[] {
    const isThis = ({ key }: Part) => (key ?? this.#defaultKey) === name;
    const at = parts.findIndex(isThis);
    if (value === undefined) return parts;
    if (value === null) return parts.filter((part) => !isThis(part));
    const key = at >= 0 ? parts[at]?.key : name === this.#defaultKey ? undefined : name;
    const part: Part = { key, value: valueText(name, value) };
    if (at >= 0) return parts.filter((other, index) => index === at || !isThis(other)).with(at, part);
    return key === undefined ? [part, ...parts] : [...parts, part];
  }

  /** The text as Proxmox takes it. */
  toString(): string {
    return this.#parts.map(({ key, value }) => key === undefined ? value : `${key}=${value}`).join(",");
  }
}

function valueText(name: string, value: string | number | boolean): string {
  const text = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  if (text === "" || unwritable.test(text)) {
    throw new PropertyValueError(`${JSON.stringify(text.slice(0, 80))} cannot be the value of ${name}.`, {
      remedy: "Proxmox's values here are not empty and hold no commas, line ends or control characters.",
    });
  }
  return text;
}
