/** A balancer that sends requests to its backends in turn, as one without affinity does. */
export class Balancer implements AsyncDisposable {
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** By method, since the stream that clients ask for on the side must not change whose turn it is. */
  readonly #turns = new Map<string, number>();

  /** @param backends URLs without a path. */
  constructor(backends: readonly string[]) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      const turn = this.#turns.get(request.method) ?? 0;
      this.#turns.set(request.method, turn + 1);
      const backend = backends[turn % backends.length] ?? "";
      const headers = new Headers(request.headers);
      headers.set("host", new URL(backend).host);
      const { method, body } = request;
      return fetch(`${backend}${pathname}${search}`, { method, headers, body });
    });
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
