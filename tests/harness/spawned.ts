import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
// @ts-types="npm:@modelcontextprotocol/sdk@1.32.2/client/stdio"
import { StdioClientTransport as LegacyStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { serverCommand } from "./command.ts";
import type { TestCluster } from "./cluster.ts";
import { connectLegacy, type LegacyClient } from "./legacy_client.ts";
import { connectModern, type ModernClient } from "./modern_client.ts";

/** Where a spawned server finds its cluster, and what it is started with. */
export type SpawnPlace = Pick<TestCluster, "environment" | "directory">;

/** Spawns `main.ts` as MCP hosts do and connects the SDK's v2 client over its pipes. */
export async function spawnModern(place: SpawnPlace, args: readonly string[] = []): Promise<ModernClient> {
  return await connectModern(new StdioClientTransport(parametersOf(place, args)));
}

/** Spawns `main.ts` as MCP hosts do and connects the SDK's 1.x client over its pipes. */
export async function spawnLegacy(place: SpawnPlace, args: readonly string[] = []): Promise<LegacyClient> {
  return await connectLegacy(new LegacyStdioTransport(parametersOf(place, args)));
}

function parametersOf(place: SpawnPlace, args: readonly string[]) {
  const { program, args: own, environment } = serverCommand(args);
  return {
    command: program,
    args: [...own],
    env: { ...environment, ...place.environment },
    cwd: place.directory,
    stderr: "ignore" as const,
  };
}
