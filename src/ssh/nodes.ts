import { getLogger } from "@logtape/logtape";
import type { SshSettings } from "../config/settings.ts";
import type { RequestGuard } from "../policy/guard.ts";
import { explain } from "../text/explained.ts";
import { WireError } from "../wire/errors.ts";
import { capturedText } from "./capture.ts";
import { openClient } from "./connect.ts";
import { KeptConnection } from "./connection.ts";
import { hopCommand } from "./hop.ts";
import { type KnownHost, parseKnownHosts } from "./known_hosts.ts";
import { type Login, readLogin } from "./login.ts";
import { type Members, parseClusterStatus, parseMembers } from "./members.ts";
import { NodeShell } from "./node_shell.ts";
import { privileged, privilegedEnding, proxmoxCommand } from "./privilege.ts";
import type { Route } from "./route.ts";
import { run } from "./run.ts";
import { type ClusterTrust, serverAt } from "./server.ts";
import { type Address, addressText } from "./socket.ts";

/** What {@linkcode SshNodes} needs. */
export interface SshNodesOptions {
  readonly settings: SshSettings;
  readonly guard: RequestGuard;
  /** Milliseconds until a connection stands, or fails; default 10 000. */
  readonly connectTimeout?: number;
}

/** The cluster has no node of this name, or the entry node does not know its address. */
export class UnknownNodeError extends WireError {
  override readonly name = "UnknownNodeError";
}

const defaultConnectTimeout = 10_000;
/** Milliseconds that a node other than the entry gets to answer directly before the way through the entry is taken. */
const directTimeout = 3000;
/** Milliseconds for which the list of nodes is believed. */
const membersLifetime = 60_000;

const logger = getLogger(["proxmox-mcp", "ssh"]);

/**
 * The nodes of one cluster by SSH: each directly at its own address where that can be reached, else by one hop through
 * the entry node, as Proxmox itself goes. The way found is kept.
 */
export class SshNodes {
  readonly #options: SshNodesOptions;
  readonly #connections: KeptConnection[] = [];
  #login: Promise<Login> | undefined;
  #entry: KeptConnection | undefined;
  #members: { readonly at: number; readonly members: Promise<Members> } | undefined;
  readonly #routes = new Map<string, Promise<Route>>();

  constructor(options: SshNodesOptions) {
    this.#options = options;
  }

  /** `host:port` of the entry node. */
  get address(): string {
    return addressText(this.#options.settings);
  }

  /** How many connections stand at this moment. */
  get openConnections(): number {
    return this.#connections.filter(({ isOpen }) => isOpen).length;
  }

  /** The entry node, which the settings name. */
  async entry(): Promise<NodeShell> {
    const route = await this.#entryRoute();
    return this.#shell({ ...route, node: (await this.#memberList()).local });
  }

  /** The entry node before it was asked which node it is: for finding out what the SSH user may do there at all. */
  async login(): Promise<NodeShell> {
    return this.#shell(await this.#entryRoute());
  }

  /** Tells whether the cluster has a node of this name, as far as the entry node knows. */
  async has(node: string): Promise<boolean> {
    const { local, addresses } = await this.#memberList();
    return node === local || addresses.has(node);
  }

  /**
   * The node of this name.
   *
   * @throws {UnknownNodeError}
   * @throws {ConnectionError} naming both ways when neither leads there.
   */
  async on(node: string): Promise<NodeShell> {
    const { local } = await this.#memberList();
    if (node === local || node === "localhost") return await this.entry();
    let route = this.#routes.get(node);
    if (route === undefined) {
      route = this.#find(node);
      this.#routes.set(node, route);
      route.catch(() => this.#routes.delete(node));
    }
    return this.#shell(await route);
  }

  /** Ends all connections; commands that still run are ended on their nodes. */
  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #shell(route: Route): NodeShell {
    const { settings, guard } = this.#options;
    const far = route.hop.length > 0;
    return new NodeShell({
      route,
      guard,
      user: far ? "root" : settings.user,
      sudo: settings.sudo && !far,
      onUnreachable: () => {
        this.#routes.delete(route.node);
        this.#members = undefined;
      },
    });
  }

  async #entryRoute(): Promise<Route> {
    const { host, port } = this.#options.settings;
    this.#entry ??= this.#connection({ host, port }, this.#options.connectTimeout ?? defaultConnectTimeout);
    await this.#entry.connect();
    return { node: "", connection: this.#entry, hop: [] };
  }

  #connection(address: Address, timeout: number, cluster?: ClusterTrust): KeptConnection {
    const { settings } = this.#options;
    const connection = new KeptConnection({
      address: addressText(address),
      maxChannels: settings.maxChannels,
      open: async () => {
        const login = await this.#readLogin();
        return await openClient(
          await serverAt(address, settings, login, {
            timeout,
            ...(cluster === undefined ? {} : { cluster }),
          }),
        );
      },
    });
    this.#connections.push(connection);
    return connection;
  }

