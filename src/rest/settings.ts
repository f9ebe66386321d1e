import type { ApiAuth, ClusterSettings } from "../config/settings.ts";
import type { RequestGuard } from "../policy/guard.ts";

/** What the REST wire needs to know: how to reach one cluster, and whom to ask before each request. */
export interface RestSettings extends
  Pick<
    ClusterSettings,
    "host" | "port" | "tls" | "timeout" | "retryAttempts" | "retryDelay" | "rateLimit"
  > {
  readonly auth: ApiAuth;
  /** Asked before anything leaves. */
  readonly guard: RequestGuard;
  /** Bytes that one answer may have, unpacked; default 32 MiB. */
  readonly answerLimit?: number;
}

/** `host:port` as it stands in a URL, an IPv6 address in brackets. */
export function addressOf(settings: Pick<RestSettings, "host" | "port">): string {
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  return `${host}:${settings.port}`;
}
