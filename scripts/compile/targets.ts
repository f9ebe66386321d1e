/** A platform that a binary is made for. */
export interface Target {
  /** `<os>-<arch>` as it stands in the file's name. */
  readonly name: string;
  /** The Rust target triple that `deno compile --target` takes. */
  readonly triple: string;
  readonly extension: "" | ".exe";
}

/** Every platform of a release. */
export const targets: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu", extension: "" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu", extension: "" },
  { name: "macos-x64", triple: "x86_64-apple-darwin", extension: "" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin", extension: "" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc", extension: ".exe" },
];

/** Finds targets by name, all of them where none is named; throws a RangeError that lists the names for an unknown one. */
export function findTargets(names: readonly string[]): readonly Target[] {
  if (names.length === 0) return targets;
  return names.map((name) => {
    const target = targets.find((candidate) => candidate.name === name);
    if (target !== undefined) return target;
    throw new RangeError(
      `There is no target ${name}; choose from ${targets.map((each) => each.name).join(", ")}`,
    );
  });
}

/** The name of a release's binary: `proxmox-mcp-<version>-<os>-<arch>[.exe]`. */
export function binaryName(version: string, target: Target): string {
  return `proxmox-mcp-${version}-${target.name}${target.extension}`;
}
