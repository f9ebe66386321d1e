import { Buffer } from "node:buffer";
import { fileEntry } from "../../src/simulator/linux/files/entry.ts";
import { seedState } from "../../src/simulator/seed/seed.ts";
import type { ClusterState } from "../../src/simulator/cluster/state.ts";

/** Makes secrets that are easy to find again, and remembers each with its name. */
export class Canaries {
  readonly #made = new Map<string, string>();

  /** A secret that goes by this name. */
  make(name: string, form: (mark: string) => string = (mark) => `canary-${mark}`): string {
    const secret = form(`${String(this.#made.size).padStart(3, "0")}x9Qz7`);
    this.#made.set(name, secret);
    return secret;
  }

  /** Remembers a secret that somebody else has made. */
  add(name: string, secret: string): void {
    this.#made.set(name, secret);
  }

  /** A secret in the form of an API token's. */
  uuid(name: string): string {
    return this.make(
      name,
      (mark) => `ca4a4700-0000-4000-8000-${Buffer.from(mark).toString("hex").slice(0, 12)}`,
    );
  }

  /** The names of the secrets that a text holds, as they are, URL-encoded or in base64. */
  foundIn(text: string): readonly string[] {
    return [...this.#made].filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([name]) => name);
  }
}

function formsOf(secret: string): readonly string[] {
  // What of a secret's base64 does not depend on what stands before and behind it.
  const encoded = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64").slice(
      before === 0 ? 0 : 4,
      -4,
    )
  );
  return [secret, encodeURIComponent(secret), ...encoded];
}

/** A lab with a secret in every place where people and Proxmox keep some. */
export function stateWithCanaries(canaries: Canaries): ClusterState {
  const state = seedState("lab", "9.2", Math.floor(Date.now() / 1000));
  accounts(state, canaries);
  guests(state, canaries);
  storages(state, canaries);
  texts(state, canaries);
  return state;
}

/** A private key as it lies in a file. */
function pem(secret: string): string {
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`;
}

function accounts(state: ClusterState, canaries: Canaries): void {
  for (const [userid, user] of Object.entries(state.users)) {
    user.keys = `x!${canaries.make(`second factor of ${userid}`, (mark) => `canary${mark}`)}`;
    user.comment = `password=${canaries.make(`comment of ${userid}`)}`;
    for (const [name, token] of Object.entries(user.tokens)) {
      user.tokens[name] = {
        ...token,
        secret: canaries.uuid(`token ${userid}!${name}`),
        comment: `token=${canaries.make(`comment of token ${userid}!${name}`)}`,
      };
    }
  }
  const root = state.users["root@pam"];
  if (root !== undefined) root.password = canaries.make("password of root");
}

function guests(state: ClusterState, canaries: Canaries): void {
  for (const [vmid, guest] of Object.entries(state.guests)) {
    const make = (what: string) => canaries.make(`${what} of ${vmid}`);
    guest.config["description"] = [
      `token=${make("token in the notes")}`,
      `DB_PASSWORD=${make("password in the notes")}`,
      `password: ${make("password with a colon in the notes")}`,
      `PVEAPIToken=root@pam!notes=${canaries.uuid(`API token in the notes of ${vmid}`)}`,
      `https://user:${make("password of an address in the notes")}@git.example/repo`,
      pem(make("private key in the notes")),
    ].join("\n");
    if (guest.type === "qemu") {
      guest.config["cipassword"] = make("cipassword");
      guest.config["ciuser"] = "debian";
      const key = canaries.make(`SSH key of ${vmid}`, (mark) => `AAAAC3NzaC1lZDI1NTE5canary${mark}`);
      guest.config["sshkeys"] = encodeURIComponent(
        `ssh-ed25519 ${key}${"A".repeat(40)} alice@laptop\n${pem(make("private key among the SSH keys"))}\n`,
      );
      guest.config["args"] = `-object secret,id=luks,data=${make("secret object in args")}`;
      guest.pending["cipassword"] = { value: make("pending cipassword") };
      guest.pending["description"] = { value: `secret=${make("pending notes")}` };
    } else {
      guest.config["env"] = `DB_USER=app\0DB_PASS=${make("environment variable")}`;
    }
    guest.snapshots["canary"] = {
      snaptime: 1_760_000_000,
      description: `token=${make("snapshot's notes")}\n${pem(make("private key in a snapshot's notes"))}`,
      config: { ...guest.config },
    };
    guest.system.files["/root/.ssh/id_ed25519"] = fileEntry(pem(make("private key in a file")), {
      mode: 0o600,
    });
  }
}

