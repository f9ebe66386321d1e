import type { Finding } from "../../../src/cli/doctor/check.ts";
import { examine } from "../../../src/cli/doctor/examination.ts";
import { loadSettings } from "../../../src/config/load.ts";
import type { Environment } from "../../harness/cluster.ts";

/** What doctor finds with these settings, by check, in the order of the checks; `began` is told when each begins. */
export async function findingsWith(
  environment: Environment,
  began: (check: string) => void = () => {},
): Promise<ReadonlyMap<string, Finding>> {
  const { settings } = await loadSettings({ env: environment, cwd: Deno.cwd(), searchFiles: false });
  const [cluster] = settings.clusters;
  if (cluster === undefined) throw new Error("no cluster is configured");
  const found = new Map<string, Finding>();
  await examine(settings, cluster, {
    began,
    found: (check, finding) => {
      found.set(check, finding);
      return Promise.resolve();
    },
  });
  return found;
}

/** Each finding in one line: its verdict and its text. */
export function inLines(found: ReadonlyMap<string, Finding>): readonly string[] {
  return [...found].map(([check, { verdict, text }]) => `${check}: ${verdict}: ${text}`);
}
