import assert from "node:assert/strict";
import type { TestCluster } from "../harness/cluster.ts";

/** Everything in a cluster that a call could change, as text. */
function picture({ simulator: { cluster: { state } } }: TestCluster): string {
  const { guests, storages, pools, tasks, users, acl } = state;
  return JSON.stringify({ guests, storages, pools, tasks: tasks.length, users, acl });
}

/** Remembers a cluster as it is, to say later whether anything was changed or even asked to change. */
export class Unchanged {
  readonly #cluster: TestCluster;
  readonly #picture: string;
  readonly #requests: number;

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
    this.#picture = picture(cluster);
    this.#requests = cluster.simulator.requests.length;
  }

  /** Fails if a change was sent, or if the cluster is another one than before. */
  check(because = ""): void {
    const sent = this.#cluster.simulator.requests.slice(this.#requests).filter(({ method }) =>
      method !== "GET"
    );
    assert.deepEqual(sent.map(({ method, path }) => `${method} ${path}`), [], because);
    assert.equal(picture(this.#cluster), this.#picture, because);
  }
}
