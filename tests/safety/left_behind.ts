import { join } from "node:path";
import type { Environment, TestCluster } from "../harness/cluster.ts";
import type { ServerProcess } from "../harness/server_process.ts";
import { auditText } from "./recorded.ts";

/** Settings that have a server write down all that it ever does. */
export function logSettings({ directory }: Pick<TestCluster, "directory">): Environment {
  return { LOG_LEVEL: "trace", LOG_DIR: join(directory, "logs") };
}

/** Ends a server; everything that it leaves: what it wrote to the client, to stderr, to its logs and to the audit log. */
export async function leftBehind(
  cluster: TestCluster,
  server: ServerProcess,
): Promise<Readonly<Record<string, string>>> {
  const commandLine = Deno.build.os === "linux" ? await Deno.readTextFile(`/proc/${server.pid}/cmdline`) : "";
  await server.closeInput();
  const { stdout, stderr } = await server.ended;
  const logs = join(cluster.directory, "logs");
  return {
    "the command line": commandLine,
    "an answer": stdout,
    "stderr": stderr,
    "combined.log": await Deno.readTextFile(join(logs, "combined.log")),
    "error.log": await Deno.readTextFile(join(logs, "error.log")),
    "the audit log": await auditText(cluster),
  };
}
