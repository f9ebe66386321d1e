import type { ClusterSettings, Settings } from "../../config/settings.ts";
import { Policy } from "../../policy/policy.ts";
import { Cluster } from "../../proxmox/cluster.ts";
import { apiChecks } from "./api_checks.ts";
import { ApiVisit } from "./api_visit.ts";
import { type Check, type Finding, type Patient, skipped } from "./check.ts";
import { clusterChecks } from "./cluster_checks.ts";
import { failureOf, unseen } from "./findings.ts";
import { latencyCheck } from "./latency_check.ts";
import { loadChecks } from "./load_checks.ts";
import { rightsCheck } from "./rights_check.ts";

/** Whom an examination tells what it does and what it found. */
export interface Listener {
  /** A check begins. */
  readonly began: (check: string) => void;
  readonly found: (check: string, finding: Finding) => Promise<void>;
}

/**
 * Looks at one cluster, from the way there to what is there: the API, what the cluster says of itself and holds, then SSH.
 *
 * Where SSH is the only way, it comes first.
 */
export async function examine(
  settings: Settings,
  cluster: ClusterSettings,
  listener: Listener,
): Promise<void> {
  const policy = new Policy(settings.policy);
  const kept = new Cluster(cluster, policy);
  const proxmox = kept.view(policy, { tool: "doctor", access: "read", confirmed: false });
  const patient: Patient = { settings, cluster, proxmox };
  const api = cluster.auth === undefined || cluster.transport === "ssh"
    ? undefined
    : new ApiVisit(cluster, policy);
  const ssh = await sshVisit(patient);
  try {
    const throughApi = await lookAtApi(api, listener);
    let throughSsh = api === undefined ? await lookOverSsh(ssh, listener) : false;
    if (throughApi || throughSsh) {
      await lookInTurn([...clusterChecks, rightsCheck, ...loadChecks], patient, listener);
    }
    if (api !== undefined) throughSsh = await lookOverSsh(ssh, listener);
    await lookInTurn([latencyCheck], {
      api: api !== undefined && throughApi ? () => api.request() : undefined,
      ssh: ssh?.carriesRequests === true && throughSsh ? () => ssh.request() : undefined,
    }, listener);
  } finally {
    await Promise.all([kept.close(), api?.close(), ssh?.close()]);
  }
}

/** Loads SSH only where it is configured. */
async function sshVisit(patient: Patient) {
  const { ssh } = patient.cluster;
  if (ssh === undefined) return undefined;
  const { SshVisit } = await import("./ssh_visit.ts");
  return new SshVisit(ssh, patient);
}

async function lookAtApi(api: ApiVisit | undefined, listener: Listener): Promise<boolean> {
  if (api !== undefined) return await lookInTurn(apiChecks, api, listener);
  await listener.found("api", skipped("no API login is in use, so everything goes by pvesh over SSH"));
  return false;
}

async function lookOverSsh(
  visit: Awaited<ReturnType<typeof sshVisit>>,
  listener: Listener,
): Promise<boolean> {
  if (visit === undefined) {
    await listener.found("ssh", skipped("no SSH login is set; commands and files in containers need one"));
    return false;
  }
  const { sshChecks } = await import("./ssh_checks.ts");
  return await lookInTurn(sshChecks, visit, listener);
}

/** Makes checks one after the other; false when one failed that the rest, which is left out then, needs. */
async function lookInTurn<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  listener: Listener,
): Promise<boolean> {
  for (const check of checks) {
    listener.began(check.name);
    // A check that cannot be made is a finding like any other; what others build on has failed then.
    const finding = await check.look(subject).catch(check.isEssential === true ? failureOf : unseen);
    await listener.found(check.name, finding);
    if (check.isEssential === true && finding.verdict === "failure") return false;
  }
  return true;
}
