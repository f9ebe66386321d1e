import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { lateModules } from "../compile/late_modules.ts";
import { runProgram } from "../run_program.ts";

const repository = new URL("../../", import.meta.url);

/** An npm package that the binaries embed. */
export interface EmbeddedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX licence or an expression of several; undefined where the package states none. */
  readonly license: string | undefined;
  /** SHA-512 of the package's archive as `deno.lock` holds it, in hexadecimal. */
  readonly sha512: string;
  /** Its direct dependencies, as `name@version`. */
  readonly dependencies: readonly string[];
}

/** The packages of a program, and those that its own code imports. */
export interface EmbeddedPackages {
  /** By `name@version`, sorted. */
  readonly packages: ReadonlyMap<string, EmbeddedPackage>;
  readonly direct: readonly string[];
}

const graphSchema = z.object({
  modules: z.array(z.object({ kind: z.string().optional(), npmPackage: z.string().optional() })),
  npmPackages: z.record(
    z.string(),
    z.object({
      name: z.string(),
      version: z.string(),
      dependencies: z.array(z.string()),
      localPath: z.string(),
    }),
  ),
});

const lockSchema = z.object({ npm: z.record(z.string(), z.object({ integrity: z.string() })) });

/** A licence as packages state it; older ones have an object, or a list of them in another place. */
const licenseSchema = z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]);
const manifestSchema = z.object({
  license: licenseSchema.optional(),
  licenses: z.array(licenseSchema).optional(),
});

/**
 * Lists the packages that `main.ts` and what it loads later reach, with their hashes from `deno.lock`.
 *
 * @throws Error when `deno.lock` lacks the hash of one
 */
export async function embeddedPackages(): Promise<EmbeddedPackages> {
  const { modules, npmPackages } = await moduleGraph();
  const lock = lockSchema.parse(JSON.parse(await Deno.readTextFile(new URL("deno.lock", repository))));
  const direct = new Set(modules.flatMap(({ npmPackage }) => npmPackage ?? []));
  // A set takes in what is added while it is walked through, so this reaches every depth.
  const reached = new Set(direct);
  const packages = new Map<string, EmbeddedPackage>();
  for (const key of reached) {
    const found = npmPackages[key];
    const integrity = lock.npm[key]?.integrity;
    if (found === undefined || integrity === undefined) throw new Error(`deno.lock has no hash of ${key}`);
    for (const dependency of found.dependencies) reached.add(dependency);
    packages.set(plainKey(key, npmPackages), {
      name: found.name,
      version: found.version,
      license: await licenseIn(found.localPath),
      sha512: Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex"),
      dependencies: found.dependencies.map((dependency) => plainKey(dependency, npmPackages)),
    });
  }
  return {
    packages: new Map([...packages].sort(([a], [b]) => a < b ? -1 : 1)),
    direct: [...direct].map((key) => plainKey(key, npmPackages)),
  };
}

/** `name@version` without the peers that Deno appends. */
function plainKey(
  key: string,
  npmPackages: Readonly<Record<string, { readonly name: string; readonly version: string }>>,
): string {
  const found = npmPackages[key];
  return found === undefined ? key : `${found.name}@${found.version}`;
}

async function moduleGraph(): Promise<z.infer<typeof graphSchema>> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const files = [new URL("main.ts", repository), ...await lateModules()];
    await Deno.writeTextFile(entry, files.map(({ href }) => `import ${JSON.stringify(href)};\n`).join(""));
    const config = fileURLToPath(new URL("deno.json", repository));
    const text = await runProgram(Deno.execPath(), ["info", "--json", "--config", config, entry]);
    return graphSchema.parse(JSON.parse(text));
  } finally {
    await Deno.remove(entry);
  }
}

async function licenseIn(folder: string): Promise<string | undefined> {
  const { license, licenses = [] } = manifestSchema.parse(
    JSON.parse(await Deno.readTextFile(`${folder}/package.json`)),
  );
  return license ?? (licenses.length > 0 ? licenses.join(" OR ") : undefined);
}
