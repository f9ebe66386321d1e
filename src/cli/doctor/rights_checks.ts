import * as z from "zod";
import { Policy } from "../../policy/policy.ts";
import { grantLines } from "../../wire/permission.ts";
import { toolsFor } from "../../server/tool_source.ts";
import type { Tool } from "../../tools/tool.ts";
import { type Check, ok } from "./check.ts";

/** Path of the ACL tree to privilege to whether it is inherited below. */
const permissions = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What the login may do, against the tools that are on. */
export const rightsChecks: readonly Check[] = [
  {
    name: "privileges",
    async look({ settings, cluster, proxmox }) {
      const granted = await proxmox.connection.get("/access/permissions", permissions);
      const held = new Set(Object.values(granted).flatMap((privileges) => Object.keys(privileges)));
      if (held.size === 0) {
        return {
          verdict: "failure",
          text: "the login has no privilege at all",
          remedy: grantLines({
            aclPath: "/",
            privileges: ["Sys.Audit", "VM.Audit", "Datastore.Audit"],
            anyOf: false,
          }, cluster.auth).join("\n"),
        };
      }
      const tools = await toolsFor({ policy: new Policy(settings.policy), ssh: cluster.ssh !== undefined });
      const lacking = tools.map((tool) => ({ tool, missing: missingOf(tool, held) })).filter(({ missing }) =>
        missing.length > 0
      );
      if (lacking.length === 0) return ok(`enough for all ${tools.length} tools that are on`);
      const missing = [...new Set(lacking.flatMap((entry) => entry.missing))].sort();
      return {
        verdict: "warning",
        text: `${lacking.length} of ${tools.length} tools lack some of ${missing.join(", ")}: ${
          names(lacking.map(({ tool }) => tool))
        }`,
        remedy: `${
          grantLines({ aclPath: "/", privileges: missing, anyOf: false }, cluster.auth).join("\n")
        }\nOr leave it: those tools will say what they lack.`,
      };
    },
  },
];

function missingOf(tool: Tool, held: ReadonlySet<string>): readonly string[] {
  return tool.privileges.filter((privilege) => !held.has(privilege) && !heldBefore9(privilege, held));
}

/** Proxmox VE 8 has one privilege, VM.Monitor, for what 9 has several for. */
function heldBefore9(privilege: string, held: ReadonlySet<string>): boolean {
  return privilege.startsWith("VM.GuestAgent.") && held.has("VM.Monitor");
}

function names(tools: readonly Tool[]): string {
  const shown = tools.slice(0, 8).map((tool) => tool.name).join(", ");
  return tools.length > 8 ? `${shown} and ${tools.length - 8} more` : shown;
}
