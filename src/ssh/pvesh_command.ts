import { ParameterError } from "../wire/errors.ts";
import { parameterPairs } from "../wire/parameters.ts";
import { refuseSecrets } from "../wire/secret_parameters.ts";
import type { Method, WireRequest } from "../wire/wire.ts";

const commands: Readonly<Record<Method, string>> = {
  GET: "get",
  POST: "create",
  PUT: "set",
  DELETE: "delete",
};

/** Options of pvesh itself, which no parameter of a request may become. */
const ownOptions = new Set([
  "api_path",
  "human-readable",
  "noborder",
  "noheader",
  "nooutput",
  "noproxy",
  "output-format",
  "quiet",
]);

/**
 * The arguments of the `pvesh` call that carries a request.
 *
 * @throws {ParameterError} for a parameter that would be an option of pvesh, or no option at all.
 * @throws {ExposedSecretError} for a parameter that `ps` on the node must not show.
 */
export function pveshCommand(request: WireRequest): string[] {
  refuseSecrets(request);
  const { method } = request;
  // Proxmox decodes a path before it looks where it leads; pvesh takes it as it is.
  const path = decodeURIComponent(request.path);
  const options = parameterPairs(request).flatMap(([name, value]) => {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || ownOptions.has(name)) throw unknownParameter(request, name);
    return [`--${name}`, value];
  });
  return ["pvesh", commands[method], path, ...options, "--output-format", "json"];
}

/** The error that Proxmox gives over REST for a parameter that no endpoint has. */
function unknownParameter({ method, path }: WireRequest, name: string): ParameterError {
  const text = "property is not defined in schema and the schema does not allow additional properties";
  return new ParameterError(`Proxmox refuses the parameters of ${method} ${path} (400): ${name}: ${text}.`, {
    status: 400,
    reason: "Parameter verification failed.",
    parameters: { [name]: text },
    method,
    path,
    remedy: `Leave ${name} out; proxmox_api_search shows what the endpoint takes.`,
  });
}
