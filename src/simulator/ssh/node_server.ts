import { createServer, type Server as TcpServer, type Socket } from "node:net";
import type { Server } from "ssh2";
import type { Process } from "../linux/kernel/process.ts";
import { serveConnection } from "./connection.ts";
import type { LoginRules } from "./authenticate.ts";

/** How a node's server is started. */
export interface NodeServerOptions {
  readonly host: string;
  readonly port: number;
  /** Host key in OpenSSH's format. */
  readonly hostKey: string;
  /** The daemon; asked for when a connection comes. */
  readonly sshd: () => Process;
  readonly rules: LoginRules;
  readonly maxSessions: number;
  readonly onCommand: (line: string) => void;
  /** Whether the node answers at all at this moment. */
  readonly isReachable: () => boolean;
}

/** The SSH server of one node. */
export class NodeServer {
  readonly #tcp: TcpServer;
  readonly #sockets = new Set<Socket>();

  private constructor(ssh: Server, isReachable: () => boolean) {
    this.#tcp = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      // A node that is gone takes the connection in no sense; here it stays silent.
      if (!isReachable()) return;
      socket.setNoDelay(true);
      ssh.injectSocket(socket);
    });
  }

  /**
   * Listens on an address.
   *
   * @throws {Error} EADDRINUSE, EADDRNOTAVAIL and what else `listen` fails for
   */
  static async listen(options: NodeServerOptions): Promise<NodeServer> {
    const { default: { Server } } = await import("ssh2");
    const { host, hostKey, sshd, rules, maxSessions, onCommand } = options;
    const ssh = new Server(
      { hostKeys: [hostKey], ident: "OpenSSH_10.0p2 Debian-7" },
      (client, { ip, port }) =>
        serveConnection(client, {
          sshd: sshd(),
          rules,
          maxSessions,
          onCommand,
          from: `${ip} ${port}`,
          to: `${host} 22`,
        }),
    );
    const server = new NodeServer(ssh, options.isReachable);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.#tcp.once("error", reject);
    server.#tcp.listen(options.port, host, resolve);
    await promise;
    return server;
  }

  /** The port that is listened on. */
  get port(): number {
    const address = this.#tcp.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Cuts every connection, as when the network fails; new ones are taken. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends every connection and frees the port. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tcp.close(() => resolve());
    this.dropConnections();
    await promise;
  }
}
