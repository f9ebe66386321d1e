/** What the binaries tell V8, each with its reason. */
export const v8Flags: readonly string[] = [
  // A small young generation: a server that waits most of its time need not keep 16 MB for garbage.
  "--max-semi-space-size=2",
];
