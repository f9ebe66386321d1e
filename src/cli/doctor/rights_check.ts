import { Policy } from "../../policy/policy.ts";
import { permissions } from "../../proxmox/acl.ts";
import { releaseOf } from "../../proxmox/release.ts";
import { privilegesIn } from "../../proxmox/rights.ts";
import { grantNote, grantOn, grantsFor, toolRights } from "../../tools/access/tool_rights.ts";
import { toolsFor } from "../../server/tool_source.ts";
import { type Check, failure, ok, type Patient, warning } from "./check.ts";

/** What a login needs to see anything at all. */
const toLook = ["Datastore.Audit", "Sys.Audit", "VM.Audit"];

/** What the login may do, against the tools that are on. Source: `GET /access/permissions`. */
export const rightsCheck: Check<Patient> = {
  name: "privileges",
  async look({ settings, cluster, proxmox }) {
    const all = await permissions(proxmox.connection);
    const who = proxmox.login ?? "root@pam";
    if ([...all.values()].every((held) => held.size === 0)) {
      return failure(
        `${who} has none at all`,
        `${grantOn(who, "/", toLook)}\n${grantNote(who)}`,
      );
    }
    const release = await releaseOf(proxmox);
    const listed = await toolsFor({ policy: new Policy(settings.policy), ssh: cluster.ssh !== undefined });
    const tools = listed.map(({ name, privileges }) => ({
      name,
      privileges: privilegesIn(release, privileges),
    }));
    const { free, limited, lacking, lackingCount, missing } = toolRights(tools, all);
    const enough = `enough for all ${tools.length} tools that are on`;
    if (free === tools.length) return ok(enough);
    const elsewhere = limited.length === 0 ? [] : ["On some paths alone:", ...limited];
    if (missing.length === 0) return ok([`${enough}, though not everywhere`, ...elsewhere].join("\n"));
    return warning(
      [`${lackingCount} of the ${tools.length} tools that are on lack some:`, ...lacking, ...elsewhere].join(
        "\n",
      ),
      `Switch those tools off (PROXMOX_READ_ONLY, PROXMOX_EXCLUDE_TOOLS), or on a node, as root:\n${
        grantsFor(who, all, missing).join("\n")
      }\n${grantNote(who)}`,
    );
  },
};
