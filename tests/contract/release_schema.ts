import * as z from "zod";

/** Releases of Proxmox VE whose REST schema lies beside this checkout, and which the simulator plays. */
export const releases = ["9.2", "8.4"] as const;

/** One of them. */
export type SchemaRelease = (typeof releases)[number];

const parameter = z.looseObject({
  // 1 for yes, but also "1", or a sentence where the parameter replaces another one.
  optional: z.unknown().optional().transform((value) => value !== undefined && value !== 0 && value !== "0"),
  // Null where a parameter's values are in its prose alone.
  enum: z.array(z.union([z.string(), z.number()])).nullish(),
});

const document = z.object({
  endpoints: z.array(z.object({
    method: z.string(),
    path: z.string(),
    parameters: z.record(z.string(), parameter),
  })),
});

type Endpoint = z.infer<typeof document>["endpoints"][number];
type Parameter = z.infer<typeof parameter>;

interface KnownEndpoint extends Endpoint {
  readonly pattern: RegExp;
}

function schemaFile(release: SchemaRelease): URL {
  return new URL(`../../../shared/pve-api-${release}.json`, import.meta.url);
}

/** Whether the schemas are there; tests that need them are left out where they are not. */
export async function haveSchemas(): Promise<boolean> {
  try {
    await Promise.all(releases.map((release) => Deno.stat(schemaFile(release))));
    return true;
  } catch {
    return false;
  }
}

/** A release's REST schema as Proxmox publishes it. */
export class ReleaseSchema {
  readonly #endpoints: readonly KnownEndpoint[];

  private constructor(endpoints: readonly Endpoint[]) {
    this.#endpoints = endpoints.map((endpoint) => ({ ...endpoint, pattern: patternOf(endpoint.path) }))
      // Proxmox tries literal segments before placeholders.
      .sort((left, right) => placeholders(left) - placeholders(right));
  }

  /** Reads the schema of a release. */
  static async of(release: SchemaRelease): Promise<ReleaseSchema> {
    return new ReleaseSchema(
      document.parse(JSON.parse(await Deno.readTextFile(schemaFile(release)))).endpoints,
    );
  }

  /** Which of the parameters an endpoint, given by its path with placeholders, does not have here, in words. */
  unknownTo(method: string, path: string, parameters: readonly string[]): readonly string[] {
    const name = `${method} ${path}`;
    const found = this.#endpoints.find((endpoint) => endpoint.method === method && endpoint.path === path);
    if (found === undefined) return [`${name} does not exist`];
    return parameters.filter((key) => parameterOf(found, key) === undefined)
      .map((key) => `${name} has no parameter ${key}`);
  }

  /** The endpoint of a request, by its method and its path with placeholders, if it takes such a parameter. */
  taking(parameter: string, request: { readonly method: string; readonly path: string }): string | undefined {
    const found = this.#endpointOf(request);
    return found === undefined || parameterOf(found, parameter) === undefined
      ? undefined
      : `${found.method} ${found.path}`;
  }

  #endpointOf(
    request: { readonly method: string; readonly path: string },
  ): KnownEndpoint | undefined {
    return this.#endpoints.find(({ method, pattern }) =>
      method === request.method && pattern.test(request.path)
    );
  }

  /** What is wrong with a request by this schema, in words; empty when nothing is. */
  faults(request: {
    readonly method: string;
    readonly path: string;
    readonly params: Readonly<Record<string, unknown>>;
  }): readonly string[] {
    const name = `${request.method} ${request.path}`;
    const found = this.#endpointOf(request);
    if (found === undefined) return [`${name} does not exist`];
    const unknown = Object.entries(request.params).flatMap(([key, value]) => {
      const parameter = parameterOf(found, key);
      if (parameter === undefined) return [`${name} has no parameter ${key}`];
      const allowed = parameter.enum ?? undefined;
      return allowed !== undefined && !allowed.map(String).includes(String(value))
        ? [`${name} takes no ${key}=${String(value)}`]
        : [];
    });
    const missing = Object.entries(found.parameters)
      .filter(([key, { optional }]) =>
        !optional && !key.includes("[n]") && request.params[key] === undefined &&
        !found.path.includes(`{${key}}`)
      )
      .map(([key]) => `${name} needs ${key}`);
    return [...unknown, ...missing];
  }
}

function patternOf(path: string): RegExp {
  const segments = path.split("/").map((segment) =>
    // These hold slashes themselves, so that Proxmox lets them take the rest of the path.
    segment === "{volume}" || segment === "{cidr}"
      ? ".+"
      : segment.startsWith("{")
      ? "[^/]+"
      : RegExp.escape(segment)
  );
  return new RegExp(`^${segments.join("/")}$`);
}

function placeholders({ path }: Endpoint): number {
  return path.split("{").length;
}

/** Numbered options, such as `scsi1`, stand in the schema as `scsi[n]`. */
function parameterOf({ parameters }: Endpoint, key: string): Parameter | undefined {
  return parameters[key] ?? parameters[key.replace(/\d+$/, "[n]")];
}
