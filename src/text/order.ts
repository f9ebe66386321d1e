let collator: Intl.Collator | undefined;

/**
 * Compares two names as people sort them, `pve2` before `pve10`.
 *
 * One collator serves all: `localeCompare` makes one for each comparison when it is given options.
 */
export function naturally(left: string, right: string): number {
  // Made when first needed, for it takes longer than all the rest of a first call.
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(left, right);
}
