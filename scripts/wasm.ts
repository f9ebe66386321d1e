import { main } from "assemblyscript/asc";
import { fileURLToPath } from "node:url";
import { print } from "./print.ts";

/** The AssemblyScript in this repository, without its endings. */
export const modules = ["src/ssh/cipher/chacha20_poly1305"] as const;

const repository = fileURLToPath(new URL("..", import.meta.url));

/**
 * Compiles a file of AssemblyScript.
 *
 * @param module its path in the repository without `.as.ts`.
 * @throws {Error} with what the compiler says.
 */
export async function compile(module: string): Promise<Uint8Array> {
  let compiled: Uint8Array | undefined;
  const { error, stderr } = await main([
    `${module}.as.ts`,
    "-O3",
    "--runtime=stub",
    "--noAssert",
    "--enable=simd,bulk-memory",
    "--initialMemory=5",
    "--maximumMemory=5",
    `--baseDir=${repository}`,
    "--outFile=module.wasm",
  ], {
    writeFile: (_, content) => {
      if (typeof content !== "string") compiled = new Uint8Array(content);
    },
  });
  if (error !== null || compiled === undefined) {
    throw new Error(`${module}.as.ts cannot be compiled: ${stderr.toString()}`, { cause: error });
  }
  return compiled;
}

if (import.meta.main) {
  for (const module of modules) {
    await Deno.writeFile(`${repository}${module}.wasm`, await compile(module));
    await print(`${module}.wasm`);
  }
}
