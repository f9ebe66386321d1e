import { parseApiDocument } from "../../../src/proxmox/api_schema/document.ts";
import { ApiSchema } from "../../../src/proxmox/api_schema/schema.ts";

const vmid = { type: "integer", minimum: 100, maximum: 999999999, format: "pve-vmid" };
const node = { type: "string", format: "pve-node" };
const closed = (properties: Record<string, unknown>) => ({ additionalProperties: 0, properties });

/** A tree of a few made-up endpoints with every kind of parameter that Proxmox's schema knows. */
export const smallTree = [
  {
    path: "/nodes",
    text: "nodes",
    leaf: 0,
    info: {
      GET: {
        name: "index",
        description: "List the nodes. Without Sys.Audit only some columns.",
        allowtoken: 1,
        permissions: { user: "all" },
        parameters: closed({}),
        returns: { type: "array", items: { properties: { node: {}, status: {} } } },
      },
    },
    children: [{
      path: "/nodes/{node}",
      children: [
        {
          path: "/nodes/{node}/qemu",
          children: [{
            path: "/nodes/{node}/qemu/{vmid}",
            info: {
              DELETE: {
                name: "destroy_vm",
                description: 'Destroy the guest [and "all" its { disks.',
                permissions: { check: ["perm", "/vms/{vmid}", ["VM.Allocate"]] },
                parameters: closed({ node, vmid, purge: { type: "boolean", optional: 1 } }),
                returns: { type: "string" },
              },
            },
            children: [{
              path: "/nodes/{node}/qemu/{vmid}/config",
              leaf: 1,
              info: {
                GET: { name: "config", parameters: closed({ node, vmid }), permissions: { user: "all" } },
                PUT: {
                  name: "update",
                  description: "Set options.",
                  permissions: {
                    check: ["or", ["perm", "/vms/{vmid}", ["VM.Config.CPU", "VM.Config.Disk"], "any", 1], [
                      "and",
                      ["perm", "/", ["Sys.Modify"]],
                      ["perm", "/pool/{pool}", ["Pool.Audit"], "require_param", "pool"],
                    ]],
                  },
                  parameters: closed({
                    node,
                    vmid,
                    cores: { type: "integer", optional: 1, minimum: 1, maximum: 128, default: 1 },
                    onboot: { type: "boolean", optional: 1 },
                    bios: { type: "string", enum: ["seabios", "ovmf"], optional: 1 },
                    name: { type: "string", optional: 1, minLength: 2, maxLength: 8, format: "dns-name" },
                    size: { type: "string", optional: 1, pattern: "\\+?\\d+(\\.\\d+)?[KMGT]?" },
                    tags: { type: "string", optional: 1, pattern: "(?^i:[a-z]+)" },
                    delete: { type: "string", optional: 1, format: "pve-configid-list" },
                    "net[n]": {
                      type: "string",
                      optional: 1,
                      format: {
                        model: { type: "string", enum: ["virtio", "e1000"], default_key: 1 },
                        virtio: { alias: "macaddr", keyAlias: "model" },
                        bridge: { type: "string", optional: 1 },
                        firewall: { type: "boolean", optional: 1 },
                      },
                    },
                    checksum: { type: "string", optional: 1, requires: "algorithm" },
                    algorithm: { type: "string", optional: 1 },
                    command: { type: "array", optional: 1, items: { type: "string", minLength: 1 } },
                    limit: {
                      type: "number",
                      optional: 1,
                      minimum: 0,
                      default: "limit from datacenter config",
                    },
                  }),
                  returns: { type: "null" },
                },
              },
            }],
          }],
        },
        {
          path: "/nodes/{node}/storage/{storage}/content",
          info: {
            POST: {
              name: "create",
              permissions: {},
              parameters: closed({
                node,
                storage: { type: "string" },
                filename: { type: "string", description: "File name." },
                vmid,
              }),
            },
          },
          children: [{
            path: "/nodes/{node}/storage/{storage}/content/{volume}",
            info: { GET: { name: "info", allowtoken: 0, parameters: { properties: {} } } },
          }],
        },
      ],
    }],
  },
];

/** The small tree as a node would serve it. */
export const smallScript = `const apiSchema = ${JSON.stringify(smallTree, undefined, 2)}\n;\nlet x = [1];\n`;

/** The small tree, parsed. */
export const smallSchema = new ApiSchema("9.9.9", parseApiDocument(smallScript));
