import { guestSelector } from "../selectors.ts";
import { optionalSetting, settingWithDefault } from "../setting.ts";
import type { GuestSelector } from "../selectors.ts";
import { globs, listOf, text, textLike } from "../values.ts";

const group = "lists";
const nodes = () =>
  globs(/^[A-Za-z0-9*?-]+$/, "must be the name of a node, in which * and ? may stand for characters");
const storages = () =>
  globs(/^[A-Za-z0-9_.*?-]+$/, "must be the name of a storage, in which * and ? may stand for characters");

/** What tools may touch, and which commands may run. */
export const lists = {
  allowedGuests: optionalSetting<readonly GuestSelector[]>({
    name: "PROXMOX_ALLOWED_GUESTS",
    group,
    restricts: true,
    example: "100-199,web-*,pool:lab,tag:ai",
    defaultText: "all",
    doc: "Guests that may be touched: ids, ranges, names with `*`, `pool:NAME`, `tag:NAME`.",
    schema: () => listOf(guestSelector()),
  }),

  deniedGuests: settingWithDefault<readonly GuestSelector[]>({
    name: "PROXMOX_DENIED_GUESTS",
    group,
    restricts: true,
    default: [],
    example: "100,pool:production",
    doc: "Guests that may not be touched, in the same forms. Denying wins over allowing.",
    schema: () => listOf(guestSelector()),
  }),

  allowedNodes: optionalSetting<readonly string[]>({
    name: "PROXMOX_ALLOWED_NODES",
    group,
    restricts: true,
    example: "pve1,pve2",
    defaultText: "all",
    doc: "Nodes that may be used.",
    schema: nodes,
  }),

  deniedNodes: settingWithDefault<readonly string[]>({
    name: "PROXMOX_DENIED_NODES",
    group,
    restricts: true,
    default: [],
    example: "pve3",
    doc: "Nodes that may not be used.",
    schema: nodes,
  }),

  allowedStorages: optionalSetting<readonly string[]>({
    name: "PROXMOX_ALLOWED_STORAGES",
    group,
    restricts: true,
    example: "local-lvm,nfs-*",
    defaultText: "all",
    doc: "Storages that may be used.",
    schema: storages,
  }),

  deniedStorages: settingWithDefault<readonly string[]>({
    name: "PROXMOX_DENIED_STORAGES",
    group,
    restricts: true,
    default: [],
    example: "backup-offsite",
    doc: "Storages that may not be used.",
    schema: storages,
  }),

  protectedTag: settingWithDefault({
    name: "PROXMOX_PROTECTED_TAG",
    group,
    restricts: true,
    default: "protected",
    doc: "A guest with this tag is never changed.",
    schema: () =>
      textLike(
        /^[A-Za-z0-9_][A-Za-z0-9_\-+.]*$/,
        "must be a tag as Proxmox allows it: letters, digits, and the characters _ - + .",
      ),
  }),

  allowedCommands: optionalSetting<readonly string[]>({
    name: "PROXMOX_ALLOWED_COMMANDS",
    group,
    restricts: true,
    example: "systemctl status *,journalctl *",
    defaultText: "all",
    doc:
      "Commands that may run in guests and on hosts, as patterns of words. A seat belt, not a wall: a shell has many ways round it.",
    schema: () => listOf(text()),
  }),

  deniedCommands: settingWithDefault<readonly string[]>({
    name: "PROXMOX_DENIED_COMMANDS",
    group,
    restricts: true,
    default: [],
    example: "rm *,mkfs*",
    doc: "Commands that may not run, in the same form.",
    schema: () => listOf(text()),
  }),

  filesRoot: optionalSetting({
    name: "PROXMOX_FILES_ROOT",
    group,
    restricts: true,
    example: "~/proxmox-files",
    defaultText: "the working directory, unless that is the root or a home directory",
    doc:
      "Directory that files pulled from guests go to and files pushed come from. Nothing outside it is touched.",
    schema: text,
  }),
} as const;
