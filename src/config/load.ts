import { type ClusterSurroundings, defaultClusterName, readCluster } from "./cluster.ts";
import { limits, log } from "./declared/output.ts";
import { type FileAccess, fileSystem } from "./files.ts";
import { Findings } from "./findings.ts";
import { readHttp } from "./http_settings.ts";
import { listInForce, type ValueInForce } from "./in_force.ts";
import type { Variables } from "./names.ts";
import { checkToolsets, defaultAuditLog, type OperatingSystem, readPolicy } from "./policy.ts";
import { type Place, Resolved } from "./resolved.ts";
import type { ClusterSettings, Settings } from "./settings.ts";
import { readSources, type Sources } from "./sources.ts";
import { nonEmpty, userConfigFile } from "./user_directory.ts";

/** What settings are read from. */
export interface LoadOptions {
  /** Arguments that are settings, as `splitArguments` hands them out. */
  readonly args?: readonly string[];
  readonly env: Variables;
  /** The working directory, absolute. */
  readonly cwd: string;
  readonly os?: OperatingSystem;
  readonly files?: FileAccess;
  /** Whether `.env` and `proxmox-config.json` are looked for (default true); `--config` is read in any case. */
  readonly searchFiles?: boolean;
  /** `optional`: a missing host or login is no mistake, and `clusters` may be empty (default `required`). */
  readonly connection?: "required" | "optional";
  /** Names that `PROXMOX_TOOLSETS` may have; unchecked when undefined. */
  readonly toolsets?: readonly string[];
}

/** Settings and what there is to say about them. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** What the user should know although the settings can be used; one sentence each. */
  readonly warnings: readonly string[];
  /** Every setting with its value and origin, secrets masked. */
  readonly inForce: readonly ValueInForce[];
  /** Values that no log, answer or error may show (for `configureLogging`). */
  readonly secrets: readonly string[];
  /** The `.env` and configuration file that were read. */
  readonly paths: readonly string[];
}

/**
 * Reads the settings from command line, environment, `.env` and configuration file, in this order of strength.
 *
 * Reads files, but changes nothing and keeps nothing. Throws a `ConfigurationError` that lists every mistake.
 */
export async function loadSettings(options: LoadOptions): Promise<LoadedSettings> {
  const findings = new Findings();
  const files = options.files ?? fileSystem;
  const { env } = options;
  const place: Place = { directory: options.cwd, home: nonEmpty(env.HOME) ?? nonEmpty(env.USERPROFILE) };
  const sources = await readSources(
    {
      ...{ args: options.args ?? [], env, place, files, searchFiles: options.searchFiles ?? true },
      userFile: place.home === undefined
        ? undefined
        : userConfigFile({ os: options.os ?? Deno.build.os, home: place.home, env }),
    },
    findings,
  );
  const values = new Resolved(sources.shared, place, findings);
  const perCluster = sources.clusters.size > 0
    ? sources.clusters
    : new Map([[defaultClusterName, sources.shared]]);
  const clusters = await readClusters(perCluster, place, {
    files,
    agentSocket: nonEmpty(env.SSH_AUTH_SOCK),
    hostHint: sources.hostHint,
    connectionRequired: options.connection !== "optional",
  }, findings);
  const settings: Settings = {
    clusters,
    policy: readPolicy(values, defaultAuditLog(options.os ?? Deno.build.os, env), findings),
    limits: {
      characterLimit: values.get(limits.characterLimit),
      maxFileSize: values.get(limits.maxFileSize),
    },
    log: { level: values.get(log.level), directory: values.path(log.directory) },
    http: await readHttp(values, files, findings),
  };
  if (options.toolsets !== undefined) {
    checkToolsets(settings.policy.toolsets, options.toolsets, values, findings);
  }
  noteUnacceptedSsh(settings, findings);
  findings.throwMistakes();
  return {
    settings,
    warnings: findings.warnings,
    inForce: listInForce(sources.shared, perCluster),
    secrets: secretsOf(settings),
    paths: sources.paths,
  };
}

async function readClusters(
  perCluster: Sources["clusters"],
  place: Place,
  surroundings: ClusterSurroundings,
  findings: Findings,
): Promise<readonly ClusterSettings[]> {
  const clusters: ClusterSettings[] = [];
  for (const [name, givens] of perCluster) {
    const cluster = await readCluster(name, new Resolved(givens, place, findings), surroundings, findings);
    if (cluster !== undefined) clusters.push(cluster);
  }
  return clusters;
}

function noteUnacceptedSsh(settings: Settings, findings: Findings): void {
  if (settings.policy.acceptRisks || settings.clusters.every((cluster) => cluster.ssh === undefined)) return;
  findings.warn(
    "An SSH login is set, but I_ACCEPT_RISKS is not: commands and file transfer over SSH stay off, and SSH carries no " +
      "changes. Set I_ACCEPT_RISKS=true to allow them; they run with the SSH user's full rights.",
  );
}

function secretsOf(settings: Settings): readonly string[] {
  const { http } = settings;
  const ofClusters = settings.clusters.flatMap(({ auth, ssh }) => [
    auth?.kind === "token" ? auth.secret : auth?.password,
    ssh?.password,
    ssh?.keyPassphrase,
  ]);
  return [...ofClusters, http.authToken, http.stateKey].filter((secret) => secret !== undefined);
}
