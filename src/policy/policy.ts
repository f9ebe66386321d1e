import type { PolicySettings } from "../config/settings.ts";
import { type AccessClass, accessClasses } from "./access.ts";
import type { CallerLimits } from "./caller.ts";
import { PolicyError } from "./errors.ts";
import { matchesAny } from "./glob.ts";
import { missingSwitches, type PolicyWire } from "./switches.ts";

const subject: Readonly<Record<AccessClass, string>> = {
  read: "Reading",
  write: "Changing anything",
  destroy: "Destroying data or state",
  exec: "Reaching into guests by commands, files or consoles",
  host: "Running commands and moving files on Proxmox nodes",
};

/**
 * What this process, or one caller of it, may do: the switches of the access classes, the lists of tools, and who asks.
 *
 * A policy never changes; {@linkcode Policy.narrow} makes a stricter one.
 */
export class Policy {
  readonly settings: PolicySettings;
  /** The callers this policy was narrowed for; empty for the process itself. */
  readonly callers: readonly CallerLimits[];

  constructor(settings: PolicySettings, callers: readonly CallerLimits[] = []) {
    this.settings = settings;
    this.callers = callers;
  }

  /** Why a class is off, or undefined when it is on. */
  refusal(access: AccessClass, options: { readonly wire?: PolicyWire } = {}): PolicyError | undefined {
    const settings = missingSwitches(access, this.settings, options.wire);
    if (settings.length > 0) {
      const way = options.wire === "ssh" ? " over SSH" : "";
      return new PolicyError(`${subject[access]}${way} is off (access class ${access}).`, {
        access,
        settings,
        remedy: `The owner allows it with ${settings.join(" and ")} and a restart of the server.`,
      });
    }
    const limit = this.callers.find((caller) => rank(access) > rank(caller.access));
    if (limit === undefined) return undefined;
    return new PolicyError(
      `${
        subject[access]
      } is beyond what ${limit.caller} may do (access class ${limit.access}, not ${access}).`,
      { access, remedy: `The owner can give ${limit.caller} a token made with --access ${access}.` },
    );
  }

  /**
   * Why the lists of tools keep a tool out, or undefined when they let it in.
   *
   * @param standsFor the tools of which it is an alias: with one of them excluded, it is excluded too.
   */
  toolRefusal(tool: string, standsFor: readonly string[] = []): PolicyError | undefined {
    const { tools, excludeTools } = this.settings;
    const excluded = [tool, ...standsFor].find((name) => matchesAny(excludeTools, name));
    if (excluded !== undefined) {
      const alias = excluded === tool ? "" : `, and ${tool} is an alias of it`;
      return new PolicyError(`The tool ${excluded} is excluded by PROXMOX_EXCLUDE_TOOLS${alias}.`, {
        settings: ["PROXMOX_EXCLUDE_TOOLS"],
        remedy: "The owner takes it out of PROXMOX_EXCLUDE_TOOLS and restarts the server.",
      });
    }
    if (tools !== undefined && !matchesAny(tools, tool)) {
      return new PolicyError(`The tool ${tool} is not on the list in PROXMOX_TOOLS.`, {
        settings: ["PROXMOX_TOOLS"],
        remedy: `The owner adds ${tool} to PROXMOX_TOOLS and restarts the server.`,
      });
    }
    return undefined;
  }

  /** A policy that also holds to a caller's limits; nothing that this one refuses becomes allowed. */
  narrow(caller: CallerLimits): Policy {
    return new Policy(this.settings, [...this.callers, caller]);
  }
}

function rank(access: AccessClass): number {
  return accessClasses.indexOf(access);
}
