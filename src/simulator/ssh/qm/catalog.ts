import type { Program } from "../../linux/kernel/machine.ts";
import { apiCommand } from "../command/api_command.ts";
import { type CliCommand, cliProgram } from "../command/cli.ts";
import { guestShowCommands } from "../command/show_guest.ts";
import type { Site } from "../site.ts";
import { guestCommand, guestExecCommand, guestStatusCommand } from "./guest_agent.ts";
import { announceUpdate, cloudInitDumpCommand, listCommand, terminalCommand, unlockCommand } from "./show.ts";

const GUEST = "/nodes/{node}/qemu/{vmid}";

/** `qm` on a node. */
export function qmProgram(site: Site, node: string): Program {
  const post = (path: string, usage: string, more = {}): CliCommand =>
    apiCommand(site, { method: "POST", path: `${GUEST}${path}`, usage, ...more });
  const put = (path: string, usage: string, more = {}): CliCommand =>
    apiCommand(site, { method: "PUT", path: `${GUEST}${path}`, usage, ...more });
  return cliProgram("qm", {
    agent: guestCommand,
    "cloudinit dump": cloudInitDumpCommand,
    "cloudinit update": put("/cloudinit", "<vmid>"),
    "disk move": post("/move_disk", "<vmid> <disk> [<storage>] [OPTIONS]"),
    "disk resize": put("/resize", "<vmid> <disk> <size> [OPTIONS]", { isLenient: true }),
    "disk unlink": put("/unlink", "<vmid> --idlist <string> [OPTIONS]"),
    resize: put("/resize", "<vmid> <disk> <size> [OPTIONS]", { isLenient: true }),
    "guest cmd": guestCommand,
    "guest exec-status": guestStatusCommand,
    "guest passwd": post("/agent/set-user-password", "<vmid> <username> [OPTIONS]"),
    "guest exec": guestExecCommand,
    clone: post("/clone", "<vmid> <newid> [OPTIONS]"),
    create: apiCommand(site, { method: "POST", path: "/nodes/{node}/qemu", usage: "<vmid> [OPTIONS]" }),
    delsnapshot: apiCommand(site, {
      method: "DELETE",
      path: `${GUEST}/snapshot/{snapname}`,
      usage: "<vmid> <snapname> [OPTIONS]",
    }),
    destroy: apiCommand(site, { method: "DELETE", path: GUEST, usage: "<vmid> [OPTIONS]" }),
    list: listCommand,
    migrate: post("/migrate", "<vmid> <target> [OPTIONS]"),
    reboot: post("/status/reboot", "<vmid> [OPTIONS]"),
    reset: post("/status/reset", "<vmid> [OPTIONS]"),
    resume: post("/status/resume", "<vmid> [OPTIONS]"),
    rollback: post("/snapshot/{snapname}/rollback", "<vmid> <snapname> [OPTIONS]"),
    sendkey: put("/sendkey", "<vmid> <key> [OPTIONS]"),
    set: put("/config", "<vmid> [OPTIONS]", { announce: announceUpdate }),
    shutdown: post("/status/shutdown", "<vmid> [OPTIONS]"),
    snapshot: post("/snapshot", "<vmid> <snapname> [OPTIONS]"),
    start: post("/status/start", "<vmid> [OPTIONS]"),
    stop: post("/status/stop", "<vmid> [OPTIONS]"),
    suspend: post("/status/suspend", "<vmid> [OPTIONS]"),
    template: post("/template", "<vmid> [OPTIONS]", { isLenient: true }),
    ...guestShowCommands("qemu"),
    terminal: terminalCommand,
    unlock: unlockCommand,
  }, { site, node });
}
