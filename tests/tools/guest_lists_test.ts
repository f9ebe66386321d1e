import assert from "node:assert/strict";
import * as z from "zod";
import { type Lab, startLab } from "../harness/lab.ts";

/** The vmids in the table of an answer. */
function vmidsIn(text: string): readonly number[] {
  return [...text.matchAll(/^(?:VM|CT)? *(\d{3,}) {2}/gm)].map(([, vmid]) => Number(vmid));
}

async function listed(lab: Lab, tool: string, args: Record<string, unknown>): Promise<readonly number[]> {
  return vmidsIn(await lab.text(tool, args));
}

Deno.test("guest lists are narrowed by every filter, alone and together", async (t) => {
  await using lab = await startLab();
  const filters: readonly (readonly [string, Record<string, unknown>, readonly number[]])[] = [
    ["proxmox_vm_list", {}, [101, 102, 103, 110, 111, 113, 114, 120, 123, 9000]],
    ["proxmox_ct_list", {}, [100, 104, 112, 115, 121, 9001]],
    ["proxmox_vm_list", { node: "pve3" }, [120, 123]],
    ["proxmox_vm_list", { status: "stopped" }, [102, 113, 123]],
    ["proxmox_vm_list", { status: "template" }, [9000]],
    ["proxmox_ct_list", { status: "running", node: "pve2" }, [112]],
    ["proxmox_vm_list", { name: "WEB" }, [101, 102]],
    ["proxmox_vm_list", { name: "w*1" }, [101, 113]],
    ["proxmox_vm_list", { tag: "prod" }, [101, 102, 103, 111]],
    ["proxmox_vm_list", { pool: "development" }, [110, 123]],
    ["proxmox_vm_list", { tag: "prod", status: "running", node: "pve1" }, [101, 103]],
    ["proxmox_guest_find", { query: "web" }, [101, 102, 104]],
    ["proxmox_guest_find", { query: "112" }, [112]],
    ["proxmox_guest_find", { query: "infra", node: "pve1" }, [100, 104]],
    ["proxmox_guest_find", { pool: "development", status: "stopped" }, [115, 123]],
    ["proxmox_guest_find", { top: "uptime", limit: 2 }, [114, 103]],
    ["proxmox_guest_find", { top: "memory", limit: 2 }, [103, 110]],
    ["proxmox_guest_find", { top: "cpu", limit: 1, status: "running" }, [110]],
  ];
  for (const [tool, args, vmids] of filters) {
    await t.step(`${tool} ${JSON.stringify(args)}`, async () => {
      assert.deepEqual(await listed(lab, tool, args), vmids);
    });
  }
});

Deno.test("a list says how many there are in all, by state, and when it shows fewer", async () => {
  await using lab = await startLab();
  assert.match(await lab.text("proxmox_vm_list"), /^10 VMs: 6 running, 3 stopped, 1 template\n/);
  assert.match(await lab.text("proxmox_ct_list", { node: "pve2" }), /^3 of 6 containers: /);
  const capped = await lab.text("proxmox_vm_list", { limit: 4 });
  assert.match(capped, /\n4 of 10 shown; narrow with node=, status=, name=, tag=, pool=\.$/);
  assert.equal(vmidsIn(capped).length, 4);
});

Deno.test("an empty list says what to try", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_vm_list", { name: "nosuch" }),
    "None of the 10 VMs match. Drop a filter, or try proxmox_guest_find.",
  );
  assert.match(
    await lab.text("proxmox_guest_find", { query: "nosuch" }),
    /^None of 16 guests match\. Try fewer filters/,
  );
});

Deno.test("the structured form of found guests has what the text has", async () => {
  await using lab = await startLab();
  const { structured } = await lab.call("proxmox_guest_find", { query: "web1" });
  assert.deepEqual(structured, {
    guests: [{
      ...{ vmid: 101, type: "qemu", name: "web1", node: "pve1", state: "running", tags: ["prod", "web"] },
      ...{ pool: "production", cpu: 0.23, maxcpu: 4, mem: 3_865_468_928, maxmem: 8_589_934_592 },
      ...{
        disk: 0,
        maxdisk: 34_359_738_368,
        uptime: z.object({ guests: z.array(z.object({ uptime: z.number() })) }).parse(structured).guests[0]
          ?.uptime,
      },
    }],
    total: 1,
  });
});

Deno.test("a hostile name stays within its cell and its line", async () => {
  await using lab = await startLab();
  const guest = lab.simulator.cluster.guest(101);
  assert.ok(guest);
  guest.config["name"] = "web1\u001b[31m\n999  root  pve1  running\u202e";
  const text = await lab.text("proxmox_vm_list", { node: "pve1" });
  assert.deepEqual(vmidsIn(text), [101, 102, 103, 9000]);
  assert.match(text, /^ 101 {2}web1 999 root pve1 running {2}pve1 /m);
});

Deno.test("5,000 guests come in one API request and within CHARACTER_LIMIT", async (t) => {
  await using lab = await startLab({ seed: "large" });
  await t.step("a list of VMs", async () => {
    const text = await lab.text("proxmox_vm_list", { limit: 1000 });
    assert.equal(lab.simulator.requests.length, 1);
    assert.ok(text.length <= 25_000, String(text.length));
    assert.match(text, /^3333 VMs: \d+ running, \d+ stopped\n/);
    assert.match(text, /\n\d{3} of 3333 shown; narrow with /);
    assert.ok(vmidsIn(text).length > 150);
  });
  await t.step("found guests, also in their structured form", async () => {
    const { text, structured } = await lab.call("proxmox_guest_find", { limit: 1000 });
    assert.ok(text.length <= 25_000, String(text.length));
    assert.match(text, /^5000 of 5000 guests match\.\n/);
    const { guests, total } = z.object({ guests: z.array(z.unknown()), total: z.number() }).parse(structured);
    assert.equal(total, 5000);
    assert.equal(guests.length, vmidsIn(text).length);
  });
  await t.step("nodes, storages and the status of the cluster", async () => {
    for (const tool of ["proxmox_node_list", "proxmox_storage_list", "proxmox_cluster_status"]) {
      const text = await lab.text(tool);
      assert.ok(text.length <= 25_000, `${tool}: ${text.length}`);
    }
  });
});

Deno.test("a smaller CHARACTER_LIMIT is kept by every list", async (t) => {
  await using lab = await startLab({
    seed: "large",
    guests: 500,
    nodes: 20,
    settings: { CHARACTER_LIMIT: "2000" },
  });
  for (
    const tool of [
      "proxmox_vm_list",
      "proxmox_ct_list",
      "proxmox_guest_find",
      "proxmox_node_list",
      "proxmox_storage_list",
      "proxmox_cluster_status",
    ]
  ) {
    await t.step(tool, async () => {
      const text = await lab.text(tool);
      assert.ok(text.length <= 2000, `${text.length} characters`);
      assert.doesNotMatch(text, /characters left out/);
    });
  }
});
