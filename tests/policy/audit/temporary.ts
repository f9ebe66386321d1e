/** Runs with a directory that is removed afterwards, whatever happens. */
export async function inTemporaryDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-audit-" });
  try {
    await run(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
