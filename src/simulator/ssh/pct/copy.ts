import { accountsOf } from "../../linux/files/accounts.ts";
import { changedMode } from "../../linux/programs/mode.ts";
import { openFile } from "../../linux/kernel/open.ts";
import type { OpenFile } from "../../linux/kernel/open_file.ts";
import type { Process } from "../../linux/kernel/process.ts";
import { SystemError, systemErrorText } from "../../linux/system_error.ts";
import { type CliCall, type CliCommand, text, vmidOf } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";
import { ROOT } from "../site.ts";
import { enterContainer, findContainer } from "./container.ts";

const OPTIONS = { user: "value", group: "value", perms: "value" } as const;

/** `pct push`: copies a file of the node into a container. Its exit code says nothing of how that went. */
export const pushCommand: CliCommand = {
  usage: "<vmid> <file> <destination> [OPTIONS]",
  options: OPTIONS,
  run: async (call) => {
    const vmid = vmidOf(call);
    const guest = findContainer(call, vmid);
    if (guest?.runtime === undefined) throw new CommandFailure("can only push files to a running CT");
    const { process } = call;
    const file = text(call, "file") ?? "";
    const source = openOrUndefined(process, file);
    if (source === undefined) {
      await process.write(2, `failed to open ${file} for reading\n`);
      return 0;
    }
    const worker = enterContainer(call, guest)({
      argv: ["task push"],
      files: [[0, source], [2, process.files.get(2)]],
    });
    record(call, "push_file", vmid);
    worker.run((self) => receive(self, call));
    await process.untilSure(worker.ended);
    return 0;
  },
};

/** `pct pull`: copies a file of a container to the node. What it cannot read leaves an empty file behind. */
export const pullCommand: CliCommand = {
  usage: "<vmid> <path> <destination> [OPTIONS]",
  options: OPTIONS,
  run: async (call) => {
    const vmid = vmidOf(call);
    const guest = findContainer(call, vmid);
    if (guest?.runtime === undefined) {
      throw new CommandFailure(
        "can only pull files from a running VM at /usr/share/perl5/PVE/CLI/pct.pm line 664.",
      );
    }
    const { process } = call;
    const destination = text(call, "destination") ?? "";
    let target: OpenFile;
    try {
      target = openFile(process, destination, { write: true, create: true, truncate: true });
      await setOwner(process, destination, call);
    } catch (error) {
      await process.write(2, `failed to create file: ${destination}: ${systemErrorText(error)}\n`);
      return 0;
    }
    const worker = enterContainer(call, guest)({
      argv: ["task pull"],
      files: [[1, target], [2, process.files.get(2)]],
    });
    record(call, "pull_file", vmid);
    worker.run((self) => send(self, text(call, "path") ?? ""));
    await process.untilSure(worker.ended);
    return 0;
  },
};

/** Both show in the list of tasks. */
function record({ site, node }: CliCall, type: string, vmid: number): void {
  site.tasks.start({ node, type, id: vmid, identity: ROOT, work: () => {} });
}

function openOrUndefined(process: Process, path: string): OpenFile | undefined {
  try {
    return openFile(process, path, { read: true });
  } catch (error) {
    systemErrorText(error);
    return undefined;
  }
}

async function receive(process: Process, call: CliCall): Promise<number> {
  const destination = text(call, "destination") ?? "";
  try {
    const target = openFile(process, destination, { write: true, create: true, truncate: true });
    process.files.set(1, target);
    if (!await setOwner(process, destination, call)) return 0;
  } catch (error) {
    await process.write(2, `failed to create file: ${destination}: ${systemErrorText(error)}\n`);
    return 0;
  }
  await copy(process);
  return 0;
}

async function send(process: Process, path: string): Promise<number> {
  try {
    process.files.set(0, openFile(process, path, { read: true }));
  } catch (error) {
    await process.write(2, `failed to open ${path}: ${systemErrorText(error)}\n`);
    return 0;
  }
  await copy(process);
  return 0;
}

/** Copies stdin to stdout; a directory gives nothing and no message. */
async function copy(process: Process): Promise<void> {
  try {
    for (let bytes = await process.read(0); bytes.length > 0; bytes = await process.read(0)) {
      await process.write(1, bytes);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code !== "EISDIR") await process.write(2, `failed to copy: ${error.message}\n`);
  }
}

/** Gives a file the owner and mode that were asked for; false, with a message, when a name is not known. */
async function setOwner(process: Process, path: string, call: CliCall): Promise<boolean> {
  const accounts = accountsOf(process.fs);
  const [user, group, perms] = [text(call, "user"), text(call, "group"), text(call, "perms")];
  const uid = user === undefined ? undefined : accounts.userId(user);
  const gid = group === undefined ? undefined : accounts.groupId(group);
  if (user !== undefined && uid === undefined) return await refuse(process, `failed to get uid for: ${user}`);
  if (group !== undefined && gid === undefined) {
    return await refuse(process, `failed to get gid for: ${group}`);
  }
  const mode = perms === undefined
    ? undefined
    : perms.startsWith("0x")
    ? parseInt(perms, 16)
    : changedMode(0, perms, 0);
  if (uid === undefined && gid === undefined && mode === undefined) return true;
  process.fs.change(path, {
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(mode === undefined ? {} : { mode }),
  });
  return true;
}

async function refuse(process: Process, message: string): Promise<boolean> {
  await process.write(2, `${message}\n`);
  return false;
}
