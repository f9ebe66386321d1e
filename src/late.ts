/**
 * Loads a module that a start does not need, named by its path from the module that asks.
 *
 * At start Deno reads every module it can see in an `import()`, run or not, and it cannot see through a variable: so a client
 * gets its first answer a third sooner. `scripts/compile/late_modules.ts` finds these calls, for the compiler cannot see
 * them either.
 *
 * @param from `import.meta.url` of the module that asks.
 */
export async function late<Module>(path: string, from: string): Promise<Module> {
  const specifier = new URL(path, from).href;
  return await import(specifier);
}
