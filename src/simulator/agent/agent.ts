import { Buffer } from "node:buffer";
import type { CallContext } from "../api/endpoint.ts";
import { ApiFailure, failure } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import { requireGuest } from "../guest/lookup.ts";
import { isAgentEnabled } from "../guest/status.ts";

/** Seconds until Proxmox gives up on an agent that does not answer. */
const PING_TIMEOUT = 3;

/** A machine whose agent answers. */
export interface AgentGuest extends Guest {
  readonly runtime: NonNullable<Guest["runtime"]>;
}

/**
 * Finds the machine of a call and makes sure that its agent answers.
 *
 * @throws {ApiFailure} 500 when no agent is configured, the machine is off, or nothing answers within three seconds
 */
export async function requireAgent(call: CallContext, vmid: number): Promise<AgentGuest> {
  const guest = requireGuest(call.cluster, call.node, "qemu", vmid);
  if (!isAgentEnabled(guest)) throw failure("No QEMU guest agent configured");
  const { runtime } = guest;
  if (runtime === undefined) throw failure(`VM ${vmid} is not running`);
  if (!guest.system.agent || runtime.agentStuck === true || runtime.paused === true) {
    await call.cluster.clock.sleep(PING_TIMEOUT);
    throw failure("QEMU guest agent is not running");
  }
  return Object.assign(guest, { runtime });
}

/** A refusal of the agent itself. */
export function agentError(text: string): ApiFailure {
  return failure(`Agent error: ${text}`);
}

/**
 * Texts for the agent are taken byte by byte: a character above U+00FF cannot be one.
 *
 * @throws {ApiFailure} 500 with Perl's words and the place they come from
 */
export function toBytes(text: string, place: string): Uint8Array {
  if (/[^\0-\xff]/u.test(text)) throw failure(`Wide character in subroutine entry at ${place}.`);
  return Buffer.from(text, "latin1");
}

/** Bytes as the API shows them: one character each. */
export function fromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** The daemon dies writing an error with typographic quotes: the client sees a connection that broke. */
export function brokenPipe(): ApiFailure {
  return new ApiFailure(596, "Broken pipe", { body: "empty" });
}
