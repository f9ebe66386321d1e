import type { InMemoryTransport } from "@modelcontextprotocol/client";
import type { Environment } from "../harness/cluster.ts";
import type { Human } from "../harness/human.ts";
import { type InProcess, serveTo } from "../harness/in_process.ts";
import { connectLegacy } from "../harness/legacy_client.ts";
import { connectModern } from "../harness/modern_client.ts";
import type { ToolClient } from "../harness/tool_client.ts";

/** A protocol era with the SDK's client of that time. */
export interface Era {
  readonly name: string;
  readonly connect: (transport: InMemoryTransport, human?: Human) => Promise<ToolClient>;
}

/** Both eras that clients speak. */
export const eras: readonly Era[] = [
  { name: "2026", connect: connectModern },
  { name: "2025", connect: connectLegacy },
];

/** Serves a client of an era; with a human it can pass questions on, without it cannot. */
export function serveEra(
  era: Era,
  environment: Environment,
  human?: Human,
): Promise<InProcess<ToolClient>> {
  return serveTo(environment, (transport) => era.connect(transport, human));
}
