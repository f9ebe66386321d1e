import { volid } from "../../src/simulator/cluster/storage.ts";
import { seedState } from "../../src/simulator/seed/seed.ts";

const state = seedState("lab", "9.2", Math.floor(Date.now() / 1000));

/** The id of a volume that the lab has from its seed. */
export function seededVolid(storage: string, name: RegExp): string {
  const found = state.storages[storage];
  const volume = found?.volumes.find((one) => name.test(one.name));
  if (found === undefined || volume === undefined) throw new Error(`the seed has no ${name} on ${storage}`);
  return volid(found.storage, volume);
}
