import { fileURLToPath } from "node:url";
import { lateModules } from "./late_modules.ts";
import { permissions } from "../../src/cli/permissions.ts";
import { binaryName, type Target } from "./targets.ts";
import { v8Flags } from "./v8_flags.ts";
import { readVersion } from "./version.ts";

const repository = new URL("../../", import.meta.url);

/** A binary that has been written. */
export interface Binary {
  readonly target: Target;
  /** The file's name, without its folder. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /** The compiler's list of the packages and files it embedded. */
  readonly embedded: string;
}

/**
 * Compiles `main.ts` for one target into a folder.
 *
 * @param options.denort the runtime base to embed into, in place of the one that `deno compile` downloads for the target
 * @throws Error with what the compiler wrote, when it fails
 */
export async function compileBinary(
  target: Target,
  folder: string,
  options: { readonly denort?: string } = {},
): Promise<Binary> {
  const name = binaryName(await readVersion(), target);
  const output = `${folder}/${name}`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      ...permissions,
      "--no-check",
      "--frozen",
      // Without it every package of deno.lock is embedded, those of the tests too: 44 MB more.
      "--exclude-unused-npm",
      `--v8-flags=${v8Flags.join(",")}`,
      // Commands load what only they need by paths that the compiler does not see.
      ...(await lateModules()).flatMap((url) => ["--include", fileURLToPath(url)]),
      "--target",
      target.triple,
      "--output",
      output,
      fileURLToPath(new URL("main.ts", repository)),
    ],
    cwd: repository,
    env: { NO_COLOR: "1", ...(options.denort === undefined ? {} : { DENORT_BIN: options.denort }) },
  }).output();
  const written = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${name} was not compiled: ${written}`);
  return { target, name, size: (await Deno.stat(output)).size, embedded: written };
}
