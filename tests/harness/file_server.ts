/** A server of the files in a folder, on a free port of loopback. */
export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for. */
  readonly requested: readonly string[];
}

/** Serves the files of a folder over HTTP, as a release page does. */
export function serveFolder(folder: string): FileServer {
  const requested: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    requested.push(path);
    try {
      return new Response((await Deno.open(`${folder}${path}`)).readable);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Response("Not found", { status: 404 });
      throw error;
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requested,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
