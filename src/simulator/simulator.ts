import { Authentication } from "./access/authentication.ts";
import { APIDOC_PATH, apidocScript } from "./api/apidoc.ts";
import { type ApiRequest, type ApiResponse, Dispatcher } from "./api/dispatcher.ts";
import type { Machine } from "./api/endpoint.ts";
import { Clock } from "./cluster/clock.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { Release } from "./cluster/release.ts";
import type { ClusterState } from "./cluster/state.ts";
import { Consoles } from "./console/consoles.ts";
import { allEndpoints } from "./endpoints/catalog.ts";
import { Faults } from "./faults/faults.ts";
import type { CertificateKind } from "./https/certificate.ts";
import { Credentials } from "./https/credentials.ts";
import { Entries, type Entry } from "./https/entry.ts";
import type { RecordedRequest } from "./https/recorded_request.ts";
import { type Logins, loginsOf } from "./seed/logins.ts";
import { type SeedName, seedState } from "./seed/seed.ts";
import type { SshOptions } from "./ssh/options.ts";
import type { SshParts, SshSide } from "./ssh/start.ts";
import { TaskRunner } from "./tasks/runner.ts";

/** How to start a simulated cluster. */
export interface SimulatorOptions {
  /** Address to listen on; 127.0.0.1. */
  readonly hostname?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** How much faster than real time tasks run; 1, the default, is real time, `Infinity` does not wait at all. */
  readonly speed?: number;
  readonly version?: Release;
  /** A company of three nodes (`lab`, the default), a crowd of guests (`large`), or one node without any (`empty`). */
  readonly seed?: SeedName;
  /** A state to start from instead of a seed. */
  readonly state?: ClusterState;
  /** Milliseconds by which a 401 is held back; 3000. */
  readonly authDelay?: number;
  /** Milliseconds by which every answer is held back; 0. */
  readonly latency?: number;
  readonly certificate?: CertificateKind;
  /** Guests and nodes of the `large` seed; 5000 on 50. */
  readonly guests?: number;
  readonly nodes?: number;
  /** Lets the nodes answer over SSH too, on loopback addresses that become theirs; not by default. */
  readonly ssh?: boolean | SshOptions;
}

/** A running simulated cluster. */
export interface Simulator extends AsyncDisposable {
  /** `https://127.0.0.1:port`. */
  readonly url: string;
  readonly hostname: string;
  readonly port: number;
  /** The certificate to trust: the cluster's authority, or the leaf itself when it is self-signed. */
  readonly caPem: string;
  /** SHA-256 of the leaf: 32 upper-case pairs joined by colons. */
  readonly fingerprint: string;
  readonly cluster: Cluster;
  readonly tasks: TaskRunner;
  readonly faults: Faults;
  /** Every API request that came in over HTTPS, oldest first. */
  readonly requests: RecordedRequest[];
  /** Who can log in. */
  readonly logins: Logins;
  /** How to log in over SSH; absent when the nodes do not answer there. */
  readonly ssh?: SshSide;
  /** Calls the REST tree without HTTP. */
  call(request: ApiRequest): Promise<ApiResponse>;
  /** Lets another node answer too, on a port of its own. */
  open(node: string): Promise<Entry>;
  /** Ends tasks and connections and frees the ports. */
  close(): Promise<void>;
}

/** Starts a simulated cluster; the first node answers on the port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { hostname = "127.0.0.1", version = "9.2", speed = 1, seed = "lab", authDelay = 3000 } = options;
  const clock = new Clock(speed);
  const state = options.state ?? seedState(seed, version, clock.now(), options);
  const cluster = new Cluster(state, clock, version);
  const faults = new Faults(cluster);
  faults.latency = options.latency ?? 0;
  const tasks = new TaskRunner(cluster, (type) => faults.isStuck(type));
  const authentication = new Authentication(cluster);
  const consoles = new Consoles();
  const machine: Machine = { cluster, tasks, faults, authentication, consoles };
  const dispatcher = new Dispatcher(machine, allEndpoints());
  const requests: RecordedRequest[] = [];
  const entries = await Entries.prepare({
    ...{ dispatcher, cluster, faults, consoles, requests, authDelay, hostname },
    kind: options.certificate ?? "ca",
    credentials: new Credentials(authentication),
    files: { [APIDOC_PATH]: () => apidocScript(dispatcher.endpoints) },
  });
  const node = cluster.nodes()[0]?.name ?? "localhost";
  const { url, port, certificate } = await entries.open(node, options.port ?? 0);
  const ssh = await sshSide(options.ssh, { cluster, tasks, faults, dispatcher });
  const close = async () => {
    clock.close();
    await ssh?.close();
    await entries.close();
    await tasks.idle();
  };
  return {
    ...{ url, hostname, port, cluster, tasks, faults, requests, close },
    caPem: certificate.authority.pem,
    fingerprint: certificate.leaf.fingerprint,
    logins: loginsOf(state),
    ...(ssh === undefined ? {} : { ssh }),
    call: (request) => dispatcher.call({ node, ...request }),
    open: (name) => entries.open(name, 0),
    [Symbol.asyncDispose]: close,
  };
}

/** Loads and starts the SSH side only where it is wanted. */
async function sshSide(
  wanted: boolean | SshOptions | undefined,
  parts: Omit<SshParts, "password">,
): Promise<SshSide | undefined> {
  if (wanted === undefined || wanted === false) return undefined;
  const { startSsh } = await import("./ssh/start.ts");
  const password = loginsOf(parts.cluster.state).root.password;
  return await startSsh({ ...parts, password }, wanted === true ? {} : wanted);
}
