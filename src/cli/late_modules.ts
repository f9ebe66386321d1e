/** Modules that only some runs need, by their path from here. */
interface LateModules {
  "./audit.ts": typeof import("./audit.ts");
  "./call.ts": typeof import("./call.ts");
  "./config.ts": typeof import("./config.ts");
  "./tools.ts": typeof import("./tools.ts");
  "./demo.ts": typeof import("./demo.ts");
  "./doctor/doctor.ts": typeof import("./doctor/doctor.ts");
  "./demo_cluster.ts": typeof import("./demo_cluster.ts");
  "./health.ts": typeof import("./health.ts");
  "./help.ts": typeof import("./help.ts");
  "./simulate.ts": typeof import("./simulate.ts");
  "./token.ts": typeof import("./token.ts");
  "../server/http/serve.ts": typeof import("../server/http/serve.ts");
}

/** The paths of all late modules: `deno compile` must be told of them, since it does not see them imported. */
export const lateModules: readonly (keyof LateModules)[] = [
  "./audit.ts",
  "./call.ts",
  "./config.ts",
  "./tools.ts",
  "./demo.ts",
  "./doctor/doctor.ts",
  "./demo_cluster.ts",
  "./health.ts",
  "./help.ts",
  "./simulate.ts",
  "./token.ts",
  "../server/http/serve.ts",
];

/**
 * Loads a module that only some runs need.
 *
 * At start Deno reads every module it can see in an `import()`, run or not: with the simulator and the HTTP server among
 * them that is a fifth of the time until a client gets its first answer. It cannot see through a variable.
 */
export async function late<Path extends keyof LateModules>(path: Path): Promise<LateModules[Path]> {
  return await import(path);
}
