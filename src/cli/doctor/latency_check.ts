import { type Check, type Finding, ok, skipped, warning } from "./check.ts";

/** Milliseconds of one request above which working with the cluster is no pleasure, by either way. */
const slow = { api: 500, ssh: 5000 };

/** The ways to a cluster that work; each makes one request. */
export interface Ways {
  readonly api: (() => Promise<void>) | undefined;
  readonly ssh: (() => Promise<void>) | undefined;
}

/** What one request takes, by the API and by `pvesh` over SSH, which starts a Perl program for each. */
export const latencyCheck: Check<Ways> = {
  name: "latency",
  async look({ api, ssh }): Promise<Finding> {
    const times = {
      ...(api === undefined ? {} : { api: await medianTime(api, 5) }),
      ...(ssh === undefined ? {} : { ssh: await medianTime(ssh, 3) }),
    };
    const text = [
      ...(times.api === undefined ? [] : [`${times.api} ms a request by the API`]),
      ...(times.ssh === undefined ? [] : [`${times.ssh} ms by pvesh over SSH`]),
    ].join(", ");
    if (text === "") return skipped("no way leads there");
    return (times.api ?? 0) > slow.api || (times.ssh ?? 0) > slow.ssh
      ? warning(
        text,
        "The way there is slow, or the node is busy: compare with `ping`, and look at `pvecm status` and the node's load.",
      )
      : ok(text);
  },
};

/** The median of some requests, one after the other, in milliseconds. */
async function medianTime(request: () => Promise<void>, count: number): Promise<number> {
  const times: number[] = [];
  for (let made = 0; made < count; made++) {
    const began = performance.now();
    await request();
    times.push(performance.now() - began);
  }
  times.sort((left, right) => left - right);
  return Math.max(1, Math.round(times[Math.floor(count / 2)] ?? 0));
}
