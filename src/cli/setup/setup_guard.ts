import type { RequestGuard } from "../../policy/guard.ts";
import { PolicyError } from "../../policy/errors.ts";

/** What setup changes on a cluster, and nothing else: roles, users with their tokens, and grants. */
const changed = /^\/access\/(?:roles|users|acl)(?:\/|$)/;

/** Lets the login that a person gave setup do no more than setup says it does. */
export const setupGuard: RequestGuard = {
  check({ method, path }) {
    if (method !== "GET" && !changed.test(path)) {
      throw new PolicyError(`Setup does not send ${method} ${path}.`);
    }
  },
  checkCommand() {
    throw new PolicyError("Setup runs no command over this connection.");
  },
};
