import { type AccessClass, accessClasses } from "../access.ts";
import type { GuardedRequest } from "../guard.ts";
import { NamedParameters } from "./named_parameters.ts";
import { raisesOf } from "./parameters.ts";
import { routedSegments } from "./segments.ts";
import { findEndpoint } from "./table.ts";

/** What a request does, as the policy sees it. */
export interface Judgement {
  readonly access: AccessClass;
  /** Phrases that follow "it": `deletes a snapshot`; the class's own reason first. */
  readonly reasons: readonly string[];
  /** True when data or state is lost, whatever the class: such a request is confirmed. */
  readonly destroys: boolean;
  /** Path with Proxmox's placeholders, or undefined where the tables do not know the endpoint. */
  readonly template: string | undefined;
}

/**
 * Judges a request by method, path and parameters.
 *
 * A change that the tables do not know counts as `destroy`, a GET that they do not know as `read`.
 *
 * @throws {PolicyError} for a path that may be read in two ways.
 */
export function judge(request: GuardedRequest): Judgement {
  const segments = routedSegments(request.path);
  const endpoint = findEndpoint(request.method, segments);
  if (endpoint === undefined) {
    if (request.method === "GET") {
      return { access: "read", reasons: ["reads"], destroys: false, template: undefined };
    }
    const reasons = ["makes a change that this version does not know"];
    return { access: "destroy", reasons, destroys: true, template: undefined };
  }
  const parts = [endpoint, ...raisesOf(endpoint, new NamedParameters(request.parameters), segments)]
    .toSorted((a, b) => accessClasses.indexOf(b.access) - accessClasses.indexOf(a.access));
  return {
    access: parts[0]?.access ?? endpoint.access,
    reasons: parts.map(({ why }) => why),
    destroys: parts.some(({ access }) => access === "destroy"),
    template: endpoint.template,
  };
}

/** The access class of a request; {@linkcode judge} says why it has it. */
export function classOf(request: GuardedRequest): AccessClass {
  return judge(request).access;
}
