import assert from "node:assert/strict";
import type { Guest } from "../../src/simulator/cluster/guest.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import type { InProcess } from "../harness/in_process.ts";
import type { Arguments } from "../harness/tool_client.ts";

/** A story told through the tools: what happens in it, and the cluster that it happens to. */
export class Story {
  readonly simulator: Simulator;
  readonly #server: InProcess;

  constructor(simulator: Simulator, server: InProcess) {
    this.simulator = simulator;
    this.#server = server;
  }

  /** Calls a tool, agrees where it asks, and returns the text of the answer, which must be no error. */
  async does(tool: string, args: Arguments = {}): Promise<string> {
    const first = await this.#server.call(tool, args);
    const token = /\bconfirm=(\S+)/.exec(first.text)?.[1];
    const { isError, text } = token === undefined
      ? first
      : await this.#server.call(tool, { ...args, confirm: token });
    assert.equal(isError, false, `${tool} ${JSON.stringify(args)} failed: ${text}`);
    return text;
  }

  /** Calls a tool that must ask before it acts, and says no by not calling again. */
  async isAskedAbout(tool: string, args: Arguments): Promise<string> {
    const { isError, text } = await this.#server.call(tool, args);
    assert.ok(!isError && text.includes("confirm="), `${tool} did not ask: ${text}`);
    return text;
  }

  get state() {
    return this.simulator.cluster.state;
  }

  guest(vmid: number): Guest | undefined {
    return this.simulator.cluster.guest(vmid);
  }
}

/** One chapter: its name says what must be true at its end. */
export interface Chapter {
  readonly name: string;
  readonly tell: (story: Story) => Promise<void>;
}

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work";
const [firstVm, secondVm, container] = [301, 302, 303];

/** The volume id of the newest backup in a list. */
function newestIn(list: string): string {
  return /\S+:backup\/\S+/.exec(list)?.[0] ?? assert.fail(`no backup in: ${list}`);
}

