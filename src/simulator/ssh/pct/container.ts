import type { Guest } from "../../cluster/guest.ts";
import type { ForkOptions, Process } from "../../linux/kernel/process.ts";
import type { CliCall } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";

/** The container of a call where its configuration is on this node; undefined otherwise. */
export function findContainer({ site, node }: CliCall, vmid: number): Guest | undefined {
  const guest = site.cluster.guest(vmid);
  return guest?.type === "lxc" && guest.node === node ? guest : undefined;
}

/**
 * The container of a call, which has to run.
 *
 * @throws {CommandFailure} 2 when its configuration is not on this node, 255 when it is stopped
 */
export function requireContainer(call: CliCall, vmid: number): Guest {
  const guest = findContainer(call, vmid);
  if (guest === undefined) {
    throw new CommandFailure(`Configuration file 'nodes/${call.node}/lxc/${vmid}.conf' does not exist`, 2);
  }
  if (guest.runtime === undefined) throw new CommandFailure(`container '${vmid}' not running!`);
  return guest;
}

/** Makes processes in a running container, as its root; they end with it. */
export function enterContainer({ site, process }: CliCall, guest: Guest): (options: ForkOptions) => Process {
  const running = site.machines.container(guest);
  if (running === undefined) throw new CommandFailure(`container '${guest.vmid}' not running!`);
  return (options) =>
    process.fork({
      user: { name: "root", uid: 0, gid: 0 },
      cwd: "/",
      machine: running.machine,
      ...options,
    });
}
