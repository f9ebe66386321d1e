const longestText = 2_000;
const mostItems = 100;
const deepest = 8;

/** A copy of a value with long texts, long lists and deep nesting cut, each with a note of what is missing. */
export function shortened(value: unknown, depth = 0): unknown {
  if (typeof value === "string") {
    return value.length <= longestText
      ? value
      : `${value.slice(0, longestText)}… (${value.length} characters)`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "… (nested too deeply)";
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => shortened(item, depth + 1));
    return value.length <= mostItems ? items : [...items, `… (${value.length} items)`];
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, mostItems).map(([key, member]) =>
    [key, shortened(member, depth + 1)] as const
  );
  return Object.fromEntries(
    entries.length <= mostItems ? kept : [...kept, ["…", `(${entries.length} members)`] as const],
  );
}
