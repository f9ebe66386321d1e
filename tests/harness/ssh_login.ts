import { sshEnvironment } from "../../src/cli/simulated_login.ts";
import type { Environment, TestCluster } from "./cluster.ts";

/** Settings that log in as root over SSH on the nodes of a cluster that was started with `ssh: true`, risks accepted. */
export async function sshLogin({ simulator, directory }: TestCluster): Promise<Environment> {
  if (simulator.ssh === undefined) throw new Error("the cluster was started without SSH");
  return await sshEnvironment(simulator, directory);
}