function storages(state: ClusterState, canaries: Canaries): void {
  for (const [id, storage] of Object.entries(state.storages)) {
    storage.config["password"] = canaries.make(`password of storage ${id}`);
    storage.config["encryption-key"] = canaries.make(`encryption key of storage ${id}`);
    storage.config["keyring"] = canaries.make(`keyring of storage ${id}`);
    for (const [index, volume] of storage.volumes.entries()) {
      volume.notes = `password=${canaries.make(`notes of volume ${id} ${index}`)}`;
      if (volume.guestConfig !== undefined) {
        volume.guestConfig += `cipassword: ${canaries.make(`cipassword in backup ${id} ${index}`)}\n`;
      }
    }
  }
}

/** Words of somebody's in networks, firewalls and plans of the cluster. */
function networks(state: ClusterState, note: (what: string) => string): void {
  const { aliases, ipsets, groups } = state.firewall;
  for (const alias of Object.values(aliases)) alias.comment = note("comment of an alias");
  for (const group of Object.values(groups)) group.comment = note("comment of a security group");
  for (const set of Object.values(ipsets)) {
    set.comment = note("comment of an IP set");
    for (const entry of set.entries) entry.comment = note("comment of an IP set's entry");
  }
  for (const realm of state.realms) realm.comment = note(`comment of realm ${realm.realm}`);
  for (const job of Object.values(state.backupJobs)) job["notes-template"] = note("notes of a backup job");
  state.haRules["canary"] = {
    rule: "canary",
    type: "node-affinity",
    resources: "vm:103",
    nodes: "pve1",
    comment: note("comment of an HA rule"),
  };
  state.sdn.edited.zones["canary"] = { zone: "canary", type: "simple" };
  state.sdn.edited.vnets["canary"] = {
    vnet: "canary",
    type: "vnet",
    zone: "canary",
    alias: note("alias of a virtual network"),
  };
  for (const [name, node] of Object.entries(state.nodes)) {
    for (const one of node.interfaces) one["comments"] = `${note(`comment of ${one.iface} of ${name}`)}\n`;
    node.pendingInterfaces = node.interfaces.map((one) => ({
      ...one,
      comments: `${note(`waiting comment of ${one.iface} of ${name}`)}\n`,
    }));
  }
}

function texts(state: ClusterState, canaries: Canaries): void {
  const note = (what: string) => `secret=${canaries.make(what)}`;
  for (const [id, pool] of Object.entries(state.pools)) pool.comment = note(`comment of pool ${id}`);
  for (const [id, group] of Object.entries(state.groups)) group.comment = note(`comment of group ${id}`);
  for (const job of Object.values(state.backupJobs)) job["comment"] = note("comment of a backup job");
  for (const job of Object.values(state.replication)) job["comment"] = note("comment of a replication");
  for (const resource of Object.values(state.haResources)) {
    resource.comment = note("comment of an HA resource");
  }
  for (const rule of state.firewall.rules) rule["comment"] = note("comment of a firewall rule");
  networks(state, note);
  state.options["http_proxy"] = `http://proxy:${canaries.make("password of the proxy")}@proxy.example:3128`;
  state.options["description"] = pem(canaries.make("private key in the datacenter's notes"));
  for (const [name, node] of Object.entries(state.nodes)) {
    node.config["description"] = `${note(`notes of ${name}`)}\n${
      pem(canaries.make(`private key in the notes of ${name}`))
    }`;
    node.hosts += `# ${note(`hosts of ${name}`)}\n`;
    node.syslog.push({
      time: node.bootedAt + 700,
      text: `${name} ci[99]: Authorization: PVEAPIToken=root@pam!ci=${
        canaries.uuid(`API token in the log of ${name}`)
      }`,
    }, {
      time: node.bootedAt + 701,
      text: `${name} ci[99]: password=${canaries.make(`password in the log of ${name}`)}`,
    });
  }
  for (const task of state.tasks) {
    const ticket = canaries.make(
      `ticket in the log of task ${task.type}`,
      (mark) => `CANARY${mark}${"A".repeat(60)}`,
    );
    task.log.unshift(
      `login with PVE:root@pam:6B011F84::${ticket}`,
      `token=${canaries.make(`token in the log of task ${task.type}`)}`,
    );
    if (task.exitstatus !== "OK" && task.exitstatus !== undefined) {
      task.exitstatus += ` (password=${canaries.make(`password in the status of task ${task.type}`)})`;
    }
  }
}
