import {
  type AccessLevel,
  accessLevels,
  privilegesOf,
  settingsOf,
} from "../../src/cli/setup/access_levels.ts";
import { planAccess } from "../../src/cli/setup/access_plan.ts";
import type { Sections } from "./sections.ts";

/** Every privilege that a level needs, as 9.x has them, and as 8.x does, which has one for all that the guest agent does. */
const known = {
  9: new Set(privilegesOf("everything", true)),
  8: new Set([
    ...privilegesOf("everything", true).filter((name) => !name.startsWith("VM.GuestAgent.")),
    "VM.Monitor",
  ]),
};

/** The `pveum` lines of each level, as `proxmox-mcp setup` runs them on a cluster that has none of it yet. */
export const accessParts: Sections = Object.fromEntries(
  (["look", "operate", "everything"] as const).map((level) => [level, () => linesOf(level)]),
);

const before8 =
  "On Proxmox VE 8 the role is smaller, for one privilege (`VM.Monitor`) stands there for all that the guest agent does, " +
  "commands in VMs included. Without it the addresses of VMs stay unknown:";

function linesOf(level: AccessLevel): string {
  const { hint } = accessLevels[level];
  const [now, before] = [steps(level, 9), steps(level, 8)];
  const settings = settingsOf(level, false).map(([setting, value]) => `${setting.name}=${String(value)}`);
  const differs = before.filter((line, index) => line !== now[index]);
  return [
    `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`,
    fenced(now),
    ...(differs.length === 0 ? [] : [before8, fenced(differs)]),
    "The settings that go with it:",
    fenced(settings),
  ].join("\n\n");
}

function steps(level: AccessLevel, release: 8 | 9): readonly string[] {
  const wish = { level, commands: false, userid: "proxmox-mcp@pve", tokenid: "assistant" };
  return planAccess(wish, {
    known: known[release],
    roles: new Map(),
    users: new Map(),
    granted: new Set(),
  }).map(({ line }) => line);
}

function fenced(lines: readonly string[]): string {
  return `\`\`\`sh\n${lines.join("\n")}\n\`\`\``;
}
