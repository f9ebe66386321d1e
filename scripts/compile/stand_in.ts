import { runProgram } from "../run_program.ts";
import type { Target } from "./targets.ts";

/** npm packages that hold the `deno` binary of a platform, by target, with the newest version published for each. */
const packages: Readonly<Record<string, string>> = {
  "linux-x64": "@deno/linux-x64-glibc@2.9.6",
  "linux-arm64": "@deno/linux-arm64-glibc@2.9.5",
  "macos-x64": "@deno/darwin-x64@2.9.5",
  "macos-arm64": "@deno/darwin-arm64@2.9.5",
  "windows-x64": "@deno/win32-x64@2.9.5",
};

/** Downloads the `deno` binary of a target's platform from npm into a folder and returns its path. */
export async function fetchStandIn(target: Target, folder: string): Promise<string> {
  const specifier = packages[target.name];
  if (specifier === undefined) {
    throw new RangeError(`There is no npm package with a deno binary for ${target.name}`);
  }
  const own = `${folder}/${target.name}`;
  await Deno.mkdir(own);
  const archive = (await runProgram("npm", ["pack", "--silent", "--pack-destination", own, specifier]))
    .trim();
  await runProgram("tar", ["-xzf", `${own}/${archive}`, "-C", own]);
  return `${own}/package/deno${target.extension}`;
}
