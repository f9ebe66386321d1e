import type { AccessClass } from "../access.ts";
import type { NamedParameters } from "./named_parameters.ts";
import type { KnownEndpoint } from "./table.ts";

/** A class that a request has on account of its parameters, and why. */
export interface Raise {
  readonly access: AccessClass;
  readonly why: string;
}

interface ParameterRule extends Raise {
  /** `METHOD template` of the endpoints the rule is for. */
  readonly endpoints: RegExp;
  readonly applies: (parameters: NamedParameters, segments: readonly string[]) => boolean;
}

const guestConfig = /^(POST|PUT) \/nodes\/{node}\/(qemu|lxc)(\/{vmid}\/config)?$/;
const createGuest = /^POST \/nodes\/{node}\/(qemu|lxc)$/;
const backup = /^(POST \/nodes\/{node}\/vzdump|(POST|PUT) \/cluster\/backup(\/{id})?)$/;
const storage = /^(POST|PUT) \/storage(\/{storage})?$/;

/** Volumes of guests are named after slots: `scsi0`, `mp3`, `rootfs`, `unused1`. */
const diskSlot = /^(ide|sata|scsi|virtio|efidisk|tpmstate|mp|unused|rootfs|cdrom)\d*$/;

const agentCommands = new Set(
  ("fsfreeze-freeze fsfreeze-status fsfreeze-thaw fstrim get-fsinfo get-host-name get-memory-block-info " +
    "get-memory-blocks get-osinfo get-time get-timezone get-users get-vcpus info network-get-interfaces ping " +
    "shutdown suspend-disk suspend-hybrid suspend-ram").split(" "),
);

const rules: readonly ParameterRule[] = [
  {
    endpoints: createGuest,
    applies: (given) => given.isOn("force"),
    access: "destroy",
    why: "restores over a guest that exists",
  },
  {
    endpoints: /^(PUT|POST) .*{vmid}\/(config|unlink)$/,
    applies: (given) => given.isOn("force"),
    access: "destroy",
    why: "deletes the disks that it takes off the guest",
  },
  {
    endpoints: /^(PUT|POST) .*{vmid}\/(config|unlink)$/,
    applies: (given) =>
      [...given.list("delete"), ...given.list("idlist")].some((slot) => /^unused/i.test(slot)),
    access: "destroy",
    why: "deletes a detached disk",
  },
  {
    endpoints: guestConfig,
    applies: (given) => given.isOff("protection") || given.list("delete").includes("protection"),
    access: "destroy",
    why: "takes away a guest's protection against removal",
  },
  {
    endpoints: /./,
    applies: (given) => given.isOn("skiplock"),
    access: "destroy",
    why: "ignores the lock that guards a task at work on the guest",
  },
  {
    endpoints: guestConfig,
    applies: (given) => given.has("args") || given.has("hookscript"),
    access: "host",
    why: "makes the node run something of the caller's choice with the guest",
  },
  {
    endpoints: guestConfig,
    applies: (given) => given.entries.some(([name, value]) => usesHostPath(name, value)),
    access: "host",
    why: "opens a file, directory or device of the node to the guest",
  },
  {
    endpoints: guestConfig,
    applies: (given) => given.has("entrypoint"),
    access: "exec",
    why: "sets the command that a container starts",
  },
  {
    endpoints: backup,
    applies: (given) => given.has("script") || given.has("tmpdir") || given.has("dumpdir"),
    access: "host",
    why: "runs a script or writes into a directory of the node",
  },
  {
    endpoints: backup,
    applies: (given) => prunes(given) || given.has("maxfiles"),
    access: "destroy",
    why: "deletes older backups by a rule of its own",
  },
  {
    endpoints: storage,
    applies: (given) => prunes(given) || given.has("maxfiles"),
    access: "destroy",
    why: "sets which backups of the storage are deleted",
  },
  {
    endpoints: /^PUT .*\/content\/{volume...}$/,
    applies: (given) => given.isOff("protected"),
    access: "destroy",
    why: "takes away a backup's protection against removal",
  },
  {
    endpoints: /^(POST|PUT) \/cluster\/replication/,
    applies: (given) => given.has("remove_job"),
    access: "destroy",
    why: "ends a replication and removes the copies",
  },
  {
    endpoints: /^PUT \/cluster\/ceph\/flags/,
    applies: (given, segments) => given.isOn("pause") || (segments[3] === "pause" && given.isOn("value")),
    access: "destroy",
    why: "stops all reading and writing on Ceph",
  },
  {
    endpoints: /^POST \/nodes\/{node}\/qemu\/{vmid}\/agent$/,
    applies: (given) => given.values("command").some((command) => !agentCommands.has(command)),
    access: "exec",
    why: "gives the guest agent a command that is not known to be harmless",
  },
  {
    endpoints: /^GET \/cluster\/acme\/(tos|meta)$/,
    applies: (given) => given.has("directory"),
    access: "write",
    why: "makes a node connect to an address of the caller's choice",
  },
];

/** The classes that the parameters of a known endpoint add to its own. */
export function raisesOf(
  endpoint: KnownEndpoint,
  parameters: NamedParameters,
  segments: readonly string[],
): readonly Raise[] {
  const name = `${endpoint.method} ${endpoint.template}`;
  return rules.filter((rule) => rule.endpoints.test(name) && rule.applies(parameters, segments))
    .map(({ access, why }) => ({ access, why }));
}

function prunes(given: NamedParameters): boolean {
  return given.values("prune-backups").some((value) =>
    !/^\s*keep-all\s*=\s*(1|on|yes|true)\s*$/i.test(value)
  );
}

/** Disks and mount points are volumes (`store:name`); a path in their place is one of the node, as `dev0=/dev/sda` is. */
function usesHostPath(name: string, value: string): boolean {
  if (/^dev\d+$/.test(name)) return true;
  if (!diskSlot.test(name)) return false;
  return value.split(",").some((part) => /^(file=|volume=|import-from=)?\s*\//i.test(part.trim()));
}
