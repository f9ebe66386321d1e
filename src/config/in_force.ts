import { allSettings } from "./declared/all.ts";
import type { Given } from "./given.ts";
import type { Origin } from "./origin.ts";
import type { Group, Setting } from "./setting.ts";

/** What stands in place of a secret. */
const hidden = "********";

/** One setting as it is in force, for a person to read. */
export interface ValueInForce {
  /** Name in the environment. */
  readonly name: string;
  /** Key in the configuration file. */
  readonly key: string;
  readonly group: Group;
  /** The cluster it holds for; undefined for a setting that holds for all. */
  readonly cluster: string | undefined;
  /** The value as it was written, a secret as asterisks; the default in words where nothing was given; may be empty. */
  readonly text: string;
  readonly origin: Origin;
}

/** Lists every setting with its value and where that came from, those of clusters once for each. */
export function listInForce(
  shared: ReadonlyMap<Setting, Given>,
  clusters: ReadonlyMap<string, ReadonlyMap<Setting, Given>>,
): readonly ValueInForce[] {
  return allSettings.flatMap((setting) => {
    if (!setting.perCluster) return [describe(setting, shared.get(setting), undefined)];
    return [...clusters].map(([name, givens]) => describe(setting, givens.get(setting), name));
  });
}

function describe(setting: Setting, given: Given | undefined, cluster: string | undefined): ValueInForce {
  return {
    name: setting.name,
    key: setting.key,
    group: setting.group,
    cluster,
    text: given === undefined ? setting.defaultText : setting.secret ? hidden : written(given.value),
    origin: given?.origin ?? { kind: "default" },
  };
}

function written(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  // A token id may have its secret attached: user@realm!name=secret.
  return text.replace(/^([^=]*![^=]*=).*$/s, `$1${hidden}`);
}
