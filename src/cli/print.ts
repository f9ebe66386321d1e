const encoder = new TextEncoder();

/** Writes text and a line end to standard output; for commands that a person reads, never while MCP is served there. */
export async function print(text = ""): Promise<void> {
  await writeAll(Deno.stdout, `${text}\n`);
}

/** Writes text and a line end to standard error. */
export async function printError(text: string): Promise<void> {
  await writeAll(Deno.stderr, `${text}\n`);
}

async function writeAll(stream: { write(bytes: Uint8Array): Promise<number> }, text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) written += await stream.write(bytes.subarray(written));
}
