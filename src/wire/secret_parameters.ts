import { isSecretParameter } from "../policy/masking/mask_request.ts";
import { WireError } from "./errors.ts";
import type { WireRequest } from "./wire.ts";

/** A request that cannot go over a wire which would show a secret in it. */
export class ExposedSecretError extends WireError {
  override readonly name = "ExposedSecretError";
}

/** The name of a parameter of the request that holds a secret, such as `cipassword`; undefined when there is none. */
export function secretParameter({ path, parameters = {} }: WireRequest): string | undefined {
  return Object.entries(parameters).find(([name, value]) =>
    value !== undefined && value !== null && isSecretParameter(path, name)
  )?.[0];
}

/**
 * Whether a request brings a program in a VM its input, or a file its content: nobody can say what is in there, so it does
 * not stand in a command line where it can be helped.
 */
export function carriesInput({ path, parameters = {} }: WireRequest): boolean {
  return parameters["input-data"] !== undefined || path.endsWith("/agent/file-write");
}

/**
 * Refuses a request with a secret in it, for a wire whose requests are command lines: `ps` on the node shows those.
 *
 * @throws {ExposedSecretError} naming the parameter.
 */
export function refuseSecrets(request: WireRequest): void {
  const name = secretParameter(request);
  if (name === undefined) return;
  throw new ExposedSecretError(
    `${request.method} ${request.path} was not sent: over SSH its parameter ${name} would stand in a command line on the node.`,
    {
      remedy:
        "Configure an API token too (PROXMOX_API_TOKEN_ID), which carries such requests, or leave the parameter out.",
    },
  );
}
