import { parseAddress } from "./address.ts";
import { connection } from "./declared/connection.ts";
import { requests } from "./declared/requests.ts";
import type { FileAccess } from "./files.ts";
import type { Findings } from "./findings.ts";
import { readLogin } from "./login.ts";
import { type Resolved, shown } from "./resolved.ts";
import type { ClusterSettings } from "./settings.ts";
import { readSshLogin } from "./ssh_login.ts";
import { readTrust } from "./trust.ts";

/** What a cluster's settings are read in. */
export interface ClusterSurroundings {
  readonly files: FileAccess;
  /** `SSH_AUTH_SOCK`. */
  readonly agentSocket: string | undefined;
  /** Ends the complaint about a missing host, when something explains it. */
  readonly hostHint: string;
  /** Whether a missing host or login is a mistake. */
  readonly connectionRequired: boolean;
}

/** The settings of one cluster; undefined when it has no usable host. Whatever is wrong is noted in the findings. */
export async function readCluster(
  name: string,
  values: Resolved,
  surroundings: ClusterSurroundings,
  findings: Findings,
): Promise<ClusterSettings | undefined> {
  const address = readHost(name, values, surroundings, findings);
  const auth = readLogin(values, findings);
  const tls = await readTrust(values, surroundings.files, findings);
  const ssh = await readSshLogin(values, { ...surroundings, apiHost: address?.host ?? "" }, findings);
  const cluster = {
    name,
    auth,
    tls,
    timeout: values.get(requests.timeout),
    retryAttempts: values.get(requests.retryAttempts),
    retryDelay: values.get(requests.retryDelay),
    rateLimit: values.get(requests.rateLimit),
    defaultNode: values.get(connection.defaultNode),
    ssh,
    transport: values.get(requests.defaultTransport),
    autoWrites: values.get(requests.autoWrites),
  };
  if (surroundings.connectionRequired) checkLogins(cluster, values, findings);
  return address === undefined ? undefined : { ...cluster, ...address };
}

function readHost(
  name: string,
  values: Resolved,
  surroundings: ClusterSurroundings,
  findings: Findings,
): { readonly host: string; readonly port: number } | undefined {
  const port = values.get(connection.port);
  const text = values.get(connection.host);
  if (text === undefined) {
    if (values.isSet(connection.host) || !surroundings.connectionRequired) return undefined;
    findings.mistake(
      name === defaultClusterName
        ? "No Proxmox host is set: set PROXMOX_HOST to its name or address, for example pve.example or 192.168.1.100 " +
          `(proxmox-mcp setup asks for all that is needed, proxmox-mcp --demo needs nothing).${surroundings.hostHint}`
        : `The cluster ${name} has no host: add "host": "pve.example" to clusters.${name}.`,
    );
    return undefined;
  }
  const address = parseAddress(text);
  if (address.fault !== undefined) {
    const quoted = text.includes("@") ? "" : ` is ${shown(text)}, but`;
    findings.mistake(`${values.name(connection.host)}${quoted} ${address.fault}.`);
    return undefined;
  }
  if (address.port !== undefined && values.isSet(connection.port) && address.port !== port) {
    findings.mistake(
      `${values.name(connection.host)} has the port ${address.port}, but ${
        values.name(connection.port)
      } is ${port}: ` +
        "remove one of them.",
    );
  }
  return { host: address.host, port: address.port ?? port };
}

/** The name of the only cluster where the file names none. */
export const defaultClusterName = "default";

function checkLogins(
  cluster: Pick<ClusterSettings, "name" | "auth" | "ssh" | "transport">,
  values: Resolved,
  findings: Findings,
): void {
  const ofCluster = cluster.name === defaultClusterName ? "" : ` of the cluster ${cluster.name}`;
  const transport = values.name(requests.defaultTransport);
  const loginTried = [
    connection.apiTokenId,
    connection.apiTokenSecret,
    connection.tokenName,
    connection.user,
    connection.password,
  ].some((setting) => values.isSet(setting));
  if (cluster.transport === "ssh" && cluster.ssh === undefined) {
    findings.mistake(
      `${transport} is ssh, but no SSH login${ofCluster} is set: set PROXMOX_SSH_USER and PROXMOX_SSH_KEY_PATH.`,
    );
  } else if (cluster.transport === "api" && cluster.auth === undefined && !loginTried) {
    findings.mistake(
      `${transport} is api, but no API login${ofCluster} is set: set PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET.`,
    );
  } else if (cluster.auth === undefined && cluster.ssh === undefined && !loginTried) {
    findings.mistake(
      `No login${ofCluster} is set: set PROXMOX_API_TOKEN_ID (user@realm!name) and PROXMOX_API_TOKEN_SECRET, ` +
        "or PROXMOX_USER and PROXMOX_PASSWORD, or PROXMOX_SSH_USER and PROXMOX_SSH_KEY_PATH.",
    );
  }
}
