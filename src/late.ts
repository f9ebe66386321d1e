/**
 * Loads a module that a start does not need, named by its path from the module that asks.
 *
 * At start Deno reads every module it can see in an `import()`, run or not, and it cannot see through a variable: so a client
 * gets its first answer a third sooner. `scripts/compile/late_modules.ts` finds these calls, for the compiler cannot see
 * them either.
 *
 * @param from `import.meta.url` of the module that asks.
 */
export function late<Module>(path: string, from: string): Promise<Module>;
export function late(path: string, from: string): Promise<unknown> {
  const key = `${from} ${path}`;
  const loading = loaded.get(key) ?? load(path, from);
  loaded.set(key, loading);
  return loading;
}

/** By asking module and path: asking again costs every call of a tool something. */
const loaded = new Map<string, Promise<unknown>>();

async function load(path: string, from: string): Promise<unknown> {
  const specifier = new URL(path, from).href;
  return await import(specifier);
}
