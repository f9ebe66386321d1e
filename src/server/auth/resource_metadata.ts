import { getOAuthProtectedResourceMetadataUrl } from "@modelcontextprotocol/server";
import type { OAuthSettings } from "../../config/settings.ts";
import { accessClasses } from "../../policy/access.ts";
import { scopeOf } from "./caller.ts";

/** Where the metadata of a resource is found (RFC 9728): its own path behind a well-known one. */
export function resourceMetadataUrl(resource: string): string {
  return getOAuthProtectedResourceMetadataUrl(new URL(resource));
}

/** The metadata of this server as an OAuth 2.1 resource server (RFC 9728): who gives tokens for it, and with which scopes. */
export function resourceMetadata(
  resource: string,
  { issuer }: OAuthSettings,
): Readonly<Record<string, unknown>> {
  return {
    resource,
    authorization_servers: [issuer],
    scopes_supported: accessClasses.map(scopeOf),
    bearer_methods_supported: ["header"],
    resource_name: "Proxmox VE (proxmox-mcp)",
  };
}
