import type { Socket } from "node:net";
import { capturedText } from "../../ssh/capture.ts";
import { KeyFileError, SudoError } from "../../ssh/errors.ts";
import type { NodeShell } from "../../ssh/node_shell.ts";
import { absolute } from "../../ssh/privilege.ts";
import { addressText, openSocket } from "../../ssh/socket.ts";
import { explain } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { counted } from "../../text/list.ts";
import { CertificateError, ConnectionError } from "../../wire/errors.ts";
import { type Check, failure, type Finding, ok, skipped, warning } from "./check.ts";
import { failureOf } from "./findings.ts";
import type { SshVisit } from "./ssh_visit.ts";

/** Milliseconds that a connection, its greeting, and each command get. */
const patience = 10_000;

/** What commands and files in containers run by `sudo`. */
const containerRules = [["pct", "exec"], ["pct", "push"], ["pct", "pull"]] as const;

/** How the nodes' addresses are found, since only root may read them in /etc/pve. */
const whereNodesAre = ["pvesh", "get", "/cluster/status"] as const;

/** The way over SSH, one step after the other: port, host key, login, sudo, `pct`, and from there to the other nodes. */
export const sshChecks: readonly Check<SshVisit>[] = [
  {
    name: "ssh",
    isEssential: true,
    async look({ ssh }) {
      const greeting = await greetingOf(await openSocket(ssh, patience));
      const at = addressText(ssh);
      if (greeting.startsWith("SSH-")) return ok(`${at} is ${inline(greeting.replace(/^SSH-[\d.]+-/, ""))}`);
      return failure(
        greeting === "" ? `${at} does not greet as SSH servers do` : `${at} greets with ${inline(greeting)}`,
        "Check PROXMOX_SSH_HOST and PROXMOX_SSH_PORT (usually 22).",
      );
    },
  },
  {
    name: "host key",
    isEssential: true,
    async look(visit) {
      const fault = await visit.loginFault();
      if (fault?.error instanceof CertificateError) return failureOf(fault.error);
      if (fault?.error instanceof KeyFileError || fault?.error instanceof ConnectionError) {
        return skipped("was not seen yet");
      }
      const { hostKeys, knownHostsFile } = visit.ssh;
      return ok(
        hostKeys.length > 0 ? "the one that PROXMOX_SSH_HOST_KEY pins" : `the one in ${knownHostsFile}`,
      );
    },
  },
  {
    name: "ssh login",
    isEssential: true,
    async look(visit) {
      const fault = await visit.loginFault();
      return fault === undefined ? ok(`${visit.ssh.user} is let in`) : failureOf(fault.error);
    },
  },
  {
    name: "sudo",
    isEssential: true,
    async look(visit) {
      const { user, sudo } = visit.ssh;
      if (!sudo) return ok(user === "root" ? "not needed by root" : "switched off (PROXMOX_SSH_SUDO=false)");
      return await sudoRules(visit, await visit.login());
    },
  },
  {
    name: "pct",
    isEssential: true,
    async look(visit) {
      const shell = await visit.login();
      if (shell.sudo && !await shell.maySudo(["pct", "list"])) {
        return skipped("sudo does not allow `pct list`, so it was not run; exec, push and pull it does");
      }
      const { code, stdout, stderr } = await shell.runUnasked(["pct", "list"], { timeout: patience });
      // The first line is the heading, and there is none without containers.
      const containers = capturedText(stdout).trimEnd().split("\n").slice(1).length;
      if (code === 0) return ok(`runs, and lists ${counted(containers, "container")}`);
      return failure(
        `does not run: ${inline(capturedText(stderr).trim(), 200)}`,
        "Check that PROXMOX_SSH_HOST is a node. Log in as root, or as a user with the rule for sudo that SECURITY.md shows.",
      );
    },
  },
  {
    name: "other nodes",
    async look(visit) {
      const entry = await visit.nodes.entry();
      const { nodes } = await visit.proxmox.resources();
      const others = nodes.filter((row) => row.node !== entry.node && row.status === "online");
      if (others.length === 0) return skipped("there are none");
      const ways = await Promise.all(others.map(({ node }) => wayTo(visit, node)));
      const unreachable = ways.filter((way) => way.fault !== undefined);
      if (unreachable.length > 0) {
        return warning(
          unreachable.map(({ node, fault }) => `${node}: ${fault}`).join("\n"),
          "Commands in containers on them fail until one of the two ways is open.",
        );
      }
      const direct = ways.filter(({ way }) => way === "direct").map(({ node }) => node);
      const hopping = ways.filter(({ way }) => way === "hop").map(({ node }) => node);
      return ok([
        ...(direct.length === 0 ? [] : [`${direct.join(", ")} directly`]),
        ...(hopping.length === 0 ? [] : [`${hopping.join(", ")} by way of ${entry.node}`]),
      ].join("; "));
    },
  },
];

/** The first line that a server says, empty when it says none in time; closes the connection. */
async function greetingOf(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.once("data", (bytes) => resolve(bytes.toString().split(/\r?\n/)[0] ?? ""));
  socket.once("close", () => resolve(""));
  socket.setTimeout(patience, () => resolve(""));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

/** Asks `sudo` itself, which runs nothing for that. */
async function sudoRules(visit: SshVisit, shell: NodeShell): Promise<Finding> {
  const { user } = visit.ssh;
  const rules = visit.carriesRequests ? [...containerRules, ["pvesh"]] : [...containerRules, whereNodesAre];
  const line = `${user} ALL=(root) NOPASSWD: ${rules.map(sudoersCommand).join(", ")}`;
  const remedy = `On each node, as root:\necho '${line}' > /etc/sudoers.d/proxmox-mcp && visudo -c`;
  try {
    const refused: string[] = [];
    for (const rule of rules) if (!await shell.maySudo([...rule, "x"])) refused.push(rule.join(" "));
    if (refused.length === 0) {
      return ok(`${user} may run ${visit.carriesRequests ? "pct and pvesh" : "pct"} as root`);
    }
    return failure(`does not let ${user} run ${refused.join(", ")}`, remedy);
  } catch (error) {
    if (!(error instanceof SudoError)) throw error;
    const found = failureOf(error);
    return /not installed/.test(error.message) ? found : { ...found, remedy };
  }
}

/** A rule as sudoers has it: the program by its whole path, and any further arguments. */
function sudoersCommand([program = "", ...words]: readonly string[]): string {
  return [absolute(program), ...words, "*"].join(" ");
}

async function wayTo(
  visit: SshVisit,
  node: string,
): Promise<{ readonly node: string; readonly way?: "direct" | "hop"; readonly fault?: string }> {
  try {
    const { way } = await visit.nodes.on(node);
    return { node, way };
  } catch (error) {
    return { node, fault: explain(error) };
  }
}
