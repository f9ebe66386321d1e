import type { ApiAuth } from "../config/settings.ts";
import { inline } from "../text/foreign.ts";
import { conditionRemedy } from "./condition_remedies.ts";
import { authenticationError } from "./authentication.ts";
import { ApiError, type ApiFailure, NodeUnreachableError, ParameterError } from "./errors.ts";
import { permissionError } from "./permission.ts";

/**
 * Makes the error of the right class, sentence and remedy from a failure that Proxmox reported, on whichever wire.
 *
 * `auth` is the login that the request was made with; the remedies of 401 and 403 are written for it.
 */
export function apiErrorFrom(failure: ApiFailure, auth?: ApiAuth): ApiError {
  if (failure.status === 401) return authenticationError(failure, auth);
  if (failure.status === 403) return permissionError(failure, auth);
  if (failure.status === 400) return parameterError(failure);
  if (failure.status >= 595) return nodeUnreachable(failure);
  return new ApiError(`${asked(failure)}: ${words(failure)}.`, { ...remedyOf(failure), ...failure });
}

function asked({ method, path, status }: ApiFailure): string {
  return `Proxmox answered ${status} to ${method} ${path}`;
}

function words({ reason, parameters = {}, status }: ApiFailure): string {
  const named = Object.entries(parameters).map(([name, text]) => `${name}: ${inline(text, 500)}`);
  const all = [...(reason === "" ? [] : [inline(reason, 1000)]), ...named].join("; ").replace(/[.\s]+$/, "");
  if (all !== "") return all;
  return status === 500 ? "no reason given" : "no more was said";
}

function parameterError(failure: ApiFailure): ParameterError {
  const named = Object.keys(failure.parameters ?? {});
  const text = named.length === 0
    ? words(failure)
    : words({ ...failure, reason: failure.reason.replace(/^Parameter verification failed\.$/, "") });
  return new ParameterError(
    `Proxmox refuses the parameters of ${failure.method} ${failure.path} (400): ${text}.`,
    {
      remedy: named.length === 0
        ? ""
        : `Correct ${named.join(", ")}; proxmox_api_search shows what the endpoint takes.`,
      ...failure,
    },
  );
}

function remedyOf({ status, reason, method, path }: ApiFailure): { readonly remedy: string } {
  if (status === 501 && /for data too large/.test(reason)) {
    return { remedy: "Proxmox takes at most 512 KiB in one request (64 KiB before 8.3): send less at once." };
  }
  if (status === 501) {
    return { remedy: `This Proxmox version has no ${method} ${path}; proxmox_api_search shows what it has.` };
  }
  if (status === 500 && reason === "") {
    return {
      remedy:
        "The node's own services may be down: look at `systemctl status pve-cluster pvedaemon pveproxy` there.",
    };
  }
  if (status >= 502 && status <= 504) {
    return { remedy: "That comes from a gateway in front of Proxmox: look whether pveproxy runs behind it." };
  }
  return { remedy: conditionRemedy(reason) };
}

function nodeUnreachable(failure: ApiFailure): NodeUnreachableError {
  const node = /^\/nodes\/([^/]+)/.exec(failure.path)?.[1];
  const which = node === undefined ? "its own API daemon" : `the node ${decodeURIComponent(node)}`;
  const said = `${failure.status}${failure.reason === "" ? "" : ` ${failure.reason}`}`;
  const request = `${failure.method} ${failure.path}`;
  if (/certificate verify failed/.test(failure.reason)) {
    return new NodeUnreachableError(
      `The entry node does not trust the certificate of ${which} (${said} for ${request}).`,
      { ...failure, remedy: "Run `pvecm updatecerts -f` on that node and restart pveproxy there." },
    );
  }
  if (failure.status === 595) {
    return new NodeUnreachableError(
      `The entry node cannot reach ${which} (${said} for ${request}); nothing was done.`,
      {
        ...failure,
        remedy:
          "The node is off, cut off, or its pveproxy or pvedaemon is down: proxmox_node_list shows which nodes " +
          "are online, and other nodes' guests still answer.",
      },
    );
  }
  return new NodeUnreachableError(
    `${which[0]?.toUpperCase()}${
      which.slice(1)
    } gave no answer in time, or its connection broke (${said} for ${request}).`,
    {
      ...failure,
      remedy:
        "Proxmox gives up after 30 s: a storage or guest agent may hang, or the node is overloaded. Work already " +
        "begun goes on: proxmox_task_list shows it.",
    },
  );
}
