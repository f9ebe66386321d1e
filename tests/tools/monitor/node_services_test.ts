import assert from "node:assert/strict";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { type Lab, startLab } from "../../harness/lab.ts";

function serviceOf(lab: Lab, node: string, name: string) {
  const service = lab.simulator.cluster.node(node)?.services[name];
  assert.ok(service);
  return service;
}

Deno.test("the services of all nodes are those that should run and do not", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_node_services"),
    /^60 services on pve1, pve2, pve3; all that should run do\.$/,
  );
  const cron = serviceOf(lab, "pve2", "cron");
  cron.state = "failed";
  cron["active-state"] = "failed";
  const text = await lab.text("proxmox_node_services");
  assert.match(text, /1 should run and do not\n/);
  assert.match(text, /^pve2 +cron +failed +enabled +should run +Regular background/m);
  assert.doesNotMatch(text, /pveproxy/);
});

Deno.test("the services of one node are listed without those that are not installed", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_node_services", { node: "PVE1" });
  assert.match(text, /^20 services on pve1, all that should run do\n/);
  assert.match(text, /^pveproxy +running +enabled +PVE API Proxy Server$/m);
  assert.doesNotMatch(text, /systemd-timesyncd/);
});

Deno.test("a node that does not answer is named, and the others are shown", async () => {
  await using lab = await startLab();
  lab.simulator.faults.breakNode("pve3", "daemon stopped");
  const text = await lab.text("proxmox_node_services");
  assert.match(text, /services on pve1, pve2; all that should run do\.\nNot answered: pve3 \(/);
});

Deno.test("a service is restarted, and the answer says how it was and is", async () => {
  await using lab = await startLab();
  serviceOf(lab, "pve1", "cron").state = "dead";
  assert.match(
    await lab.text("proxmox_node_service_control", { node: "pve1", service: "cron", action: "restart" }),
    /^The service cron on pve1 is running after restart, it was dead \(task srvrestart, \d+ s\)\.$/,
  );
  assert.equal(serviceOf(lab, "pve1", "cron").state, "running");
});

Deno.test("a stop of a service is confirmed first, and shows what stops", async () => {
  await using lab = await startLab();
  const args = { node: "pve1", service: "postfix.service", action: "stop" };
  const { text } = await previewOf(lab, "proxmox_node_service_control", args);
  assert.match(text, /The service postfix on pve1 is stopped\.\n- what it is: Postfix Mail Transport Agent/);
  assert.equal(serviceOf(lab, "pve1", "postfix").state, "running");
  assert.match(
    await confirmed(lab, "proxmox_node_service_control", args),
    /postfix on pve1 is dead after stop, it was running/,
  );
  assert.equal(serviceOf(lab, "pve1", "postfix").state, "dead");
});

Deno.test("an essential service is not stopped, in Proxmox's own words", async () => {
  await using lab = await startLab();
  const args = { node: "pve1", service: "pveproxy", action: "stop" };
  const { token } = await previewOf(lab, "proxmox_node_service_control", args);
  assert.match(
    await lab.failure("proxmox_node_service_control", { ...args, confirm: token }),
    /refusing to stop essential service/,
  );
});

Deno.test("an unknown service is told with the nearest, before anything is sent", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_node_service_control", {
      node: "pve1",
      service: "pveprox",
      action: "restart",
    }),
    /^Proxmox has no service pveprox on pve1\. Did you mean pveproxy\? It knows: chrony, /,
  );
  assert.equal(lab.cluster.countRequests("POST", /services/), 0);
});
