import type { HttpSettings } from "../../config/settings.ts";
import { ExplainedError } from "../../text/explained.ts";

/** The server would be open to everybody who reaches it. */
export class ExposedError extends ExplainedError {
  override readonly name = "ExposedError";
}

/** Whether callers have to show who they are. */
export function hasAuthentication(settings: HttpSettings): boolean {
  return settings.authToken !== undefined || settings.tokenFile !== undefined || settings.oauth !== undefined;
}

/**
 * Refuses to serve without authentication on an address that others can reach.
 *
 * @throws {ExposedError}
 */
export function requireSafeExposure(settings: HttpSettings): void {
  if (isLoopback(settings.host) || hasAuthentication(settings)) return;
  throw new ExposedError(
    `MCP_HTTP_HOST is ${settings.host}, which other machines can reach, and no authentication is set.`,
    {
      remedy:
        "Set MCP_TOKEN_FILE (proxmox-mcp token add makes the file), MCP_AUTH_TOKEN or MCP_OAUTH_ISSUER, or listen on " +
        "127.0.0.1.",
    },
  );
}

/** Whether only this machine reaches an address; a name other than localhost may be anything. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
