import { apidocScript } from "../api/apidoc.ts";
import type { Dispatcher } from "../api/dispatcher.ts";
import type { AnyEndpoint } from "../api/endpoint.ts";
import { Router } from "../api/router.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Faults } from "../faults/faults.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import type { LoginRules } from "./authenticate.ts";
import { fingerprintOf, type KeyPair, makeKeyPair } from "./keys.ts";
import { listenOnLoopback } from "./loopback.ts";
import { Machines } from "./machines.ts";
import { NodeServer } from "./node_server.ts";
import type { SshAccess, SshNodeAddress, SshOptions } from "./options.ts";
import type { Site } from "./site.ts";

/** The parts of the simulator that the SSH side works on. */
export interface SshParts {
  readonly cluster: Cluster;
  readonly tasks: TaskRunner;
  readonly faults: Faults;
  readonly dispatcher: Dispatcher;
  /** Password of root and of the users beside root. */
  readonly password: string;
}

/** The SSH side of a simulated cluster. */
export interface SshSide extends SshAccess {
  /** The systems behind the servers. */
  readonly machines: Machines;
  /** Every command line that clients gave to a node, and `sftp` for each start of that, oldest first. */
  readonly commands: readonly string[];
  /** Cuts the connections to a node, as when the network fails for a moment. */
  dropConnections(node: string): void;
  /** Ends every process and connection and frees the ports. */
  close(): Promise<void>;
}

const DEFAULT_USERS = { mcp: { sudo: "all" }, guest: {} } as const;

/** Starts an SSH server for each node. */
export async function startSsh(parts: SshParts, options: SshOptions = {}): Promise<SshSide> {
  const { cluster, tasks, faults, dispatcher, password } = parts;
  const { default: { utils } } = await import("ssh2");
  const client = await makeKeyPair();
  const authorizedKeys = [client.publicKey, ...options.authorizedKeys ?? []];
  const keys = new Map<string, KeyPair>();
  const commands: string[] = [];
  for (const { name } of cluster.nodes()) keys.set(name, await makeKeyPair());
  const router = new Router(dispatcher.endpoints);
  const site: Site = {
    ...{ cluster, tasks, faults, authorizedKeys },
    get machines(): Machines {
      return machines;
    },
    call: (request) => dispatcher.call(request),
    endpoint: (method, path) => router.find(method, path),
    apiScript: () => apidocScript(dispatcher.endpoints),
    childPaths: (path) => childPaths(dispatcher.endpoints, path),
    hostKey: (node) => keys.get(node)?.publicKey,
    users: options.users ?? DEFAULT_USERS,
    startUp: options.startUp ?? 0,
  };
  const machines = new Machines(site);
  const rules: LoginRules = {
    methods: options.methods ?? ["publickey", "password", "keyboard-interactive"],
    password,
    // Read at each login, as sshd does.
    get keys() {
      return authorizedKeys.flatMap((line) => {
        const key = utils.parseKey(line);
        return key instanceof Error ? [] : [key];
      });
    },
  };
  const servers = await listenOnLoopback(
    cluster.nodes(),
    options.port ?? 0,
    (node, address) =>
      NodeServer.listen({
        ...address,
        hostKey: keys.get(node.name)?.privateKey ?? "",
        sshd: () => machines.daemon(node.name),
        rules,
        maxSessions: options.maxSessions ?? 10,
        onCommand: (line) => commands.push(line),
        isReachable: () => faults.isOnline(node.name),
      }),
  );
  // Who asks the cluster for a node's address is to reach it.
  for (const [name, { host }] of servers) setAddress(cluster, name, host);
  const nodes = Object.fromEntries([...servers].map(([name, { server, host }]): [string, SshNodeAddress] => {
    const publicKey = keys.get(name)?.publicKey ?? "";
    return [name, { host, port: server.port, publicKey, hostKeyFingerprint: fingerprintOf(publicKey) }];
  }));
  return {
    ...{ nodes, password, machines, commands },
    user: "root",
    clientPrivateKeyPem: client.privateKey,
    clientPublicKey: client.publicKey,
    authorize: (line) => void authorizedKeys.push(line),
    dropConnections: (node) => servers.get(node)?.server.dropConnections(),
    close: async () => {
      machines.close();
      await Promise.all([...servers.values()].map(({ server }) => server.close()));
    },
  };
}

function setAddress(cluster: Cluster, name: string, ip: string): void {
  const node = cluster.node(name);
  if (node !== undefined) cluster.state.nodes[name] = { ...node, ip };
}

/** Names below a path as the endpoints have them; a parameter takes the place of whatever stands there. */
function childPaths(endpoints: readonly AnyEndpoint[], path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  const names = endpoints.flatMap((endpoint) => {
    const own = endpoint.path.split("/").filter((part) => part !== "");
    const isBelow = own.length > parts.length &&
      parts.every((part, index) => own[index] === part || own[index]?.startsWith("{"));
    return isBelow ? [own[parts.length] ?? ""] : [];
  });
  return [...new Set(names)].toSorted();
}
