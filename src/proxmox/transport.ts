import type { ClusterSettings } from "../config/settings.ts";
import { processGuard } from "../policy/guards.ts";
import type { Policy } from "../policy/policy.ts";
import { RestWire } from "../rest/rest_wire.ts";
import type { SshNodes } from "../ssh/nodes.ts";
import { ExplainedError } from "../text/explained.ts";
import type { Wire } from "../wire/wire.ts";
import { AutoWire } from "./auto_wire.ts";
import { LazyWire } from "./lazy_wire.ts";

/** The cluster's settings name no login for the wire that they ask for. */
export class NoWireError extends ExplainedError {
  override readonly name = "NoWireError";
}

/** The ways to one cluster. */
export interface Transport {
  /** Carries requests of the REST tree. */
  readonly wire: Wire;
  /** The nodes by SSH, for commands and files; undefined without an SSH login. */
  readonly nodes: (() => Promise<SshNodes>) | undefined;
}

/**
 * Makes the wire that a cluster's settings ask for; nothing is connected, and no SSH code loaded, before it is needed.
 *
 * `auto` with both logins: reads by the API, changes by `PROXMOX_AUTO_WRITES` as far as the policy lets SSH carry any.
 *
 * @throws {NoWireError} when there is no login for the wire that is asked for.
 */
export function openTransport(settings: ClusterSettings, policy: Policy): Transport {
  const nodes = settings.ssh === undefined ? undefined : keptNodes(settings.ssh, policy);
  const api = restWire(settings, policy);
  const ssh = nodes === undefined ? undefined : pveshWire(settings, policy, nodes);
  return { wire: chooseWire(settings, policy, api, ssh), nodes };
}

function chooseWire(
  settings: ClusterSettings,
  policy: Policy,
  api: Wire | undefined,
  ssh: Wire | undefined,
): Wire {
  switch (settings.transport) {
    case "api":
      return api ?? noLogin(settings, "api", "PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET");
    case "ssh":
      return ssh ?? noLogin(settings, "ssh", "PROXMOX_SSH_USER and PROXMOX_SSH_KEY_PATH");
    case "auto": {
      if (api === undefined || ssh === undefined) {
        return api ?? ssh ?? noLogin(settings, "auto", "PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET");
      }
      const sshMayChange = policy.refusal("write", { wire: "ssh" }) === undefined;
      return new AutoWire({ api, ssh, changes: sshMayChange ? settings.autoWrites : "api" });
    }
  }
}

function noLogin(settings: ClusterSettings, transport: string, missing: string): never {
  throw new NoWireError(
    `PROXMOX_DEFAULT_TRANSPORT=${transport} needs a login that the cluster ${settings.name} does not have.`,
    { remedy: `Set ${missing}, or choose another transport.` },
  );
}

function restWire(settings: ClusterSettings, policy: Policy): Wire | undefined {
  const { auth } = settings;
  return auth === undefined
    ? undefined
    : new RestWire({ ...settings, auth, guard: processGuard(policy, "api") });
}

function pveshWire(settings: ClusterSettings, policy: Policy, nodes: () => Promise<SshNodes>): Wire {
  return new LazyWire("ssh", async () => {
    const { PveshWire } = await import("../ssh/pvesh_wire.ts");
    return new PveshWire({
      nodes: await nodes(),
      guard: processGuard(policy, "ssh"),
      timeout: settings.timeout,
    });
  });
}

function keptNodes(settings: NonNullable<ClusterSettings["ssh"]>, policy: Policy): () => Promise<SshNodes> {
  let kept: Promise<SshNodes> | undefined;
  return () =>
    kept ??= import("../ssh/nodes.ts").then(({ SshNodes }) =>
      new SshNodes({ settings, guard: processGuard(policy, "ssh") })
    );
}
