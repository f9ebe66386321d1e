import type { CompleteRequestParams, CompleteResult } from "@modelcontextprotocol/server";
import { type Completable, completions } from "../proxmox/completion.ts";
import { prompts } from "../prompts/catalog.ts";
import { chooseCluster } from "./cluster_choice.ts";
import { resourceOfTemplate } from "./resources.ts";
import type { Runtime } from "./runtime.ts";
import type { ServedTo } from "./served_to.ts";

/** As many as the protocol allows in one answer. */
const most = 100;

/**
 * Answers `completion/complete` with names from the cluster that the caller may see; with none where the cluster cannot be
 * asked, for a person is typing and an error would help nobody.
 */
export async function complete(
  runtime: Runtime,
  { policy }: ServedTo,
  { ref, argument, context }: CompleteRequestParams,
  signal: AbortSignal,
): Promise<CompleteResult> {
  if (argument.name === "cluster") {
    return answer(runtime.clusterNames.filter((name) => name.startsWith(argument.value)));
  }
  const kind = kindOf(ref, argument.name);
  if (kind === undefined) return answer([]);
  try {
    const cluster = await chooseCluster(runtime, context?.arguments?.["cluster"]);
    const call = { tool: "completion", access: "read", confirmed: false } as const;
    const resources = await cluster.view(policy, call, signal).resources();
    return answer(completions(resources, kind, argument.value));
  } catch {
    return answer([]);
  }
}

function kindOf(ref: CompleteRequestParams["ref"], name: string): Completable | undefined {
  if (ref.type === "ref/resource") return resourceOfTemplate(ref.uri)?.variables?.[name]?.completes;
  const prompt = prompts.find((one) => one.name === ref.name);
  return prompt?.arguments.find((argument) => argument.name === name)?.completes;
}

function answer(names: readonly string[]): CompleteResult {
  return {
    completion: { values: names.slice(0, most), total: names.length, hasMore: names.length > most },
  };
}
