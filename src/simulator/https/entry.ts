import { Clock, Interrupted } from "../cluster/clock.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { CertificateAuthority, type CertificateKind, type ServerCertificate } from "./certificate.ts";
import { type HandlerParts, makeHandler } from "./handler.ts";
import { HttpsServer } from "./server.ts";

/** A node that answers on a port. */
export interface Entry {
  readonly node: string;
  /** `https://127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  readonly certificate: ServerCertificate;
}

/** What all entries of a cluster share. */
export interface EntryOptions extends Omit<HandlerParts, "node" | "wait"> {
  readonly cluster: Cluster;
  readonly hostname: string;
  readonly kind: CertificateKind;
}

/** Opens ports, one for each node that is to be reached, with certificates of one authority. */
export class Entries {
  readonly #options: EntryOptions;
  readonly #authority: CertificateAuthority;
  readonly #servers: HttpsServer[] = [];
  // Delays of the wire are real milliseconds, but end with the simulator.
  readonly #delays = new Clock(1);

  private constructor(options: EntryOptions, authority: CertificateAuthority) {
    this.#options = options;
    this.#authority = authority;
  }

  /** Makes the authority; no port is open yet. */
  static async prepare(options: EntryOptions): Promise<Entries> {
    return new Entries(options, await CertificateAuthority.create());
  }

  /** Lets a node answer on a port; 0 takes a free one. */
  async open(node: string, port: number): Promise<Entry> {
    const { cluster, hostname, kind } = this.#options;
    const ip = cluster.node(node)?.ip ?? "127.0.0.1";
    const certificate = await this.#authority.certify({ name: node, ip, hostname }, kind);
    cluster.certificates.set(node, [certificate.leaf, certificate.authority]);
    const wait = (milliseconds: number) =>
      milliseconds > 0 ? this.#delays.sleep(milliseconds / 1000) : Promise.resolve();
    const handle = makeHandler({ ...this.#options, node, wait });
    const server = await HttpsServer.listen({ hostname, port, certificate }, async (request) => {
      try {
        return await handle(request);
      } catch (error) {
        if (error instanceof Interrupted) return "lose";
        throw error;
      }
    });
    this.#servers.push(server);
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    return { node, url: `https://${host}:${server.port}`, port: server.port, certificate };
  }

  /** Ends every connection and frees the ports. */
  async close(): Promise<void> {
    this.#delays.close();
    await Promise.all(this.#servers.map((server) => server.close()));
  }
}
