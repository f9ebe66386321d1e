/** The releases the simulator can play. */
export type Release = "9.2" | "8.4";

/** What `GET /version` and `pveversion` say about a release. */
export interface ReleaseFacts {
  readonly release: string;
  readonly version: string;
  readonly repoid: string;
  readonly kernel: string;
  readonly qemu: string;
}

const FACTS: Record<Release, ReleaseFacts> = {
  "9.2": {
    release: "9.2",
    version: "9.2.11",
    repoid: "14a22df35955d97d",
    kernel: "6.17.4-1-pve",
    qemu: "10.0.13",
  },
  "8.4": {
    release: "8.4",
    version: "8.4.5",
    repoid: "57892e8e686cb35b",
    kernel: "6.8.12-11-pve",
    qemu: "9.2.0",
  },
};

/** The version strings of a release. */
export function releaseFacts(release: Release): ReleaseFacts {
  return FACTS[release];
}
