import type { ClusterSettings, Settings, SshSettings } from "../../config/settings.ts";
import { processGuard } from "../../policy/guards.ts";
import { Policy } from "../../policy/policy.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { capturedText } from "../../ssh/capture.ts";
import type { NodeShell } from "../../ssh/node_shell.ts";
import { SshNodes } from "../../ssh/nodes.ts";
import { inline } from "../../text/foreign.ts";
import { WireError } from "../../wire/errors.ts";

/** The nodes of a cluster by SSH: logged in to once, however many checks read something out of how it went. */
export class SshVisit {
  readonly ssh: SshSettings;
  readonly cluster: ClusterSettings;
  readonly settings: Settings;
  readonly proxmox: Proxmox;
  readonly nodes: SshNodes;
  #login: Promise<NodeShell> | undefined;

  constructor(
    ssh: SshSettings,
    patient: { readonly cluster: ClusterSettings; readonly settings: Settings; readonly proxmox: Proxmox },
  ) {
    this.ssh = ssh;
    this.cluster = patient.cluster;
    this.settings = patient.settings;
    this.proxmox = patient.proxmox;
    this.nodes = new SshNodes({
      settings: ssh,
      guard: processGuard(new Policy(patient.settings.policy), "ssh"),
    });
  }

  /** A shell of the SSH user, whether or not the host is a node; throws as {@linkcode SshNodes.login} does. */
  login(): Promise<NodeShell> {
    return this.#login ??= this.nodes.login();
  }

  /** How logging in failed; undefined when it did not. */
  async loginFault(): Promise<{ readonly error: unknown } | undefined> {
    return await this.login().then(() => undefined, (error: unknown) => ({ error }));
  }

  /** Whether requests of the REST tree go this way too, by `pvesh`, and not only commands in containers. */
  get carriesRequests(): boolean {
    const { transport, auth, autoWrites } = this.cluster;
    return transport === "ssh" || auth === undefined ||
      (transport === "auto" && autoWrites === "ssh" && this.settings.policy.acceptRisks);
  }

  /** Makes the cheapest request of the REST tree. Source: `pvesh get /version`. */
  async request(): Promise<void> {
    const argv = ["pvesh", "get", "/version", "--output-format", "json"];
    const { code, stderr } = await (await this.login()).runUnasked(argv, { timeout: this.cluster.timeout });
    if (code !== 0) throw new WireError(`pvesh does not run: ${inline(capturedText(stderr).trim(), 200)}`);
  }

  /** Ends the connections. */
  close(): Promise<void> {
    return this.nodes.close();
  }
}
