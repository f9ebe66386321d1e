import type { Cluster } from "../../cluster/cluster.ts";
import type { Guest } from "../../cluster/guest.ts";
import { deviceAddresses } from "../blank_system.ts";
import { figuresOf } from "../figures.ts";
import { parsePropertyString } from "../../cluster/property_string.ts";
import type { MachineFacts, Mount, Service } from "../../linux/kernel/machine.ts";
import { logTime } from "../../linux/programs/stat_text.ts";

const MIB = 1024 ** 2;

/** Units that a container runs, beside those its name tells of. */
const UNITS: Readonly<Record<string, string>> = {
  cron: "Regular background program processing daemon",
  dbus: "D-Bus System Message Bus",
  ssh: "OpenBSD Secure Shell server",
  "systemd-journald": "Journal Service",
  "systemd-logind": "User Login Management",
};

/** Services by a word in the container's name. */
const BY_NAME: readonly (readonly [RegExp, string, string])[] = [
  [/dns/, "unbound", "Unbound DNS server"],
  [/proxy|web/, "nginx", "A high performance web server and a reverse proxy server"],
  [/monitor/, "prometheus", "Monitoring system and time series database"],
  [/home-assistant/, "home-assistant", "Home Assistant"],
  [/ci|runner/, "gitlab-runner", "GitLab Runner"],
  [/db/, "postgresql", "PostgreSQL RDBMS"],
];

/** What the programs in a guest tell of it; the numbers are those of the REST side. */
export function guestFacts(cluster: Cluster, guest: Guest): MachineFacts {
  const { system, runtime, config } = guest;
  const { cpus, cpu, mem, maxmem, maxdisk, maxswap } = figuresOf(cluster, guest);
  const bootedAt = runtime?.startedAt ?? cluster.clock.now();
  const services = servicesOf(system.hostname);
  return {
    hostname: system.hostname,
    kernel: system.kernel.endsWith("-pve") ? system.kernel : "6.17.4-1-pve",
    cores: cpus,
    load: [cpu * cpus, cpu * cpus * 0.95, cpu * cpus * 0.9],
    memory: { total: maxmem, used: mem },
    swap: { total: maxswap, used: 0 },
    bootedAt,
    mounts: [
      { device: rootDevice(config["rootfs"]), type: "ext4", path: "/", total: maxdisk, used: system.used },
      ...mountPoints(guest),
      { device: "none", type: "tmpfs", path: "/dev", total: 492 * 1024, used: 4096 },
    ],
    services,
    journal: journalOf(system.hostname, bootedAt, services),
    addresses: addressesOf(guest),
    isBusybox: system.os.id === "alpine",
  };
}

/** The services of a container by its name. */
function servicesOf(hostname: string): Service[] {
  const own = BY_NAME.filter(([word]) => word.test(hostname)).map(([, name, description]) =>
    [name, description] as const
  );
  return [...Object.entries(UNITS), ...own].map(([name, description]) => ({
    name,
    description,
    isRunning: true,
    state: "enabled",
  }));
}

function journalOf(hostname: string, bootedAt: number, services: readonly Service[]): string[] {
  const line = (offset: number, source: string, text: string): string =>
    `${logTime(bootedAt + offset)} ${hostname} ${source}: ${text}`;
  return [
    line(0, "systemd[1]", "Startup begins."),
    ...services.flatMap(({ name, description }, index) => [
      line(index + 1, "systemd[1]", `Started ${name}.service - ${description}.`),
      line(index + 1, `${name}[${100 + index * 7}]`, "Ready."),
    ]),
  ];
}

function rootDevice(rootfs: unknown): string {
  const volume = String(rootfs ?? "").split(",")[0] ?? "";
  const [storage = "", name = ""] = volume.split(":");
  return /subvol/.test(name)
    ? `${storage}/${name}`
    : /\.raw$/.test(name)
    ? "/dev/loop0"
    : `/dev/mapper/pve-${name.replaceAll("-", "--")}`;
}

function mountPoints({ config }: Guest): Mount[] {
  return Object.entries(config).filter(([key]) => /^mp\d+$/.test(key)).map(([, value]) => {
    const { volume = "", mp = "/mnt", size = "8G" } = parsePropertyString(String(value), "volume");
    const match = /^(\d+)([MGT]?)/.exec(size);
    const total = Number(match?.[1] ?? 8) * ({ M: MIB, T: 1024 ** 4 }[match?.[2] ?? ""] ?? 1024 ** 3);
    return {
      device: volume.replace(":", "/"),
      type: "ext4",
      path: mp,
      total,
      used: Math.round(total * 0.42),
    };
  });
}

function addressesOf(guest: Guest): Record<string, readonly string[]> {
  const devices = Object.keys(guest.config).filter((key) => /^net\d+$/.test(key)).toSorted();
  return Object.fromEntries(devices.map((key) => {
    const { name = key } = parsePropertyString(String(guest.config[key]), "name");
    return [name, deviceAddresses(guest, Number(key.slice(3)))];
  }));
}
