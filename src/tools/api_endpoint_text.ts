import { classOf } from "../policy/endpoints/judge.ts";
import type { ApiEndpoint } from "../proxmox/api_schema/endpoint.ts";
import { exampleCall } from "../proxmox/api_schema/example.ts";
import { bodyParameters, parametersText, parameterText } from "../proxmox/api_schema/notation.ts";
import { capEnd } from "../text/cap.ts";

/** Describes an endpoint in a few lines: what it does, its class here, what it takes and needs, an example. */
export function briefText(endpoint: ApiEndpoint): string {
  const parameters = parametersText(endpoint, 320);
  return [heading(endpoint), ...(parameters === "" ? [] : [`  ${parameters}`]), ...ending(endpoint)].join(
    "\n",
  );
}

/** Describes an endpoint with each of its parameters on a line. */
export function fullText(endpoint: ApiEndpoint): string {
  const parameters = bodyParameters(endpoint).map(([name, parameter]) => {
    const requires = parameter.requires === undefined ? "" : ` (with ${parameter.requires})`;
    const about = parameter.about === undefined ? "" : `  ${capEnd(parameter.about, 120)}`;
    return `  ${parameterText(name, parameter, { keys: true, choices: 40 })}${requires}${about}`;
  });
  return [
    heading(endpoint),
    ...parameters,
    ...(endpoint.open === true ? ["  and any other parameter"] : []),
    ...(endpoint.returns === "" ? [] : [`  answers: ${endpoint.returns}`]),
    ...ending(endpoint),
  ].join("\n");
}

function heading({ method, path, about }: ApiEndpoint): string {
  const access = classOf({ method, path });
  return `${method} ${path} [${access}]${about === "" ? "" : ` ${about}`}`;
}

function ending(endpoint: ApiEndpoint): readonly string[] {
  const token = endpoint.ticketOnly === true ? "; refused to API tokens" : "";
  return [`  needs: ${endpoint.permission}${token}`, `  e.g. ${exampleText(endpoint)}`];
}

function exampleText(endpoint: ApiEndpoint): string {
  const { path, parameters } = exampleCall(endpoint);
  const isRead = endpoint.method === "GET";
  return `proxmox_api_${isRead ? "read" : "call"} ${
    JSON.stringify({
      ...(isRead ? {} : { method: endpoint.method }),
      path,
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    })
  }`;
}
