/** Writes one line to standard output; scripts use this in place of `console`, which the linter forbids everywhere. */
export async function print(line: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let sent = 0; sent < bytes.length;) sent += await Deno.stdout.write(bytes.subarray(sent));
}
