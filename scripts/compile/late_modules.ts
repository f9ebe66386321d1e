const repository = new URL("../../", import.meta.url);

const call = /\blate<[^>]*>\(\s*"([^"]+)"/g;

/** The files that `src/` loads by `late()`, which `deno compile` must be told of; sorted, as URLs. */
export async function lateModules(): Promise<readonly URL[]> {
  const found = new Set<string>();
  for await (const file of sources(new URL("src/", repository))) {
    const text = await Deno.readTextFile(file);
    for (const [, path = ""] of text.matchAll(call)) found.add(new URL(path, file).href);
  }
  return [...found].sort().map((url) => new URL(url));
}

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) yield* sources(new URL(`${entry.name}/`, folder));
    else if (entry.name.endsWith(".ts")) yield new URL(entry.name, folder);
  }
}
