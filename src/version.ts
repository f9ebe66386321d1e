import project from "../deno.json" with { type: "json" };

/** The program's version, stated once in `deno.json`. */
export const version: string = project.version;
