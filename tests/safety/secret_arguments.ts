import type { Arguments } from "../harness/tool_client.ts";
import type { Canaries } from "./canaries.ts";

/** A tool and its arguments. */
export type Call = readonly [tool: string, args: Arguments];

/** Calls of the REST tree with a secret in each parameter that takes one. */
export function requestsWithSecrets(canaries: Canaries): readonly Call[] {
  const secret = (name: string) => canaries.make(name);
  const written: readonly (readonly [method: string, path: string, parameters: Arguments])[] = [
    ["PUT", "/nodes/pve1/qemu/102/config", { cipassword: secret("cipassword") }],
    ["POST", "/nodes/pve1/qemu", { vmid: 199, cipassword: secret("cipassword of a new VM") }],
    ["POST", "/nodes/pve1/lxc", {
      vmid: 199,
      ostemplate: "local:vztmpl/alpine.tar.xz",
      password: secret("password of a new container"),
      env: `DB_PASS=${secret("environment of a new container")}`,
    }],
    ["POST", "/nodes/pve1/qemu/101/agent/set-user-password", {
      username: "root",
      password: secret("password for the agent"),
    }],
    ["POST", "/nodes/pve1/certificates/custom", { certificates: "x", key: secret("key of a certificate") }],
    ["PUT", "/nodes/pve1/subscription", { key: secret("subscription key") }],
    ["POST", "/access/users", {
      userid: "x1@pve",
      password: secret("password of a user"),
      keys: secret("keys of a user"),
    }],
    ["PUT", "/access/password", {
      userid: "bob@pve",
      password: secret("new password"),
      "confirmation-password": secret("confirmation password"),
    }],
    ["POST", "/access/tfa/bob@pve", {
      type: "totp",
      totp: `otpauth://totp/bob?secret=${secret("secret of a second factor")}`,
      value: secret("answer of a second factor"),
      password: secret("password for a second factor"),
    }],
    ["POST", "/access/domains", {
      realm: "sso",
      type: "openid",
      "client-key": secret("key of an identity provider"),
    }],
    ["POST", "/access/ticket", {
      username: "bob@pve",
      password: secret("login"),
      otp: secret("one-time password"),
    }],
    ["POST", "/storage", {
      storage: "x1",
      type: "pbs",
      password: secret("password of a storage"),
      "encryption-key": secret("encryption key"),
      keyring: secret("keyring"),
    }],
    ["POST", "/cluster/acme/plugins", { id: "x1", type: "dns", data: secret("login at a DNS provider") }],
    ["POST", "/cluster/metrics/server/x1", {
      token: secret("token of a metrics server"),
      "otel-headers": secret("headers of a metrics server"),
    }],
    ["POST", "/cluster/notifications/endpoints/gotify", { name: "x1", token: secret("token of gotify") }],
    ["POST", "/cluster/notifications/endpoints/webhook", {
      name: "x1",
      url: `https://hooks.example.org/${secret("address of a webhook")}`,
      header: `name=Authorization,value=${secret("header of a webhook")}`,
      secret: `name=s,value=${secret("secret of a webhook")}`,
    }],
    ["POST", "/cluster/sdn/dns", { dns: "x1", key: secret("key of a DNS server") }],
    ["POST", "/cluster/sdn/ipams", { ipam: "x1", token: secret("token of an address server") }],
    // Not as Proxmox would have it, so that the checks before the wire have a say.
    ["PUT", "/nodes/pve1/qemu/102/config", {
      cipassword: [secret("a list")],
      cipass: secret("an abbreviation"),
    }],
    ["PUT", "/nodes/pve1/qemu/../102/config", { anything: secret("parameter of a path that is none") }],
    ["POST", "/no/such/path", { password: secret("password for no path") }],
    ["POST", "/access/ticket", { username: secret("a name").length, password: { in: secret("an object") } }],
  ];
  return written.flatMap(([method, path, parameters]): Call[] => [
    ["proxmox_api_call", { method, path, parameters }],
    ["proxmox_api_call", { method, path: `/api2/json${path}`, parameters: JSON.stringify(parameters) }],
    ["proxmox_api_call", { method, path, parameters: JSON.stringify(parameters).slice(0, -1) }],
  ]);
}

/** Calls of tools that take a secret as an argument, and of some that take none. */
export function toolsWithSecrets(canaries: Canaries): readonly Call[] {
  const secret = (name: string) => canaries.make(name);
  const vm = { name: "x1", template: 9000, ip: "dhcp" };
  return [
    ["proxmox_vm_cloudinit", { vmid: 102, password: secret("password of vm_cloudinit") }],
    ["proxmox_vm_cloudinit", { vmid: 102, password: secret("too long a password").padEnd(500, "x") }],
    ["proxmox_vm_cloudinit", { vmid: 102, password: [secret("a password in a list")] }],
    ["proxmox_vm_deploy", { ...vm, password: secret("password of vm_deploy") }],
    ["proxmox_ct_create", { template: "alpine", hostname: "x1", password: secret("password of ct_create") }],
    ["proxmox_vm_start", { vmid: 102, password: secret("password for a tool without one") }],
    ["proxmox_api_read", {
      path: "/nodes/pve1/scan/cifs",
      parameters: { server: "nas", username: "x", password: secret("password of a look at a server") },
    }],
  ];
}

/** Calls that hand something of the caller's to a program or a file. */
export function callsWithContents(canaries: Canaries): readonly Call[] {
  const secret = (name: string) => canaries.make(name);
  return [
    ["proxmox_vm_exec", { vmid: 101, command: "true", stdin: secret("input of a program") }],
    ["proxmox_ct_exec", { vmid: 100, command: "env", env: { DB: secret("environment of a program") } }],
    ["proxmox_guest_push", { vmid: 101, path: "/x", content: secret("content of a file") }],
    ["proxmox_guest_push", { vmid: 101, path: "x", content: secret("content of a file with a bad path") }],
    ["proxmox_host_push", { node: "pve1", path: "/x", content: secret("content of a node's file") }],
  ];
}
