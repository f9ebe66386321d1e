import { node } from "../fields.ts";
import { nodeOrDefault } from "../node_reference.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { progressOf, pull, pullAnswer, pushAnswer, sourceOf } from "./transfer.ts";
import { pullFields, pushFields } from "./transfer_fields.ts";

/** `proxmox_host_pull`: a file of a node, over SSH. */
export const hostPull = defineTool({
  name: "proxmox_host_pull",
  title: "Copy a file from a node",
  toolset: "core",
  access: "host",
  privileges: [],
  needs: "ssh",
  description: "Copy a file from a Proxmox node, to local or, for small text, into the answer.",
  input: { node: node.optional(), ...pullFields },
  target: async ({ node }, { proxmox }) => ({
    kind: "node",
    node: (await nodeOrDefault(proxmox, node)).node,
  }),
  async run({ node, ...input }, context) {
    const { place, name } = await nodeAt(context, node);
    const { getFile } = await import("../../ssh/get_file.ts");
    const pulled = await pull(
      context,
      input,
      (limit, take, onProgress) =>
        getFile(place, input.path, limit, take, { signal: context.signal, onProgress }),
    );
    return { where: `node ${name}`, pulled };
  },
  answer: ({ where, pulled }, { path }, limits) => pullAnswer(where, path, pulled, limits),
});

/** `proxmox_host_push`: the other way round. */
export const hostPush = defineTool({
  name: "proxmox_host_push",
  title: "Copy a file to a node",
  toolset: "core",
  access: "host",
  privileges: [],
  needs: "ssh",
  description: "Write a file on a Proxmox node from local or content; checked, in place whole or not at all.",
  input: { node: node.optional(), ...pushFields },
  target: async ({ node }, { proxmox }) => ({
    kind: "node",
    node: (await nodeOrDefault(proxmox, node)).node,
  }),
  async run({ node, path, local, content, overwrite, mode, user, group }, context) {
    const source = await sourceOf(context, { local, content });
    const { place, name } = await nodeAt(context, node);
    const { putFile } = await import("../../ssh/put_file.ts");
    const transferred = await putFile(place, path, source, {
      overwrite: overwrite === true,
      mode,
      user,
      group,
      signal: context.signal,
      onProgress: progressOf(context, path, source.size),
    });
    return { where: `node ${name}`, transferred };
  },
  answer: ({ where, transferred }, { path }) => pushAnswer(where, path, transferred),
});

async function nodeAt({ proxmox }: ToolContext, name: string | undefined) {
  const row = await nodeOrDefault(proxmox, name);
  const nodes = await proxmox.nodes("host", { node: row.node });
  const { nodePlace } = await import("../../ssh/places.ts");
  return { place: nodePlace(await nodes.on(row.node)), name: row.node };
}
