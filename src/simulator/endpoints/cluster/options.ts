import { ANYONE, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { splitList } from "../../api/formats.ts";
import { choice, flag, integer, optional, optionals, type ParameterMap, text } from "../../api/schema.ts";
import { parsePropertyString } from "../../cluster/property_string.ts";
import { requireClusterLock } from "../../faults/quorum.ts";

const PARAMETERS: ParameterMap = {
  ...optionals(
    () => text(),
    "bwlimit consent-text crs description email_from ha http_proxy keyboard language mac_prefix migration " +
      "next-id notify registered-tags tag-style u2f user-tag-access webauthn",
  ),
  ...optionals(() => text({ since: "9" }), "location replication"),
  console: choice("applet vv html5 xtermjs"),
  fencing: choice("watchdog hardware both"),
  max_workers: optional(integer({ minimum: 1 })),
  migration_unsecure: optional(flag()),
  delete: optional(text({ format: "pve-configid-list" })),
};

/** Options that arrive parsed, and the key of each that may be written without its name. */
const PARSED: Readonly<Record<string, string>> = {
  migration: "type",
  ha: "shutdown_policy",
  crs: "ha",
  "next-id": "lower",
  "tag-style": "color-map",
  "user-tag-access": "user-allow",
  bwlimit: "default",
  notify: "package-updates",
  replication: "type",
};

/** The datacenter options. */
export const optionsEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/options",
    description: "Get datacenter options. Without 'Sys.Audit' on '/' not all options are returned.",
    permission: ANYONE,
    parameters: {},
    handler: readOptions,
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/options",
    description: "Set datacenter options.",
    permission: needs("/", "Sys.Modify"),
    protected: true,
    parameters: PARAMETERS,
    handler: async ({ cluster, faults, given }) => {
      await requireClusterLock(faults, cluster.clock, "file-datacenter_cfg");
      for (const key of splitList(String(given["delete"] ?? ""))) delete cluster.state.options[key];
      for (const [key, value] of Object.entries(given)) {
        if (key === "delete") continue;
        cluster.state.options[key] = key === "max_workers" ? Number(value) : String(value);
      }
      return null;
    },
  }),
];

function readOptions({ cluster, permissions }: CallContext): Record<string, unknown> {
  const { options } = cluster.state;
  const shown: Record<string, unknown> = {
    description: "",
    "allowed-tags": allowedTags(cluster.state.options),
  };
  for (const [key, value] of Object.entries(options)) {
    const defaultKey = PARSED[key];
    if (key === "registered-tags") shown[key] = splitList(String(value));
    else shown[key] = defaultKey === undefined ? value : parsePropertyString(String(value), defaultKey);
  }
  if (permissions.has("/", ["Sys.Audit"])) return shown;
  return Object.fromEntries(
    Object.entries(shown).filter(([key]) => ["console", "tag-style", "allowed-tags"].includes(key)),
  );
}

function allowedTags(options: Readonly<Record<string, string | number>>): string[] {
  return splitList(String(options["registered-tags"] ?? ""));
}
