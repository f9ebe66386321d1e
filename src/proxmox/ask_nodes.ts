import { WireError } from "../wire/errors.ts";

/** What each of several nodes answered, and which of them did not. */
export interface NodeAnswers<Value> {
  readonly answers: readonly { readonly node: string; readonly value: Value }[];
  /** `pve2 (No route to host)` for each node that did not answer. */
  readonly unread: readonly string[];
}

/**
 * Asks several nodes the same at once; one that fails is named, not fatal.
 *
 * @throws the first node's error when none of them answers.
 */
export async function askNodes<Value>(
  nodes: readonly string[],
  ask: (node: string) => Promise<Value>,
): Promise<NodeAnswers<Value>> {
  const failures: { readonly node: string; readonly error: WireError }[] = [];
  const asked = await Promise.all(nodes.map(async (node) => {
    try {
      return [{ node, value: await ask(node) }];
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      failures.push({ node, error });
      return [];
    }
  }));
  const answers = asked.flat();
  const [first] = failures;
  if (first !== undefined && answers.length === 0) throw first.error;
  return {
    answers,
    unread: failures.map(({ node, error }) => `${node} (${error.message})`).sort(),
  };
}
