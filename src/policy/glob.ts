const compiled = new Map<string, RegExp>();

/**
 * Whether a text matches a glob as a whole: `*` stands for any run of characters, `?` for one, all else for itself.
 *
 * Case counts unless `ignoreCase` is set, which deny lists do: of two readings they take the stricter one.
 */
export function matchesGlob(
  glob: string,
  text: string,
  options: { readonly ignoreCase?: boolean } = {},
): boolean {
  const flags = options.ignoreCase === true ? "isu" : "su";
  const key = `${flags} ${glob}`;
  let pattern = compiled.get(key);
  if (pattern === undefined) {
    const parts = glob.split(/\*+/).map((part) => part.split("?").map(RegExp.escape).join("."));
    pattern = new RegExp(`^${parts.join(".*")}$`, flags);
    compiled.set(key, pattern);
  }
  return pattern.test(text);
}

/** Whether a text matches at least one of the globs. */
export function matchesAny(
  globs: readonly string[],
  text: string,
  options: { readonly ignoreCase?: boolean } = {},
): boolean {
  return globs.some((glob) => matchesGlob(glob, text, options));
}
