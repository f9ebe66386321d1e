import { join } from "node:path";
import type { Conversation } from "../../scripts/smoke/conversation.ts";
import { withNode } from "../ssh/lab/lab.ts";
import { labMissing } from "../ssh/lab/lab_here.ts";
import type { LabNode } from "../ssh/lab/lab_node.ts";
import { must } from "../ssh/lab/process.ts";
import { sshOf } from "../ssh/lab/served.ts";
import { OpenSsh } from "./open_ssh.ts";
import { atMost, type Measurement, reference } from "./report.ts";
import { residentMegabytes } from "./resident.ts";
import { callTool, connect, frugalProxmoxServer, proxmoxServer } from "./servers.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, medians, timed } from "./timing.ts";

const mebibyte = 2 ** 20;
/** The container of the simulated cluster that the lab runs, and its node there. */
const [node, vmid] = ["pve1", 100];

/** What a measurement has at hand: the server with an MCP client, OpenSSH, the node of both, and a local directory. */
interface Bench {
  readonly server: Conversation;
  readonly openSsh: OpenSsh;
  readonly node: LabNode;
  readonly directory: string;
}

type Measure = (bench: Bench) => Promise<readonly Measurement[]>;

/** Commands and files by the tools beside OpenSSH's own programs on the same sshd, every connection warm. */
export const measureSsh = [
  ...[measureCommand, measureManyCommands, measureCopies].map((measure) => benchOf(proxmoxServer, measure)),
  benchOf(proxmoxServer, (bench) => measureCopyMemory(bench, "")),
  benchOf(frugalProxmoxServer, (bench) => measureCopyMemory(bench, ", with the binaries' V8 flags")),
];

function benchOf(command: readonly string[], measure: Measure) {
  return (cluster: SimulatedCluster) => withBench(cluster, command, measure);
}

async function withBench(
  cluster: SimulatedCluster,
  command: readonly string[],
  measure: Measure,
): Promise<readonly Measurement[]> {
  if (labMissing !== undefined) return [{ what: `SSH is left out: ${labMissing}`, measured: "", target: "" }];
  const measurements: Measurement[] = [];
  const directory = await Deno.makeTempDir({ prefix: "pmx-bench-" });
  await withNode({ name: node }, async (node) => {
    await using openSsh = await OpenSsh.connect(node, directory);
    const settings = {
      ...cluster.env,
      ...sshOf(node),
      PROXMOX_HOST: "127.0.0.1",
      PROXMOX_FILES_ROOT: directory,
      PROXMOX_AUDIT_LOG: join(directory, "audit.jsonl"),
      MAX_FILE_SIZE: String(2 ** 31),
    };
    const server = await connect(command, settings, 300_000);
    measurements.push(...await measure({ server, openSsh, node, directory }));
    await server.end();
  });
  await Deno.remove(directory, { recursive: true });
  return measurements;
}

/** `true` in a container, by the tool and by `ssh` with a control master. */
async function measureCommand({ server, openSsh }: Bench): Promise<readonly Measurement[]> {
  const works = [
    () => timed(() => callTool(server, "proxmox_ct_exec", { vmid, argv: ["true"] })),
    () => timed(() => openSsh.run(`pct exec ${vmid} --keep-env 0 -- env HOME=/root true`)),
  ];
  await medians(20, works);
  const [tool = NaN, ssh = NaN] = await medians(100, works);
  return [
    reference("ssh with a control master: pct exec 100 -- true", ssh, "ms"),
    reference("proxmox_ct_exec of true", tool, "ms"),
    atMost("proxmox_ct_exec, by ssh's", tool / ssh, 1.25, "×", 2),
  ];
}

/** 32 commands at once, on the channels that are configured by default. */
async function measureManyCommands({ server, node }: Bench): Promise<readonly Measurement[]> {
  const count =
    `mkdir -p /srv/now; : > /srv/now/$$; ls /srv/now | wc -l >> /srv/seen; sleep 0.1; rm /srv/now/$$`;
  const all = await timed(() =>
    inParallel(32, 32, () => callTool(server, "proxmox_ct_exec", { vmid, command: count }))
  );
  const seen = (await Deno.readTextFile(join(node.container, "srv/seen"))).trim().split("\n").map(Number);
  return [
    reference(`32 × proxmox_ct_exec at once, ${seen.length} without error`, all, "ms", 0),
    atMost("commands of them at the same time", Math.max(...seen), 8, "", 0),
  ];
}

