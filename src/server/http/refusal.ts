/**
 * The answer to a request that is not served: a JSON-RPC error that no request can be named for, since none was read.
 *
 * @param headers such as `Retry-After`.
 */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ jsonrpc: "2.0", error: { code: -32000, message }, id: null }, { status, headers });
}
