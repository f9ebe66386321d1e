import type { ConfigValue, Guest, GuestConfig } from "../cluster/guest.ts";
import { fileEntry } from "../linux/files/entry.ts";
import { disksOf, isCloudInitDrive } from "./disks.ts";

const OPTION = /^(ci(custom|password|type|upgrade|user)|ipconfig\d+|nameserver|searchdomain|sshkeys|name)$/;

/** Whether a drive is there for cloud-init to read. */
export function hasCloudInitDrive(guest: Guest): boolean {
  return disksOf(guest.type, guest.config).some(isCloudInitDrive);
}

/** Writes the options to the drive, as a start and `PUT .../cloudinit` do; without a drive nothing happens. */
export function writeCloudInitDrive(guest: Guest): void {
  if (hasCloudInitDrive(guest)) guest.cloudInit = cloudInitOptions(guest.config);
}

/** What the guest does with the drive while it boots: it takes the name and lets the given keys in. */
export function readCloudInitDrive(guest: Guest): void {
  const { cloudInit, system } = guest;
  if (cloudInit === undefined) return;
  system.hostname = hostname(guest.vmid, cloudInit);
  const mtime = Math.floor(Date.now() / 1000);
  system.files["/etc/hostname"] = fileEntry(`${system.hostname}\n`, { mtime });
  const keys = publicKeys(cloudInit);
  if (keys.length === 0) return;
  const user = String(cloudInit["ciuser"] ?? system.os.id);
  const home = user === "root" ? "/root" : `/home/${user}`;
  system.files[`${home}/.ssh/authorized_keys`] = fileEntry(`${keys.join("\n")}\n`, {
    mode: 0o600,
    mtime,
  });
}

/** The rows of `GET .../cloudinit`: each option as the drive has it, and what it would become. */
export function cloudInitRows(guest: Guest): Record<string, unknown>[] {
  const now = cloudInitOptions(guest.config);
  const written = guest.cloudInit ?? now;
  const keys = [...new Set([...Object.keys(written), ...Object.keys(now)])].filter((key) => key !== "name");
  return keys.map((key) => {
    const old = written[key];
    const wanted = now[key];
    return {
      key,
      ...(old === undefined ? {} : { value: shown(key, old) }),
      ...(wanted === undefined ? { delete: 1 } : wanted === old ? {} : { pending: shown(key, wanted) }),
    };
  });
}

/** The user data of the drive as `GET .../cloudinit/dump?type=user` shows it. */
export function userData(guest: Guest): string {
  const { config } = guest;
  const name = hostname(guest.vmid, config);
  const user = config["ciuser"];
  const password = config["cipassword"];
  const keys = publicKeys(config);
  return [
    "#cloud-config",
    `hostname: ${name}`,
    "manage_etc_hosts: true",
    `fqdn: ${config["searchdomain"] === undefined ? name : `${name}.${config["searchdomain"]}`}`,
    ...(user === undefined ? [] : [`user: ${user}`]),
    ...(user === "root" ? ["disable_root: False"] : []),
    ...(password === undefined ? [] : [`password: ${password}`]),
    ...(keys.length === 0 ? [] : ["ssh_authorized_keys:", ...keys.map((key) => `  - ${key}`)]),
    ...["chpasswd:", "  expire: False"],
    ...(user === "root" ? [] : ["users:", "  - default"]),
    ...(config["ciupgrade"] === 0 ? [] : ["package_upgrade: true"]),
    "",
  ].join("\n");
}

/** The keys `sshkeys` holds, which keeps them percent-encoded. */
export function publicKeys(config: GuestConfig): string[] {
  const encoded = config["sshkeys"];
  if (encoded === undefined) return [];
  return decodeURIComponent(String(encoded)).split("\n").map((line) => line.trim()).filter((line) =>
    line !== ""
  );
}

function cloudInitOptions(config: GuestConfig): GuestConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => OPTION.test(key)));
}

function hostname(vmid: number, config: GuestConfig): string {
  return String(config["name"] ?? `VM${vmid}`);
}

function shown(key: string, value: ConfigValue): ConfigValue {
  return key === "cipassword" ? "**********" : value;
}
