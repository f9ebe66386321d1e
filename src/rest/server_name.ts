/** The TLS option that names the server to it; an IP address is not sent as a name (RFC 6066). */
export function serverName(host: string): { readonly servername?: string } {
  return /:|^[\d.]+$/.test(host) ? {} : { servername: host };
}
