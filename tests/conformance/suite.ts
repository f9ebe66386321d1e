import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const check = z.looseObject({
  id: z.string(),
  status: z.enum(["SUCCESS", "FAILURE", "WARNING", "SKIPPED", "INFO"]),
  errorMessage: z.string().optional(),
});

/** One check of a scenario. */
export type Check = z.infer<typeof check>;

/** A revision of the protocol whose requirements the suite has frozen. */
export type Revision = "2025-11-25" | "2026-07-28";

const config = z.object({ imports: z.record(z.string(), z.string()) });

/** The package with its version, as `deno.json` pins it. */
export async function pinned(name: string): Promise<string> {
  const { imports } = config.parse(
    JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url))),
  );
  return imports[name] ?? name;
}

/**
 * Runs the official conformance suite against a server and returns the checks by scenario.
 *
 * Reads what the suite writes, and not its exit code: that also counts extensions which no revision requires.
 */
export async function runSuite(
  url: string,
  revision: Revision,
): Promise<ReadonlyMap<string, readonly Check[]>> {
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-conformance-" });
  try {
    const suite = await pinned("@modelcontextprotocol/conformance");
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        suite,
        "server",
        "--url",
        url,
        "--requirements",
        revision,
        "--output-dir",
        directory,
      ],
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      stdin: "null",
    }).output();
    const results = await readResults(directory);
    const decoder = new TextDecoder();
    if (results.size === 0) {
      throw new Error(`The suite ran nothing: ${decoder.decode(stderr)}${decoder.decode(stdout)}`);
    }
    return results;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Reads `server-SCENARIO-TIME/checks.json` of every scenario. */
async function readResults(directory: string): Promise<Map<string, readonly Check[]>> {
  const results = new Map<string, readonly Check[]>();
  for await (const { name } of Deno.readDir(directory)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name)?.[1];
    if (scenario === undefined) continue;
    const text = await Deno.readTextFile(join(directory, name, "checks.json"));
    results.set(scenario, z.array(check).parse(JSON.parse(text)));
  }
  return results;
}

/** The checks that failed, each as `scenario: check: message`. */
export function failuresIn(results: ReadonlyMap<string, readonly Check[]>): string[] {
  return [...results].flatMap(([scenario, checks]) =>
    checks.filter(({ status }) => status === "FAILURE").map(({ id, errorMessage }) =>
      `${scenario}: ${id}: ${errorMessage}`
    )
  );
}
