/**
 * Fills the `@NAME@` places of a text.
 *
 * @throws Error when a place has no value, or a value has no place
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(values));
  const filled = text.replaceAll(/@([A-Z][A-Z0-9_]*)@/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template has ${place}, and there is no value for it`);
    unused.delete(name);
    return value;
  });
  if (unused.size > 0) throw new Error(`The template has no place for ${[...unused].join(", ")}`);
  return filled;
}

/** Fills a file of `templates/`. */
export async function fillTemplateFile(
  name: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  return fillTemplate(await Deno.readTextFile(new URL(`templates/${name}`, import.meta.url)), values);
}
