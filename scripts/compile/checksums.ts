import { createHash } from "node:crypto";

/** SHA-256 of a file in lower-case hexadecimal, read as a stream because binaries are large. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/** Writes `SHA256SUMS` beside the named files, sorted by name, in the format that `sha256sum --check` reads. */
export async function writeChecksums(folder: string, names: readonly string[]): Promise<void> {
  const lines: string[] = [];
  for (const name of [...names].sort()) lines.push(`${await hashFile(`${folder}/${name}`)}  ${name}\n`);
  await Deno.writeTextFile(`${folder}/SHA256SUMS`, lines.join(""));
}
