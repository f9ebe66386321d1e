/** The parts of a document that are generated, by name. */
export type Sections = Readonly<Record<string, () => string | Promise<string>>>;

/**
 * Puts generated text between the markers `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`.
 *
 * Throws an `Error` when a marker names no section, has no end, or a section has no marker.
 */
export async function replaceSections(
  text: string,
  sections: Sections,
): Promise<string> {
  const unused = new Set(Object.keys(sections));
  const parts: string[] = [];
  let rest = text;
  for (let marker = begin.exec(rest); marker !== null; marker = begin.exec(rest)) {
    const name = marker[1] ?? "";
    const make = sections[name];
    const end = `<!-- /generated:${name} -->`;
    const at = rest.indexOf(end, marker.index);
    if (make === undefined) {
      throw new Error(`The marker generated:${name} names no section of scripts/docs.ts.`);
    }
    if (at < 0) throw new Error(`The marker generated:${name} has no end: add ${end}.`);
    parts.push(rest.slice(0, marker.index), marker[0], "\n\n", (await make()).trim(), "\n\n", end);
    rest = rest.slice(at + end.length);
    unused.delete(name);
  }
  if (unused.size > 0) {
    throw new Error(
      `No marker for ${[...unused].join(", ")}: add <!-- generated:NAME --> and <!-- /generated:NAME -->.`,
    );
  }
  return [...parts, rest].join("");
}

const begin = /<!-- generated:([a-z0-9-]+) -->/;
