import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { flag, NODE, optional, text } from "../../api/schema.ts";
import { releaseFacts } from "../../cluster/release.ts";
import { digestOf } from "../../cluster/digest.ts";
import { requireNode } from "../../resources/require_node.ts";

/** Packages of a node: what could be updated and what is installed. */
export const packageEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/apt/update",
    description: "List available updates.",
    permission: needs("/nodes/{node}", "Sys.Modify"),
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) =>
      requireNode(cluster, node).updates.map((update) => ({ ...update, Arch: "amd64" })),
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/apt/update",
    description: "This is used to resynchronize the package index files from their sources (apt-get update).",
    permission: needs("/nodes/{node}", "Sys.Modify"),
    protected: true,
    parameters: { node: NODE, notify: optional(flag({ default: 0 })), quiet: optional(flag({ default: 0 })) },
    handler: ({ node, tasks, identity }) =>
      tasks.start({
        ...{ node, identity, type: "aptupdate", id: "" },
        work: async (worker) => {
          worker.log("starting apt-get update", "Hit:1 http://deb.debian.org/debian trixie InRelease");
          await worker.sleep(3);
          worker.log(
            "Hit:2 http://download.proxmox.com/debian/pve trixie InRelease",
            "Reading package lists...",
          );
        },
      }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/apt/versions",
    description: "Get package information for important Proxmox packages.",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    parameters: { node: NODE },
    handler: ({ cluster }) => {
      const { version, kernel } = releaseFacts(cluster.release);
      const installed = {
        Arch: "amd64",
        CurrentState: "Installed",
        Origin: "Proxmox",
        Priority: "optional",
        Section: "admin",
      };
      return [
        ["proxmox-ve", version, { RunningKernel: kernel }],
        ["pve-manager", version, { RunningKernel: kernel, ManagerVersion: version }],
        ["qemu-server", "9.2.6", {}],
        ["pve-container", "6.1.10", {}],
        ["pve-storage", "9.1.7", {}],
      ].map(([name, number, rest]) => ({
        Package: name,
        Title: name,
        Description: `Package ${name}.`,
        Version: number,
        OldVersion: number,
        ...installed,
        ...Object(rest),
      }));
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/apt/repositories",
    description: "Get APT repository information.",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    parameters: { node: NODE },
    handler: () => ({
      digest: digestOf(REPOSITORIES),
      errors: [],
      infos: [],
      files: [{
        path: "/etc/apt/sources.list.d/proxmox.sources",
        "file-type": "sources",
        repositories: REPOSITORIES,
      }],
      "standard-repos": [{ handle: "no-subscription", name: "No-Subscription", status: 1 }],
    }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/apt/changelog",
    description: "Get package changelogs.",
    permission: needs("/nodes/{node}", "Sys.Modify"),
    parameters: { node: NODE, name: text(), version: optional(text()) },
    handler: ({ params }) =>
      `${params.name} (${params.version ?? "1.0"}) trixie; urgency=medium\n\n  * fix what was broken\n`,
  }),
];

const REPOSITORIES = [{
  Enabled: 1,
  Types: ["deb"],
  URIs: ["http://download.proxmox.com/debian/pve"],
  Suites: ["trixie"],
  Components: ["pve-no-subscription"],
  FileType: "sources",
}];
