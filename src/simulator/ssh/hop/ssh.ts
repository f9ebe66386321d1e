import type { ClusterNode } from "../../cluster/node.ts";
import { exitCode } from "../../linux/kernel/exit_status.ts";
import type { Program } from "../../linux/kernel/machine.ts";
import { makePipe } from "../../linux/kernel/pipe.ts";
import { Death, type Process } from "../../linux/kernel/process.ts";
import { relayFrom, relayTo } from "../../linux/kernel/relay.ts";
import { become } from "../../linux/programs/start.ts";
import { SystemError } from "../../linux/system_error.ts";
import type { Site } from "../site.ts";
import { accountFor, sessionEnvironment } from "../users.ts";
import { readSshArguments, type SshArguments } from "./ssh_arguments.ts";

const FAILED = 255;

/** `ssh` on a node: the way from there to the other nodes, as Proxmox goes it. */
export function sshProgram(site: Site): Program {
  return async (process, args) => {
    const order = readSshArguments(args);
    if (order === undefined) {
      return await give(process, "usage: ssh [-o option] destination [command [argument ...]]");
    }
    const target = await reach(site, process, order);
    if (typeof target === "string") return await give(process, target);
    if (!trusts(site, process, order, target)) return await give(process, "Host key verification failed.");
    if (process.user.uid !== 0 || (order.user ?? "root") !== "root") {
      return await give(
        process,
        `${order.user ?? "root"}@${order.host}: Permission denied (publickey,password).`,
      );
    }
    return await runThere(site, process, target, order.command);
  };
}

async function give(process: Process, message: string): Promise<number> {
  await process.write(2, `${message}\r\n`);
  return FAILED;
}

/** The node that a host name or address leads to, or why it leads nowhere. */
async function reach(
  site: Site,
  process: Process,
  { host, options }: SshArguments,
): Promise<ClusterNode | string> {
  const { cluster, faults } = site;
  const { hostname } = process.machine.facts();
  const candidates = cluster.nodes().filter(({ ip, name }) =>
    ip === host || (name === host && name === hostname)
  );
  if (candidates.length === 0 && !/^[\d.]+$|:/.test(host)) {
    // Peers are not in /etc/hosts, and DNS takes its time to say so.
    await process.sleep(6);
    return `ssh: Could not resolve hostname ${host}: Temporary failure in name resolution`;
  }
  const alias = options.get("hostkeyalias");
  const target = candidates.find(({ name }) => name === alias) ?? candidates[0];
  if (target !== undefined && faults.isOnline(target.name)) return target;
  await process.sleep(Math.min(3, Number(options.get("connecttimeout") ?? 3)));
  return `ssh: connect to host ${host} port 22: No route to host`;
}

/** Whether one of the files of known hosts has the target's key under the name that counts. */
function trusts(site: Site, process: Process, { host, options }: SshArguments, target: ClusterNode): boolean {
  const name = options.get("hostkeyalias") ?? host;
  const home = process.env.get("HOME") ?? "/root";
  const files = [
    options.get("userknownhostsfile") ?? `${home}/.ssh/known_hosts`,
    options.get("globalknownhostsfile") ?? "/etc/ssh/ssh_known_hosts",
  ];
  const key = site.hostKey(target.name);
  return files.flatMap((file) => linesOf(process, file)).some((line) => {
    const [names = "", ...rest] = line.split(" ");
    return names.split(",").includes(name) && rest.slice(0, 2).join(" ") === key;
  });
}

function linesOf(process: Process, path: string): string[] {
  try {
    return new TextDecoder().decode(process.fs.read(path)).split("\n");
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}

/** Runs a command on the other node and passes its streams on, until it and all who write there have ended. */
async function runThere(site: Site, process: Process, target: ClusterNode, command: string): Promise<number> {
  const daemon = site.machines.daemon(target.name);
  const account = accountFor(daemon.fs, "root");
  if (account === undefined) return FAILED;
  const session = daemon.fork({ argv: ["sshd-session: root@notty"], newSession: true });
  const [input, output, errors] = [makePipe(), makePipe(), makePipe()];
  const here = process.machine.facts().hostname;
  const child = session.fork({
    argv: ["bash", ...(command === "" ? [] : ["-c", command])],
    user: account,
    cwd: account.home,
    env: sessionEnvironment(account, {
      from: `${site.cluster.node(here)?.ip ?? here} 51000`,
      to: `${target.ip} 22`,
    }),
    files: [[0, input.reading], [1, output.writing], [2, errors.writing]],
    newSession: true,
  });
  const feeding = relayFrom(process, 0, input.writing.hold()).catch(ignoreEnd);
  const streams = [relayTo(process, output.reading.hold(), 1), relayTo(process, errors.reading.hold(), 2)];
  try {
    child.run((self) => become(self, [account.shell, ...self.argv.slice(1)]));
    const status = await process.untilSure(child.ended);
    await Promise.all(streams);
    return "signal" in status ? FAILED : exitCode(status);
  } finally {
    session.finish({ code: FAILED });
    await Promise.allSettled([...streams, Promise.race([feeding, Promise.resolve()])]);
  }
}

/** The other side may stop reading, and this one may end, before the input does. */
function ignoreEnd(error: unknown): void {
  if (!(error instanceof SystemError) && !(error instanceof Death)) throw error;
}
