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
  /** How many SSH connections stand at this moment. */
  sshConnections(): number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Makes the wire that a cluster's settings ask for; nothing is connected, and no SSH code loaded, before it is needed.
 *
 * `auto` with both logins: reads by the API, changes by `PROXMOX_AUTO_WRITES` as far as the policy lets SSH carry any.
 *
 * @throws {NoWireError} when there is no login for the wire that is asked for.
 */
export function openTransport(settings: ClusterSettings, policy: Policy): Transport {
  const kept = settings.ssh === undefined ? undefined : keptNodes(settings.ssh, policy);
  const api = restWire(settings, policy);
  const ssh = kept === undefined ? undefined : pveshWire(settings, policy, kept.open);
  const wire = chooseWire(settings, policy, api, ssh);
  return {
    wire,
    nodes: kept?.open,
    sshConnections: () => kept?.opened()?.openConnections ?? 0,
    close: async () => {
      await Promise.all([wire.close(), kept?.opened()?.close()]);
    },
  };
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

/** The nodes by SSH, loaded when they are first needed. */
interface KeptNodes {
  readonly open: () => Promise<SshNodes>;
  /** Undefined while they have not been needed. */
  readonly opened: () => SshNodes | undefined;
}

function keptNodes(settings: NonNullable<ClusterSettings["ssh"]>, policy: Policy): KeptNodes {
  let opening: Promise<SshNodes> | undefined;
  let opened: SshNodes | undefined;
  return {
    open: () =>
      opening ??= import("../ssh/nodes.ts").then(({ SshNodes }) =>
        opened = new SshNodes({ settings, guard: processGuard(policy, "ssh") })
      ),
    opened: () => opened,
  };
}
