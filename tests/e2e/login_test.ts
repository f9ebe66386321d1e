import assert from "node:assert/strict";
import { type Environment, startCluster, type TestCluster, tokenSettings } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";

/** What a user reads whose login is wrong. */
async function refusal(cluster: TestCluster, login: Environment): Promise<string> {
  await using server = await serveInProcess({
    ...cluster.address,
    PROXMOX_FINGERPRINT: cluster.simulator.fingerprint,
    ...login,
  });
  const { text, isError } = await server.call("proxmox_node_list");
  assert.equal(isError, true, text);
  return text;
}

Deno.test("a login that Proxmox does not accept is told with what may be wrong about it", async (t) => {
  await using cluster = await startCluster();
  const { full, expired, root, tfa } = cluster.simulator.logins;
  const wrong = "00000000-0000-0000-0000-000000000000";
  const logins: readonly (readonly [string, Environment, RegExp])[] = [
    [
      "a wrong secret",
      tokenSettings({ ...full, secret: wrong }),
      /API token root@pam!full .*401.*its secret another/,
    ],
    [
      "an unknown token",
      tokenSettings({ ...full, tokenId: "root@pam!gone" }),
      /API token root@pam!gone .*pveum user token list 'root@pam'/,
    ],
    ["an unknown realm", tokenSettings({ ...full, tokenId: "root@ldap!full" }), /realm ldap unknown/],
    ["a token that has run out", tokenSettings(expired), /mcp@pve!old .*expired/],
    [
      "a wrong password",
      { PROXMOX_USER: root.user, PROXMOX_PASSWORD: "wrong" },
      /login of root@pam .*401.*password may be wrong/,
    ],
    [
      "a user with a second factor",
      { PROXMOX_USER: tfa.user, PROXMOX_PASSWORD: tfa.password },
      /alice@pve has two-factor login.*PROXMOX_API_TOKEN_ID/,
    ],
  ];
  for (const [what, login, says] of logins) {
    await t.step(what, async () => {
      const text = await refusal(cluster, login);
      assert.match(text, says);
      for (const secret of [full.secret, expired.secret, wrong, root.password, tfa.password]) {
        assert.ok(!text.includes(secret), "the answer holds a secret");
      }
    });
  }
});

Deno.test("a password logs in once, and every change carries the ticket's CSRF token", async () => {
  await using cluster = await startCluster();
  const { root } = cluster.simulator.logins;
  await using server = await serveInProcess({
    ...cluster.address,
    PROXMOX_FINGERPRINT: cluster.simulator.fingerprint,
    PROXMOX_USER: root.user,
    PROXMOX_PASSWORD: root.password,
  });
  assert.match((await server.call("proxmox_vm_start", { vmid: 102 })).text, /is running/);
  assert.match((await server.call("proxmox_node_list")).text, /3 nodes/);
  assert.equal(cluster.countRequests("POST", /^\/access\/ticket$/), 1);
});

Deno.test("a missing privilege is told with its path and the pveum line that grants it", async (t) => {
  await using cluster = await startCluster();
  const { auditor, operator } = cluster.simulator.logins;
  const calls: readonly (readonly [typeof auditor, string, Record<string, unknown>, RegExp])[] = [
    [
      auditor,
      "proxmox_vm_start",
      { vmid: 102 },
      /^The API token auditor@pve!read lacks VM\.PowerMgmt on \/vms\/102 .*403.*pveum acl modify \/vms\/102 --tokens 'auditor@pve!read' --roles PVEVMUser\n/,
    ],
    [
      operator,
      "proxmox_node_status",
      { node: "pve1" },
      /lacks Sys\.Audit on \/nodes\/pve1 .*pveum acl modify \/nodes\/pve1 --tokens 'operator@pve!power' --roles PVEAuditor\n/,
    ],
    [
      operator,
      "proxmox_snapshot_create",
      { vmid: 101, name: "aa" },
      /lacks VM\.Snapshot on \/vms\/101 .*--roles PVEVMAdmin\n/,
    ],
  ];
  for (const [login, tool, args, says] of calls) {
    await t.step(`${tool} by ${login.tokenId}`, async () => {
      await using server = await serveInProcess({ ...cluster.environment, ...tokenSettings(login) });
      const { text, isError } = await server.call(tool, args);
      assert.equal(isError, true, text);
      assert.match(text, says);
      assert.match(text, /privilege separation needs the role on the user and on the token/);
    });
  }
});

Deno.test("a login that sees nothing is told so by every list", async (t) => {
  await using cluster = await startCluster();
  await using server = await serveInProcess({
    ...cluster.environment,
    ...tokenSettings(cluster.simulator.logins.powerless),
  });
  const says: Readonly<Record<string, RegExp>> = {
    proxmox_guest_find: /No guests are visible\. .*VM\.Audit on \/vms/,
    proxmox_vm_list: /No VMs are visible\. .*VM\.Audit on \/vms/,
    proxmox_ct_list: /No containers are visible\. .*VM\.Audit on \/vms/,
    proxmox_storage_list: /No storages are visible\. .*Datastore\.Audit on \/storage/,
    proxmox_task_list: /without Sys\.Audit a login sees its own tasks only/,
    proxmox_node_list: /Usage is hidden: the login lacks Sys\.Audit on \/nodes/,
    proxmox_cluster_status:
      /usage: hidden: .*Sys\.Audit.*none visible: .*VM\.Audit.*hidden: .*Datastore\.Audit/s,
  };
  for (const [tool, words] of Object.entries(says)) {
    await t.step(tool, async () => {
      const { text, isError } = await server.call(tool);
      assert.equal(isError, false, text);
      assert.match(text, words);
    });
  }
});
