import assert from "node:assert/strict";
import * as z from "zod";
import { parseApiDocument } from "../../src/proxmox/api_schema/document.ts";
import type { ApiEndpoint } from "../../src/proxmox/api_schema/endpoint.ts";
import { exampleCall } from "../../src/proxmox/api_schema/example.ts";
import { apidocScript } from "../../src/simulator/api/apidoc.ts";
import { allEndpoints } from "../../src/simulator/endpoints/catalog.ts";
import { type Lab, startLab } from "../harness/lab.ts";

const rows = z.array(z.record(z.string(), z.unknown()));

/** Asks the simulator itself, past the server. */
async function ask(
  lab: Lab,
  method: string,
  path: string,
  params: Record<string, string> = {},
): Promise<unknown> {
  const response = await lab.simulator.call({ method, path, params, identity: { userid: "root@pam" } });
  assert.equal(response.status, 200, `${method} ${path}: ${response.message ?? response.reason}`);
  return response.data;
}

/** The first row of a list with its id under one of the keys that Proxmox uses for it. */
async function firstId(lab: Lab, list: string, placeholder: string): Promise<string | undefined> {
  const keys = [placeholder, `${placeholder.replace(/id$/, "")}`, "volid", "name", "id"];
  for (const row of rows.parse(await ask(lab, "GET", list))) {
    const key = keys.find((key) => key in row && row[key] !== "current");
    if (key !== undefined) return String(row[key]);
  }
  return undefined;
}

/** Fills a path's placeholders with what the lab has; undefined where a list on the way is empty. */
async function placed(lab: Lab, path: string): Promise<string | undefined> {
  let built = "";
  for (const segment of path.split("/").slice(1)) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    const value = name === undefined
      ? segment
      : name === "node"
      ? "pve1"
      : name === "vmid"
      ? (built.endsWith("lxc") ? "100" : "101")
      : await firstId(lab, built, name);
    if (value === undefined) return undefined;
    built += `/${value}`;
  }
  return built;
}

/** What a GET must be given and no example can know. */
async function givenFor(lab: Lab, { path }: ApiEndpoint): Promise<Record<string, string> | undefined> {
  switch (path.split("/").at(-1)) {
    case "changelog":
      return { name: "pve-manager" };
    case "smart":
      return {
        disk:
          z.array(z.object({ devpath: z.string() })).parse(await ask(lab, "GET", "/nodes/pve1/disks/list"))[0]
            ?.devpath ?? "",
      };
    case "extractconfig": {
      const backups = await ask(lab, "GET", "/nodes/pve1/storage/nas/content", { content: "backup" });
      return { volume: z.array(z.object({ volid: z.string() })).parse(backups)[0]?.volid ?? "" };
    }
    case "exec-status": {
      const started = await ask(lab, "POST", "/nodes/pve1/qemu/101/agent/exec", { command: "hostname" });
      return { pid: String(z.object({ pid: z.number() }).parse(started).pid) };
    }
    case "vncwebsocket": {
      const opened = await ask(lab, "POST", "/nodes/pve1/qemu/101/vncproxy", { websocket: "1" });
      const { port, ticket } = z.object({ port: z.string(), ticket: z.string() }).parse(opened);
      return { port, vncticket: ticket };
    }
    default:
      return undefined;
  }
}

Deno.test("every GET that the simulator has can be read", async (t) => {
  await using lab = await startLab({ settings: { PROXMOX_ALLOW_ELEVATED: "true" } });
  await ask(lab, "POST", "/nodes/pve1/lxc/100/snapshot", { snapname: "first" });
  await ask(lab, "POST", "/cluster/sdn/zones", { zone: "lan", type: "simple" });
  await ask(lab, "POST", "/cluster/sdn/vnets", { vnet: "dmz", zone: "lan" });
  await ask(lab, "POST", "/cluster/sdn/vnets/dmz/subnets", { subnet: "10.9.0.0/24", type: "subnet" });
  await ask(lab, "PUT", "/cluster/sdn");
  for (const guest of ["/nodes/pve1/qemu/101", "/nodes/pve1/lxc/100"]) {
    await ask(lab, "POST", `${guest}/firewall/rules`, { type: "in", action: "ACCEPT" });
    await ask(lab, "POST", `${guest}/firewall/aliases`, { name: "printer", cidr: "10.9.0.9" });
  }
  // Proxmox VE 9 still declares HA groups and answers only that they have become rules.
  const gets = parseApiDocument(apidocScript(allEndpoints()))
    .filter(({ method, path }) => method === "GET" && !path.startsWith("/cluster/ha/groups"));
  let read = 0;
  for (const endpoint of gets) {
    const path = await placed(lab, endpoint.path);
    if (path === undefined) continue;
    read += 1;
    await t.step(endpoint.path, async () => {
      const parameters = { ...exampleCall(endpoint).parameters, ...await givenFor(lab, endpoint) };
      await lab.text("proxmox_api_read", { path, parameters });
    });
  }
  assert.ok(read >= gets.length - 10, `${read} of ${gets.length}`);
});
