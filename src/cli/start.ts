import { type LoadedSettings, loadSettings } from "../config/load.ts";
import type { Settings } from "../config/settings.ts";
import { planLogging, startLogging } from "../log/late_logging.ts";
import { toolsetNames } from "../tools/toolsets.ts";

/** Settings that tell which cluster is meant and how to log in; a demonstration has its own. */
const connectionSettings =
  /^(PROXMOX_(HOST|PORT|API_TOKEN|USER|PASSWORD|TOKEN|VERIFY_SSL|FINGERPRINT|CA_FILE|SSH|DEFAULT_NODE|CONFIG)|HOST$|SSH_)/;

/**
 * Reads the settings of a command that works with a cluster, plans logging, and logs the warnings.
 *
 * @param demonstration environment of a simulated cluster: the person's own connection settings and files are then left
 * alone, what may run is still read from their environment.
 * @throws {ConfigurationError} that lists every mistake.
 */
export async function startWith(
  args: readonly string[],
  demonstration?: Readonly<Record<string, string>>,
): Promise<Settings> {
  const { settings, warnings } = await loadWith(args, demonstration);
  if (warnings.length > 0) await logWarnings(warnings);
  return settings;
}

/** The same for a command that has another use for the warnings than to log them. */
export async function loadWith(
  args: readonly string[],
  demonstration?: Readonly<Record<string, string>>,
): Promise<Pick<LoadedSettings, "settings" | "warnings">> {
  const own = Deno.env.toObject();
  const env = demonstration === undefined ? own : {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => !connectionSettings.test(name))),
    ...demonstration,
  };
  const loaded = await loadSettings({
    args,
    env,
    cwd: Deno.cwd(),
    os: Deno.build.os,
    toolsets: toolsetNames,
    searchFiles: demonstration === undefined,
  });
  const { level, directory } = loaded.settings.log;
  planLogging({ level, directory, secrets: loaded.secrets });
  return loaded;
}

async function logWarnings(warnings: readonly string[]): Promise<void> {
  await startLogging();
  const { getLogger } = await import("@logtape/logtape");
  const logger = getLogger(["proxmox-mcp", "config"]);
  for (const warning of warnings) logger.warn("{warning}", { warning });
}
