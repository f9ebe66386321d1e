import { Authentication } from "./access/authentication.ts";
import { APIDOC_PATH, apidocScript } from "./api/apidoc.ts";
import { type ApiRequest, type ApiResponse, Dispatcher } from "./api/dispatcher.ts";
import type { Machine } from "./api/endpoint.ts";
import { Clock, Interrupted } from "./cluster/clock.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { Release } from "./cluster/release.ts";
import type { ClusterState } from "./cluster/state.ts";
import { allEndpoints } from "./endpoints/catalog.ts";
import { Faults } from "./faults/faults.ts";
import { type CertificateKind, makeCertificate } from "./https/certificate.ts";
import { Credentials } from "./https/credentials.ts";
import { makeHandler } from "./https/handler.ts";
import type { RecordedRequest } from "./https/recorded_request.ts";
import { HttpsServer } from "./https/server.ts";
import { type Logins, loginsOf } from "./seed/logins.ts";
import { type SeedName, seedState } from "./seed/seed.ts";
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
  /** Calls the REST tree without HTTP. */
  call(request: ApiRequest): Promise<ApiResponse>;
  /** Ends tasks and connections and frees the port. */
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
  const machine: Machine = { cluster, tasks, faults, authentication };
  const dispatcher = new Dispatcher(machine, allEndpoints());
  const [entry] = cluster.nodes();
  const node = entry?.name ?? "localhost";
  const certificate = await makeCertificate(options.certificate ?? "ca", {
    name: node,
    ip: entry?.ip ?? "127.0.0.1",
    hostname,
  });
  cluster.certificates.set(node, [certificate.leaf, certificate.authority]);
  const requests: RecordedRequest[] = [];
  // Delays of the wire are real milliseconds, but end with the simulator.
  const delays = new Clock(1);
  const wait = (milliseconds: number) =>
    milliseconds > 0 ? delays.sleep(milliseconds / 1000) : Promise.resolve();
  const handle = makeHandler({
    ...{ dispatcher, faults, requests, node, authDelay, wait },
    credentials: new Credentials(authentication),
    files: { [APIDOC_PATH]: () => apidocScript(dispatcher.endpoints) },
  });
  const server = await HttpsServer.listen(
    { hostname, port: options.port ?? 0, certificate },
    async (request) => {
      try {
        return await handle(request);
      } catch (error) {
        if (error instanceof Interrupted) return "lose";
        throw error;
      }
    },
  );
  const close = async () => {
    clock.close();
    delays.close();
    await server.close();
    await tasks.idle();
  };
  return {
    url: `https://${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.port}`,
    hostname,
    port: server.port,
    caPem: certificate.authority.pem,
    fingerprint: certificate.leaf.fingerprint,
    ...{ cluster, tasks, faults, requests },
    logins: loginsOf(state),
    call: (request) => dispatcher.call({ node, ...request }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
