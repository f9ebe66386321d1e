/** Where a value came from. */
export type Origin =
  | { readonly kind: "option"; readonly name: string }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "dotenv"; readonly name: string; readonly file: string }
  /** `name` is the path of keys, such as `clusters.lab.host`. */
  | { readonly kind: "file"; readonly name: string; readonly file: string }
  | { readonly kind: "default" };

/** Where a value came from, as a phrase: `--host`, `PROXMOX_HOST in the environment`, `host in /x/proxmox-config.json`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "option":
      return origin.name;
    case "environment":
      return `${origin.name} in the environment`;
    case "dotenv":
    case "file":
      return `${origin.name} in ${origin.file}`;
    case "default":
      return "default";
  }
}
