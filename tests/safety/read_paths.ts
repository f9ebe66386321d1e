import type { World } from "./world.ts";

/** The paths of every GET that the simulator has, their placeholders filled with what there is. */
export function readPaths(world: World): readonly string[] {
  const paths = world.endpoints.filter((endpoint) => endpoint.startsWith("GET ")).map((endpoint) =>
    endpoint.slice(4)
  );
  const guestPaths = (type: string) => world.guests.filter((path) => path.includes(`/${type}/`)).slice(0, 2);
  return paths.flatMap((path) => {
    const type = /\/(qemu|lxc)\/\{vmid\}/.exec(path)?.[1];
    return type === undefined
      ? [path]
      : guestPaths(type).map((guest) => path.replace(`/nodes/{node}/${type}/{vmid}`, guest));
  }).flatMap((path) =>
    path.includes("{storage}") ? world.storages.map((storage) => path.replace("{storage}", storage)) : [path]
  ).flatMap((path) =>
    path.includes("{upid}")
      ? world.upids.slice(-2).map((upid) =>
        path.replace("{node}", upid.split(":")[1] ?? "").replace("{upid}", upid)
      )
      : [path]
  ).map((path) => path.replace(/\{(\w+)[.*]*\}/g, (_, name: string) => idFor(name)));
}

function idFor(name: string): string {
  const known: Readonly<Record<string, string>> = {
    node: "pve1",
    snapname: "canary",
    userid: "root@pam",
    tokenid: "full",
    poolid: "production",
    groupid: "admins",
    id: "backup-nightly",
    sid: "vm:103",
    service: "pveproxy",
    iface: "vmbr0",
    pos: "0",
    volume: "x",
  };
  return known[name] ?? "x1";
}
