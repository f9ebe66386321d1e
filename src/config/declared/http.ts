import { optionalSetting, settingWithDefault } from "../setting.ts";
import { listOf, secretText, switchValue, text, textLike, webAddress, wholeNumber } from "../values.ts";

const group = "http";

/** The streamable HTTP endpoint. */
export const http = {
  host: settingWithDefault({
    name: "MCP_HTTP_HOST",
    group,
    default: "127.0.0.1",
    doc: "Address that `serve --http` listens on. Any other than loopback needs authentication.",
    schema: text,
  }),

  port: settingWithDefault({
    name: "MCP_HTTP_PORT",
    aliases: ["SERVER_PORT"],
    group,
    default: 8000,
    doc:
      "Port that `serve --http` listens on; 0 for a free one. `SERVER_PORT` counts only where `HOST` does.",
    schema: () => wholeNumber(0, 65535),
  }),

  authToken: optionalSetting({
    name: "MCP_AUTH_TOKEN",
    group,
    secret: true,
    example: "...",
    doc: "Bearer token that clients must send. It has every right that the other settings leave.",
    schema: secretText,
  }),

  tokenFile: optionalSetting({
    name: "MCP_TOKEN_FILE",
    group,
    example: "tokens.json",
    doc: "File of hashed tokens with rights of their own, made by `proxmox-mcp token add`.",
    schema: text,
  }),

  allowedHosts: settingWithDefault<readonly string[]>({
    name: "MCP_ALLOWED_HOSTS",
    group,
    default: [],
    example: "mcp.example",
    defaultText: "loopback names",
    doc: "Further names that the `Host` header may have.",
    schema: () => listOf(textLike(/^[A-Za-z0-9.:[\]_-]+$/, "must be a host name")),
  }),

  allowedOrigins: settingWithDefault<readonly string[]>({
    name: "MCP_ALLOWED_ORIGINS",
    group,
    default: [],
    example: "https://chat.example",
    defaultText: "loopback origins",
    doc: "Further origins that browsers may call from.",
    schema: () =>
      listOf(
        textLike(/^https?:\/\/[^/\s]+$/, "must be an origin such as https://chat.example, without a path"),
      ),
  }),

  publicUrl: optionalSetting({
    name: "MCP_PUBLIC_URL",
    group,
    example: "https://mcp.example",
    defaultText: "host and port listened on",
    doc: "Address that clients use, when a proxy stands in front.",
    schema: webAddress,
  }),

  tlsCert: optionalSetting({
    name: "MCP_TLS_CERT",
    group,
    example: "cert.pem",
    doc: "Certificate file (PEM) to serve HTTPS with.",
    schema: text,
  }),

  tlsKey: optionalSetting({
    name: "MCP_TLS_KEY",
    group,
    example: "key.pem",
    doc: "Private key file (PEM) of `MCP_TLS_CERT`.",
    schema: text,
  }),

  stateKey: optionalSetting({
    name: "MCP_STATE_KEY",
    group,
    secret: true,
    example: "...",
    defaultText: "a random one for each process",
    doc: "Key of 32 characters or more that seals confirmations. Replicas behind one balancer need the same.",
    schema: () =>
      secretText().refine((key) => new TextEncoder().encode(key).length >= 32, {
        error: "must have at least 32 characters (openssl rand -hex 32 makes one)",
      }),
  }),

  sessions: settingWithDefault({
    name: "MCP_SESSIONS",
    group,
    default: false,
    doc:
      "Sessions for clients of the 2025 protocol that can ask the human, which cannot work without. They live in one " +
      "process, so a balancer has to send each session to its own replica.",
    schema: switchValue,
  }),

  oauthIssuer: optionalSetting({
    name: "MCP_OAUTH_ISSUER",
    group,
    example: "https://login.example/realms/home",
    doc: "Issuer whose access tokens (JWT) are accepted.",
    schema: webAddress,
  }),

  oauthAudience: optionalSetting({
    name: "MCP_OAUTH_AUDIENCE",
    group,
    example: "https://mcp.example/mcp",
    doc: "Audience that an access token must name.",
    schema: text,
  }),

  oauthJwksUrl: optionalSetting({
    name: "MCP_OAUTH_JWKS_URL",
    group,
    example: "https://login.example/realms/home/jwks",
    doc: "Address of the issuer's keys.",
    schema: webAddress,
  }),

  maxRequests: settingWithDefault({
    name: "MCP_MAX_REQUESTS",
    group,
    default: 64,
    doc: "Requests served at once; one more is told to come back later.",
    schema: () => wholeNumber(1, 100_000),
  }),

  maxBody: settingWithDefault({
    name: "MCP_MAX_BODY",
    group,
    default: 4_194_304,
    doc: "Bytes of one request.",
    schema: () => wholeNumber(1024, 1_073_741_824),
  }),
} as const;
