import { type ApiEndpoint, type ApiParameter, placeholders, type PropertyKey } from "./endpoint.ts";
import { checkValue } from "./value_check.ts";

/** A call that fits an endpoint, with made-up values. */
export interface ExampleCall {
  readonly path: string;
  /** Only what must be given. */
  readonly parameters: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/** Values that people recognise, by the parameter's name, or by the path's last word and the name. */
const known: Readonly<Record<string, string | number>> = {
  node: "pve1",
  target: "pve2",
  vmid: 100,
  newid: 101,
  vms: "100",
  storage: "local",
  "target-storage": "local",
  "target-bridge": "vmbr0",
  volume: "local:iso/debian.iso",
  volid: "local:iso/debian.iso",
  archive: "local:backup/vzdump-qemu-100-2026_01_01-00_00_00.vma.zst",
  filename: "debian.iso",
  "content filename": "vm-100-disk-1",
  "acl path": "/vms/100",
  "config-keys": "global:fsid",
  ostemplate: "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst",
  template: "debian-12-standard_12.7-1_amd64.tar.zst",
  upid: "UPID:pve1:0000022F:0002BDDF:6B00F2EC:qmstart:100:root@pam:",
  snapname: "before-update",
  userid: "alice@pve",
  username: "alice@pve",
  tokenid: "automation",
  groupid: "admins",
  roleid: "PVEVMAdmin",
  roles: "PVEVMAdmin",
  realm: "pve",
  poolid: "web",
  sid: "vm:100",
  resources: "vm:100",
  size: "+10G",
  command: "hostname",
  iface: "vmbr1",
  service: "pveproxy",
  disk: "scsi0",
  dev: "/dev/sdb",
  devices: "/dev/sdb",
  url: "https://example.org/image.iso",
  password: "a-long-password",
  key: "ctrl-alt-delete",
  file: "/etc/hostname",
  content: "iso",
  cidr: "10.0.0.0/24",
  subnet: "10.0.0.0-24",
  network: "10.0.0.0/24",
  hostname: "pve2",
  fingerprint: Array(32).fill("AB").join(":"),
  pos: 0,
  timezone: "Europe/Berlin",
  digest: "0".repeat(40),
  id: "100-0",
};

/** Makes an example of a call; what no value can be made up for is shown as `<name>`. */
export function exampleCall(endpoint: ApiEndpoint): ExampleCall {
  const inPath = placeholders(endpoint.path);
  const leaf = endpoint.path.split("/").at(-1) ?? "";
  const parameters = Object.entries(endpoint.parameters)
    .filter(([name, parameter]) => parameter.optional !== true && !inPath.includes(name))
    .map(([name, parameter]) => [name, exampleValue(name, parameter, leaf)] as const);
  return {
    path: endpoint.path.replace(
      /\{([^}]+)\}/g,
      (_, name: string) => String(exampleValue(name, endpoint.parameters[name] ?? {})),
    ),
    parameters: Object.fromEntries(parameters),
  };
}

function exampleValue(
  name: string,
  parameter: ApiParameter,
  leaf = "",
): string | number | boolean | readonly (string | number)[] {
  if (parameter.type === "array") {
    const element = exampleValue(name, parameter.items ?? {});
    return [typeof element === "number" ? element : String(element)];
  }
  if (parameter.type === "boolean") return true;
  const plain = name.replaceAll("_", "-");
  const candidates = [
    knownValue(`${leaf} ${plain}`),
    knownValue(plain),
    parameter.enum?.[0],
    parameter.default,
    parameter.keys === undefined ? undefined : propertyString(parameter.keys),
    parameter.minimum ?? (parameter.type === "integer" || parameter.type === "number" ? 1 : undefined),
    ...lastResorts,
  ];
  return candidates.find((value) => value !== undefined && "value" in checkValue(parameter, value)) ??
    `<${name}>`;
}

/** Values for formats and patterns that no name tells. */
const lastResorts = [
  "example",
  "vmbr0",
  "/dev/sdb",
  "aa:bb:cc:dd:ee:ff",
  "10.0.0.1",
  "00:1f.0",
  "0000:01:00.0",
  "8086:1533",
  "1-1",
  "10G",
  "pve2c-0123456789",
];

function knownValue(name: string): string | number | undefined {
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

function propertyString(keys: Readonly<Record<string, PropertyKey>>): string {
  return Object.entries(keys).filter(([, key]) => key.optional !== true && key.alias === undefined)
    .map(([name, key]) => `${name}=${String(exampleValue(name, key))}`).join(",");
}