/** 64 MiB to the node and back, by the tools and by `scp`. */
async function measureCopies({ server, openSsh, directory }: Bench): Promise<readonly Measurement[]> {
  const [local, back, there] = [join(directory, "up"), join(directory, "down"), "/root/scp"];
  await fill(local, 64);
  const copies = {
    "proxmox_host_push": { path: "/root/up", local: "up" },
    "proxmox_host_pull": { path: "/root/up", local: "down" },
    "proxmox_guest_push": { vmid, path: "/srv/up", local: "up" },
    "proxmox_guest_pull": { vmid, path: "/srv/up", local: "down" },
  };
  const compare = (path: string) =>
    Promise.all([must("sha256sum", [path]), openSsh.run(`sha256sum ${there}`)]);
  const works = [
    () => timed(() => openSsh.upload(local, there)),
    () => timed(() => openSsh.download(there, back)),
    // What a person does who wants what the tools do.
    () => timed(() => openSsh.upload(local, there).then(() => compare(local))),
    () => timed(() => openSsh.download(there, back).then(() => compare(back))),
    ...Object.entries(copies).map(([tool, args]) => () =>
      timed(() => callTool(server, tool, { ...args, overwrite: true }))
    ),
  ];
  await medians(1, works);
  const [up = NaN, down = NaN, upChecked = NaN, downChecked = NaN, ...tools] = await medians(5, works);
  return [
    reference("scp of 64 MiB up", up, "ms", 0),
    reference("scp of 64 MiB down", down, "ms", 0),
    reference("scp of 64 MiB up, then sha256sum of both ends at once", upChecked, "ms", 0),
    reference("scp of 64 MiB down, then sha256sum of both ends at once", downChecked, "ms", 0),
    ...Object.keys(copies).flatMap((tool, index) => {
      const milliseconds = tools[index] ?? NaN;
      const scp = tool.endsWith("push") ? up : down;
      return [
        reference(`${tool} of 64 MiB`, milliseconds, "ms", 0),
        atMost(`${tool}, by scp's`, milliseconds / scp, 1, "×", 2),
      ];
    }),
  ];
}

/** How much more resident memory a copy of 1 GiB takes, at its highest, than a copy of 1 MiB before it. */
async function measureCopyMemory(
  { server, directory }: Bench,
  how: string,
): Promise<readonly Measurement[]> {
  await fill(join(directory, "small"), 1);
  await fill(join(directory, "large"), 1024);
  const measurements: Measurement[] = [];
  const copies = [
    ["proxmox_guest_push", (local: string) => ({ path: `/srv/${local}`, local })],
    ["proxmox_guest_pull", (local: string) => ({ path: `/srv/${local}`, local: "back" })],
  ] as const;
  for (const [tool, args] of copies) {
    await callTool(server, tool, { vmid, ...args("small"), overwrite: true });
    const before = await residentMegabytes(server.pid) ?? NaN;
    let highest = before;
    const watch = setInterval(async () => {
      highest = Math.max(highest, await residentMegabytes(server.pid) ?? NaN);
    }, 50);
    await callTool(server, tool, { vmid, ...args("large"), overwrite: true });
    clearInterval(watch);
    measurements.push(atMost(`growth of memory over ${tool} of 1 GiB${how}`, highest - before, 64, "MB"));
  }
  return measurements;
}

/** Makes a file of random bytes. */
async function fill(path: string, mebibytes: number): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const piece = new Uint8Array(mebibyte);
  for (let at = 0; at < mebibyte; at += 65_536) crypto.getRandomValues(piece.subarray(at, at + 65_536));
  for (let written = 0; written < mebibytes; written++) {
    for (let left = piece; left.length > 0;) left = left.subarray(await file.write(left));
  }
}
