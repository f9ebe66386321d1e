import type { Program } from "../../linux/kernel/machine.ts";
import { apiCommand } from "../command/api_command.ts";
import { type CliCommand, cliProgram } from "../command/cli.ts";
import { guestShowCommands } from "../command/show_guest.ts";
import type { Site } from "../site.ts";
import { pullCommand, pushCommand } from "./copy.ts";
import { execCommand } from "./exec.ts";
import { diskFreeCommand, listCommand, unlockCommand } from "./show.ts";

const GUEST = "/nodes/{node}/lxc/{vmid}";

/** `pct` on a node. */
export function pctProgram(site: Site, node: string): Program {
  const post = (path: string, usage: string, more = {}): CliCommand =>
    apiCommand(site, { method: "POST", path: `${GUEST}${path}`, usage, ...more });
  return cliProgram("pct", {
    clone: post("/clone", "<vmid> <newid> [OPTIONS]"),
    create: apiCommand(site, {
      method: "POST",
      path: "/nodes/{node}/lxc",
      usage: "<vmid> <ostemplate> [OPTIONS]",
    }),
    destroy: apiCommand(site, { method: "DELETE", path: GUEST, usage: "<vmid> [OPTIONS]" }),
    list: listCommand,
    migrate: post("/migrate", "<vmid> <target> [OPTIONS]"),
    "move-volume": post(
      "/move_volume",
      "<vmid> <volume> [<storage>] [<target-vmid>] [<target-volume>] [OPTIONS]",
    ),
    resize: apiCommand(site, {
      method: "PUT",
      path: `${GUEST}/resize`,
      usage: "<vmid> <disk> <size> [OPTIONS]",
      isLenient: true,
    }),
    template: post("/template", "<vmid>", { isLenient: true }),
    ...guestShowCommands("lxc"),
    set: apiCommand(site, { method: "PUT", path: `${GUEST}/config`, usage: "<vmid> [OPTIONS]" }),
    delsnapshot: apiCommand(site, {
      method: "DELETE",
      path: `${GUEST}/snapshot/{snapname}`,
      usage: "<vmid> <snapname> [OPTIONS]",
    }),
    rollback: post("/snapshot/{snapname}/rollback", "<vmid> <snapname> [OPTIONS]"),
    snapshot: post("/snapshot", "<vmid> <snapname> [OPTIONS]"),
    reboot: post("/status/reboot", "<vmid> [OPTIONS]"),
    resume: post("/status/resume", "<vmid>"),
    shutdown: post("/status/shutdown", "<vmid> [OPTIONS]"),
    start: post("/status/start", "<vmid> [OPTIONS]"),
    stop: post("/status/stop", "<vmid> [OPTIONS]"),
    suspend: post("/status/suspend", "<vmid>"),
    df: diskFreeCommand,
    enter: {
      usage: "<vmid> [OPTIONS]",
      options: { "keep-env": "boolean" },
      run: (call) => execCommand.run({ ...call, extra: ["/bin/sh"] }),
    },
    exec: execCommand,
    pull: pullCommand,
    push: pushCommand,
    unlock: unlockCommand,
  }, { site, node });
}
