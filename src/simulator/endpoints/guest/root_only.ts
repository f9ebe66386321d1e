import type { CallContext } from "../../api/endpoint.ts";
import { invalid } from "../../api/failure.ts";
import { isRoot } from "../../cluster/identity.ts";

/**
 * Refuses options that only root itself may use; a token of root may not.
 *
 * @throws {ApiFailure} 400 naming each of them
 */
export function requireRootFor(call: CallContext, ...options: string[]): void {
  if (isRoot(call.identity)) return;
  const used = options.filter((option) => call.given[option] !== undefined);
  if (used.length === 0) return;
  throw invalid(Object.fromEntries(used.map((option) => [option, "Only root may use this option."])));
}
