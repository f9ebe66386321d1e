import { join } from "node:path";
import { configOption, readCommandLine } from "./command_line.ts";
import { connection } from "./declared/connection.ts";
import { readDotenv } from "./dotenv.ts";
import { type FileAccess, resolvePath } from "./files.ts";
import type { Findings } from "./findings.ts";
import { type Given, type Layer, mergeLayers, readSecretFiles } from "./given.ts";
import { type ConfigFile, configFileName, readConfigFile } from "./json_file.ts";
import { configVariable, hostPassedOver, readVariables, type Variables } from "./names.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import { locate, type Place } from "./resolved.ts";
import type { Setting } from "./setting.ts";

/** Where settings are looked for. */
export interface SourceOptions {
  readonly args: readonly string[];
  readonly env: Variables;
  readonly place: Place;
  readonly files: FileAccess;
  /** Whether `.env` and `proxmox-config.json` are looked for; a file named with `--config` is always read. */
  readonly searchFiles: boolean;
  /** The user's own configuration file, for want of anything that names a cluster or login; undefined where there is no home directory. */
  readonly userFile: string | undefined;
}

/** What all sources together give, the strongest first: command line, environment, `.env`, configuration file. */
export interface Sources {
  readonly shared: ReadonlyMap<Setting, Given>;
  /** What each cluster of the file has of its own, laid over what is shared; empty when the file names no clusters. */
  readonly clusters: ReadonlyMap<string, ReadonlyMap<Setting, Given>>;
  /** The files that were read. */
  readonly paths: readonly string[];
  /** Ends a complaint about a missing host, when something explains it. */
  readonly hostHint: string;
}

/** Reads every source; what is wrong in them is noted in the findings. */
export async function readSources(options: SourceOptions, findings: Findings): Promise<Sources> {
  const { env, files, place } = options;
  const commandLine = readCommandLine(options.args, findings);
  const environment = readVariables(env, (name) => ({ kind: "environment", name }), findings);
  const dotenv = options.searchFiles ? await readDotenv(place.directory, files, findings) : undefined;
  const dotenvLayer = dotenv === undefined
    ? new Map()
    : readVariables(dotenv.variables, (name) => ({ kind: "dotenv", name, file: dotenv.path }), findings);
  const namesCluster = [commandLine.layer, environment, dotenvLayer].some((layer) =>
    Object.values<Setting>(connection).some((setting) => layer.has(setting))
  );
  const file = await findConfigFile(commandLine.configPath, options, findings) ??
    (namesCluster ? undefined : await readUserFile(options, findings));
  if (dotenv !== undefined) await noteOpenSecrets(dotenv.path, [dotenvLayer], files, findings);
  if (file !== undefined) {
    await noteOpenSecrets(file.path, [file.shared, ...file.clusters.values()], files, findings);
  }

  const locateSecret = (path: string, origin: Origin) => locate(path, origin, place);
  const shared = mergeLayers([commandLine.layer, environment, dotenvLayer, file?.shared ?? new Map()]);
  await readSecretFiles(shared, files, locateSecret, findings);
  const clusters = new Map<string, ReadonlyMap<Setting, Given>>();
  for (const [name, layer] of file?.clusters ?? []) {
    const own = new Map(layer);
    await readSecretFiles(own, files, locateSecret, findings);
    clusters.set(name, mergeLayers([own, shared]));
  }
  if (clusters.size > 0) refuseSharedHost(shared, [...clusters.keys()], findings);
  return {
    shared,
    clusters,
    paths: [dotenv?.path, file?.path].filter((path) => path !== undefined),
    hostHint: [env, dotenv?.variables ?? {}].some(hostPassedOver)
      ? " HOST is set, but counts only beside SSH_USERNAME, SSH_PASSWORD or SSH_KEY."
      : "",
  };
}

async function findConfigFile(
  named: string | undefined,
  options: SourceOptions,
  findings: Findings,
): Promise<ConfigFile | undefined> {
  const { files, place } = options;
  const fromEnvironment = options.env[configVariable];
  const path = named ?? (fromEnvironment === "" ? undefined : fromEnvironment);
  if (path !== undefined) {
    return await readConfigFile(resolvePath(path, place.directory, place.home), true, files, findings);
  }
  if (!options.searchFiles) return undefined;
  return await readConfigFile(join(place.directory, configFileName), false, files, findings);
}

/** What setup wrote serves wherever nothing else says which cluster is meant, and is never mixed with another. */
async function readUserFile(
  { args, env, files, searchFiles, userFile }: SourceOptions,
  findings: Findings,
): Promise<ConfigFile | undefined> {
  const isNamed = args.some((word) => word.split("=", 1)[0] === configOption) ||
    (env[configVariable] ?? "") !== "";
  if (!searchFiles || isNamed || userFile === undefined) return undefined;
  // Who may not read it (another user's home, a narrow deno run) is as far as without it.
  if (await files.read(userFile).then(() => false, () => true)) return undefined;
  return await readConfigFile(userFile, false, files, findings);
}

/** A cluster's own entry is nearer than anything shared, so a host set elsewhere would be silently without effect. */
function refuseSharedHost(shared: Layer, names: readonly string[], findings: Findings): void {
  const given = shared.get(connection.host);
  if (given === undefined) return;
  findings.mistake(
    `${describeOrigin(given.origin)} names one host, but the configuration file names clusters (${
      names.join(", ")
    }): ` +
      `remove one of them, or choose another file with ${configOption}.`,
  );
}

/** Warns of a file that holds secrets and that other users of this machine may read. */
async function noteOpenSecrets(
  path: string,
  layers: readonly Layer[],
  files: FileAccess,
  findings: Findings,
): Promise<void> {
  const holdsSecrets = layers.some((layer) =>
    [...layer].some(([setting, given]) => setting.secret && !given.inFile)
  );
  if (!holdsSecrets) return;
  const mode = await files.mode(path);
  if (mode !== undefined && (mode & 0o077) !== 0) {
    findings.warn(
      `${path} holds secrets and other users of this machine may read it: run chmod 600 ${path}.`,
    );
  }
}