/** A team gets a project of its own, works in it, survives a mishap and a maintenance, and leaves nothing behind. */
export const chapters: readonly Chapter[] = [
  {
    name: "a pool, a role, a user and a token with that role come to be",
    tell: async (story) => {
      await story.does("proxmox_pool_create", { pool: "shop", comment: "The shop's guests" });
      await story.does("proxmox_role_set", {
        ...{ role: "ShopOperator", privileges: ["VM.Audit", "VM.PowerMgmt", "VM.Snapshot"] },
      });
      await story.does("proxmox_user_set", { user: "shop@pve", comment: "Runs the shop" });
      await story.does("proxmox_token_set", { token: "shop@pve!agent", comment: "The shop's assistant" });
      for (const who of [{ user: "shop@pve" }, { token: "shop@pve!agent" }]) {
        await story.does("proxmox_acl_set", { path: "/pool/shop", role: "ShopOperator", ...who });
      }
      assert.notEqual(story.state.users["shop@pve"]?.tokens["agent"], undefined);
      assert.match(
        await story.does("proxmox_access_check", {
          ...{ user: "shop@pve", privilege: "VM.PowerMgmt", path: "/pool/shop" },
        }),
        /shop@pve has VM\.PowerMgmt on \/pool\/shop/,
      );
    },
  },
  {
    name: "two VMs and a container are deployed into the pool and run",
    tell: async (story) => {
      for (const [vmid, name] of [[firstVm, "shop-web"], [secondVm, "shop-db"]] as const) {
        const text = await story.does("proxmox_vm_deploy", {
          ...{ name, vmid, template: "debian-13-cloud", cores: 2, memory: 2048, disk: 12, pool: "shop" },
          tags: ["shop"],
          ...{ user: "ann", ssh_keys: key },
        });
        assert.match(text, new RegExp(`^VM ${vmid} \\(${name}\\) on pve\\d is running, address `));
      }
      await story.does("proxmox_ct_create", {
        ...{ template: "debian 13", hostname: "shop-cache", vmid: container, node: "pve1", pool: "shop" },
        ...{ storage: "local-lvm", ip: "dhcp", ssh_keys: key, start: true },
      });
      const found = await story.does("proxmox_guest_find", { pool: "shop" });
      for (const name of ["shop-web", "shop-db", "shop-cache"]) assert.ok(found.includes(name), found);
      for (const vmid of [firstVm, secondVm, container]) {
        assert.notEqual(story.guest(vmid)?.runtime, undefined, `${vmid} does not run`);
      }
    },
  },
  {
    name: "a snapshot is taken, the VM changed, and rolled back to what it was",
    tell: async (story) => {
      await story.does("proxmox_snapshot_create", {
        vmid: firstVm,
        name: "before",
        description: "As deployed",
      });
      const changed = await story.does("proxmox_vm_configure", {
        ...{ vmid: firstVm, description: "Tuned", tags: ["shop", "tuned"] },
      });
      assert.match(changed, /tags: .* -> shop;tuned/);
      assert.equal(story.guest(firstVm)?.config["tags"], "shop;tuned");
      await story.does("proxmox_snapshot_restore", { vmid: firstVm, name: "before", start: true });
      assert.equal(story.guest(firstVm)?.config["tags"], "shop");
      assert.match(await story.does("proxmox_vm_status", { vmid: firstVm }), /running/);
      await story.does("proxmox_snapshot_delete", { vmid: firstVm, name: "before" });
      assert.deepEqual(story.guest(firstVm)?.snapshots, {});
    },
  },
  {
    name: "a backup brings a deleted VM back under its own id",
    tell: async (story) => {
      await story.does("proxmox_backup_create", {
        vmids: [secondVm],
        storage: "nas",
        notes: "before the mishap",
      });
      const backup = newestIn(await story.does("proxmox_backup_list", { vmid: secondVm }));
      await story.does("proxmox_vm_shutdown", { vmid: secondVm });
      const question = await story.isAskedAbout("proxmox_guest_delete", { vmid: secondVm });
      assert.match(question, /shop-db/);
      assert.notEqual(story.guest(secondVm), undefined, "a question deletes nothing");
      await story.does("proxmox_guest_delete", { vmid: secondVm, purge: true });
      assert.equal(story.guest(secondVm), undefined);
      await story.does("proxmox_backup_restore", {
        volume: backup,
        vmid: secondVm,
        pool: "shop",
        start: true,
      });
      assert.equal(story.guest(secondVm)?.config["name"], "shop-db");
      await story.does("proxmox_backup_delete", { volume: backup });
      assert.match(await story.does("proxmox_backup_list", { vmid: secondVm }), /^No backups of 302/);
    },
  },
  {
    name: "every guest of the project leaves the node for its maintenance",
    tell: async (story) => {
      for (const vmid of [firstVm, secondVm, container]) {
        if (story.guest(vmid)?.node === "pve1") {
          await story.does("proxmox_guest_migrate", { vmid, target: "pve2" });
        }
        assert.notEqual(story.guest(vmid)?.node, "pve1");
        assert.notEqual(story.guest(vmid)?.runtime, undefined, `${vmid} runs no more`);
      }
      assert.doesNotMatch(await story.does("proxmox_guest_find", { pool: "shop" }), /pve1/);
    },
  },
  {
    name: "a firewall rule lets the web server's clients in",
    tell: async (story) => {
      await story.does("proxmox_firewall_rule_set", {
        ...{ vmid: firstVm, type: "in", action: "ACCEPT", macro: "Web", comment: "Customers" },
      });
      await story.does("proxmox_firewall_options_set", { vmid: firstVm, enable: true });
      const rules = await story.does("proxmox_firewall_list", { vmid: firstVm });
      assert.match(rules, /Web.*Customers/);
      await story.does("proxmox_firewall_delete", { what: "rule", vmid: firstVm, name: "0" });
      assert.doesNotMatch(await story.does("proxmox_firewall_list", { vmid: firstVm }), /Customers/);
    },
  },
  {
    name: "high availability watches the database and lets go of it",
    tell: async (story) => {
      await story.does("proxmox_ha_resource_set", { vmid: secondVm, max_restart: 2 });
      assert.match(await story.does("proxmox_ha_status"), /vm:302/);
      await story.does("proxmox_ha_resource_remove", { vmid: secondVm });
      assert.equal(story.state.haResources["vm:302"], undefined);
    },
  },
  {
    name: "everything is removed, and nothing of the project is left",
    tell: async (story) => {
      for (const [vmid, kind] of [[firstVm, "vm"], [secondVm, "vm"], [container, "ct"]] as const) {
        await story.does(`proxmox_${kind}_stop`, { vmid });
        await story.does("proxmox_guest_delete", { vmid, purge: true });
      }
      await story.does("proxmox_pool_delete", { pool: "shop" });
      for (
        const [what, name] of [["token", "shop@pve!agent"], ["user", "shop@pve"], [
          "role",
          "ShopOperator",
        ]] as const
      ) await story.does("proxmox_access_delete", { what, name });
    },
  },
];
