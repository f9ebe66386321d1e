import type { ClusterSettings } from "../config/settings.ts";
import { processGuard } from "../policy/guards.ts";
import type { Policy } from "../policy/policy.ts";
import { RestWire } from "../rest/rest_wire.ts";
import { ExplainedError } from "../text/explained.ts";
import type { Wire } from "../wire/wire.ts";

/** The cluster's settings name no way to reach it. */
export class NoWireError extends ExplainedError {
  override readonly name = "NoWireError";
}

/**
 * Makes the wire that a cluster's settings ask for; nothing is connected before the first request.
 *
 * @throws {NoWireError} when there is no login for it.
 */
export function openWire(settings: ClusterSettings, policy: Policy): Wire {
  const { auth } = settings;
  if (auth === undefined) {
    throw new NoWireError(`The cluster ${settings.name} has no login for the REST API.`, {
      remedy: "Set PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET.",
    });
  }
  return new RestWire({ ...settings, auth, guard: processGuard(policy, "api") });
}
