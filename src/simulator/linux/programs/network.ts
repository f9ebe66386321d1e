import type { Program } from "../kernel/machine.ts";
import { print } from "./output.ts";

/** `ip addr`, in its long form and with `-br`; other objects show nothing. */
export const ip: Program = async (process, args) => {
  const isBrief = args.some((arg) => /^-br/.test(arg));
  const object = args.find((arg) => !arg.startsWith("-")) ?? "";
  if (!/^a(?:ddr(?:ess)?)?$/.test(object)) return 0;
  const interfaces = Object.entries({ lo: ["127.0.0.1/8", "::1/128"], ...process.machine.facts().addresses });
  if (isBrief) {
    const rows = interfaces.map(([name, addresses]) =>
      `${name.padEnd(17)}${(name === "lo" ? "UNKNOWN" : "UP").padEnd(15)}${addresses.join(" ")} \n`
    );
    return await print(process, rows.join(""));
  }
  const blocks = interfaces.map(([name, addresses], index) => {
    const state = name === "lo"
      ? "<LOOPBACK,UP,LOWER_UP> mtu 65536"
      : "<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500";
    const rows = addresses.map((address) =>
      `    inet${address.includes(":") ? "6" : ""} ${address} scope ${
        name === "lo" ? "host" : "global"
      } ${name}\n`
    );
    return `${index + 1}: ${name}: ${state}\n${rows.join("")}`;
  });
  return await print(process, blocks.join(""));
};