  /** Reads the key file once; a failure is tried again, for the user may have mended it. */
  #readLogin(): Promise<Login> {
    this.#login ??= readLogin(this.#options.settings).catch((error) => {
      this.#login = undefined;
      throw error;
    });
    return this.#login;
  }

  async #memberList(): Promise<Members> {
    const known = this.#members;
    if (known !== undefined && Date.now() - known.at < membersLifetime) return await known.members;
    const members = this.#readMembers();
    this.#members = { at: Date.now(), members };
    members.catch(() => this.#members = undefined);
    return await members;
  }

  async #readMembers(): Promise<Members> {
    const route = await this.#entryRoute();
    const { sudo } = this.#options.settings;
    const file = await run(route, ["cat", "/etc/pve/.members"]);
    const fromFile = parseMembers(capturedText(file.stdout));
    if (fromFile !== undefined) return fromFile;
    const status = await run(
      route,
      proxmoxCommand(sudo, ["pvesh", "get", "/cluster/status", "--output-format", "json"]),
    );
    const fromStatus = parseClusterStatus(capturedText(status.stdout));
    if (fromStatus !== undefined) return fromStatus;
    const said = capturedText(file.stderr).trim() || capturedText(status.stderr).trim();
    throw new WireError(`${this.address} does not look like a Proxmox VE node: ${said}.`, {
      remedy:
        "Set PROXMOX_SSH_HOST to a node of the cluster, and let the SSH user read /etc/pve or use sudo.",
    });
  }

  async #find(node: string): Promise<Route> {
    const { addresses, local } = await this.#memberList();
    const ip = addresses.get(node);
    if (ip === undefined) {
      this.#members = undefined;
      throw new UnknownNodeError(`There is no node ${node} beside ${local} with a known address.`, {
        remedy: `Known nodes: ${[...new Set([local, ...addresses.keys()])].join(", ")}.`,
      });
    }
    const known = await this.#clusterKeys(node);
    const direct = this.#connection({ host: ip, port: this.#options.settings.port }, directTimeout, {
      node,
      lines: known ?? [],
    });
    try {
      await direct.connect();
      return { node, connection: direct, hop: [] };
    } catch (error) {
      logger.info("{node} cannot be reached directly, so the way leads through the entry node: {reason}", {
        node,
        reason: explain(error),
      });
      return await this.#hop(node, ip, known !== undefined, error);
    }
  }

  /** The host keys that the cluster keeps for a node; undefined when it keeps none in a file of its own (before 8.2). */
  async #clusterKeys(node: string): Promise<readonly KnownHost[] | undefined> {
    const { stdout, code } = await run(await this.#entryRoute(), [
      "cat",
      `/etc/pve/nodes/${node}/ssh_known_hosts`,
    ]);
    return code === 0 ? parseKnownHosts(capturedText(stdout)) : undefined;
  }

  async #hop(node: string, ip: string, nodeFile: boolean, directError: unknown): Promise<Route> {
    const { sudo } = this.#options.settings;
    const { connection } = await this.#entryRoute();
    const route: Route = {
      node,
      connection,
      hop: privileged(sudo, hopCommand(node, ip, { nodeFile })),
      hopEnding: privilegedEnding(sudo),
    };
    try {
      await run(route, ["true"]);
      return route;
    } catch (error) {
      throw new WireError(
        `${node} (${ip}) can be reached by SSH neither directly nor through the entry node. Directly: ${
          explain(directError)
        } Through the entry node: ${explain(error)}`,
        { remedy: "Open port 22 between this machine or the entry node and that node.", cause: error },
      );
    }
  }
}
