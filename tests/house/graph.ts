import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The repository's root folder as a file URL that ends with a slash. */
export const repository = new URL("../../", import.meta.url);

/** One import of a file, type imports and dynamic imports with a literal argument included. */
export interface Import {
  /** As written in the source, such as `zod` or `../text/table.ts`. */
  readonly specifier: string;
  /** Path of the imported file from the repository's root, or undefined for a package. */
  readonly file: string | undefined;
  /** Whether the module is loaded together with the file: neither a type import nor a dynamic one. */
  readonly atStart: boolean;
  /** Whether only types are imported, which are gone when the program runs. */
  readonly isType?: boolean;
}

/** The imports of each file, by its path from the repository's root. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

const resolved = z.object({ specifier: z.string() }).optional();
const denoInfo = z.object({
  modules: z.array(
    z.object({
      specifier: z.string(),
      error: z.string().optional(),
      dependencies: z.array(
        z.object({
          specifier: z.string(),
          code: resolved,
          type: resolved,
          isDynamic: z.boolean().default(false),
        }),
      ).default([]),
    }),
  ),
});

/** Lists the TypeScript files below a folder of the repository, as paths from its root. */
export async function listSources(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(new URL(`${folder}/`, repository))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) files.push(...await listSources(path));
    else if (entry.name.endsWith(".ts")) files.push(path);
  }
  return files.sort();
}

/** Runs `deno` with arguments in the repository and returns its standard output; throws with standard error when it fails. */
async function runDeno(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: repository,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(120_000),
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`deno ${args[0] ?? ""} failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Reads the imports of the given files, and of everything they import, with Deno's own parser (`deno info`). */
export async function readImportGraph(files: readonly string[]): Promise<ImportGraph> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(entry, files.map((file) => `import "${new URL(file, repository)}";`).join("\n"));
    const config = fileURLToPath(new URL("deno.json", repository));
    const { modules } = denoInfo.parse(
      JSON.parse(await runDeno(["info", "--json", "--config", config, entry])),
    );
    const graph = new Map<string, readonly Import[]>();
    for (const { specifier, error, dependencies } of modules) {
      if (error !== undefined) throw new Error(error);
      const file = repositoryPath(specifier);
      if (file === undefined) continue;
      graph.set(
        file,
        dependencies.map((dependency) => ({
          specifier: dependency.specifier,
          file: repositoryPath((dependency.code ?? dependency.type)?.specifier ?? ""),
          atStart: dependency.code !== undefined && !dependency.isDynamic,
          isType: dependency.code === undefined,
        })),
      );
    }
    return graph;
  } finally {
    await Deno.remove(entry);
  }
}

function repositoryPath(specifier: string): string | undefined {
  return specifier.startsWith(repository.href) ? specifier.slice(repository.href.length) : undefined;
}
