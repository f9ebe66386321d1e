import { capturedText } from "./capture.ts";
import { missingHelper } from "./container_command.ts";
import type { NodeShell } from "./node_shell.ts";
import { ContainerError, containerError, pctExec } from "./pct.ts";
import type { Place } from "./transfer.ts";

/** The files of a node, read and written as root. Each transfer asks the policy for class `host`. */
export function nodePlace(shell: NodeShell): Place {
  return {
    name: `the node ${shell.node}`,
    run: (argv, options) => shell.exec(argv, options),
  };
}

/** The files of a running container, read and written as its root. Each transfer asks the policy for class `exec`. */
export function containerPlace(shell: NodeShell, vmid: number): Place {
  return {
    name: `container ${vmid}`,
    run: async (argv, options) => {
      const outcome = await shell.runForGuest(pctExec(vmid, argv), options);
      const failure = containerError(shell.node, vmid, outcome);
      if (failure !== undefined) throw failure;
      if (missingHelper(capturedText(outcome.stderr), { command: "" }) !== undefined) {
        throw new ContainerError(`Container ${vmid} has no shell.`, {
          fault: "no-shell",
          reason: "no sh",
          remedy: "Its files can be copied by pct push and pct pull alone.",
        });
      }
      return outcome;
    },
  };
}
