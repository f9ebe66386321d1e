import { parseArgs } from "node:util";
import * as z from "zod";
import { startSimulator } from "../simulator/simulator.ts";
import { lines } from "../text/table.ts";
import { Interruption } from "./interruption.ts";
import { print } from "./print.ts";
import { sshEnvironment } from "./simulated_login.ts";
import { UsageError } from "./usage_error.ts";

const optionsSchema = z.strictObject({
  port: z.coerce.number().int().min(0).max(65535).default(8006),
  hostname: z.string().default("127.0.0.1"),
  speed: z.coerce.number().positive().max(10_000).default(1),
  release: z.enum(["9.2", "8.4"]).default("9.2"),
  guests: z.coerce.number().int().min(1).max(20_000).optional(),
  nodes: z.coerce.number().int().min(1).max(200).optional(),
  ssh: z.boolean().default(false),
});

/** `proxmox-mcp simulate`: a simulated cluster on a port, until interrupted. */
export async function simulateCommand(args: readonly string[]): Promise<number> {
  const { port, hostname, speed, release, guests, nodes, ssh } = readOptions(args);
  using interruption = new Interruption();
  const crowd = guests !== undefined || nodes !== undefined;
  await using simulator = await startSimulator({
    port,
    hostname,
    speed,
    version: release,
    ssh,
    ...(crowd ? { seed: "large", guests: guests ?? 5000, nodes: nodes ?? 50 } : {}),
  });
  const { root, full, auditor } = simulator.logins;
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-simulate-" });
  const sshLogin = Object.entries(await sshEnvironment(simulator, directory));
  await print(lines([
    ["Simulated Proxmox VE", `${release} at ${simulator.url}`],
    ["Fingerprint", simulator.fingerprint],
    ["Password login", `${root.user} with ${root.password}`],
    ["Token with all rights", `${full.tokenId}=${full.secret}`],
    ["Token that may only look", `${auditor.tokenId}=${auditor.secret}`],
  ]));
  await print(`
Point proxmox-mcp at it:
  PROXMOX_HOST=${simulator.hostname} PROXMOX_PORT=${simulator.port} \\
  PROXMOX_FINGERPRINT=${simulator.fingerprint} \\
  PROXMOX_API_TOKEN_ID='${full.tokenId}' PROXMOX_API_TOKEN_SECRET=${full.secret} ${
    sshLogin.map(([name, value]) => `\\\n  ${name}=${value} `).join("")
  }proxmox-mcp

Or any client:
  curl -k -H 'Authorization: PVEAPIToken=${full.tokenId}=${full.secret}' ${simulator.url}/api2/json/cluster/resources

Nothing is kept. Ctrl-C ends it.`);
  await new Promise((resolve) => interruption.signal.addEventListener("abort", resolve, { once: true }));
  await Deno.remove(directory, { recursive: true });
  return 0;
}

function readOptions(args: readonly string[]): z.infer<typeof optionsSchema> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.keys(optionsSchema.shape).map((
          name,
        ) => [name, { type: name === "ssh" ? "boolean" : "string" }]),
      ),
    });
    return optionsSchema.parse(values);
  } catch (cause) {
    const reason = cause instanceof z.ZodError
      ? cause.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; ")
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new UsageError(`simulate cannot be started so: ${reason}.`, {
      remedy: "See proxmox-mcp help simulate.",
      cause,
    });
  }
}
