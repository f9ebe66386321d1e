import assert from "node:assert/strict";
import { containerDevice, machineDevice } from "../../../src/proxmox/guest_options/network_device.ts";

Deno.test("a new device of a VM is virtio on vmbr0 where nothing else is said", () => {
  assert.equal(machineDevice({}), "virtio,bridge=vmbr0");
  assert.equal(
    machineDevice({ model: "e1000", bridge: "vmbr1", vlan: 20, firewall: true, connected: false }),
    "e1000,bridge=vmbr1,tag=20,firewall=1,link_down=1",
  );
});

Deno.test("changing a VM's device keeps its hardware address and what this program knows nothing of", () => {
  const device = "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0,queues=4,tag=5,trunks=1;2";
  assert.equal(
    machineDevice({ bridge: "vmbr2", vlan: 0 }, device),
    "virtio=BC:24:11:0D:BB:CA,bridge=vmbr2,queues=4,trunks=1;2",
  );
  assert.equal(
    machineDevice({ model: "e1000e", vlan: 7 }, device),
    "e1000e=BC:24:11:0D:BB:CA,bridge=vmbr0,queues=4,tag=7,trunks=1;2",
  );
});

Deno.test("the model of a device that 9.1 wrote changes as well", () => {
  assert.equal(
    machineDevice({ model: "e1000" }, "model=virtio,bridge=vmbr0,macaddr=BC:24:11:0D:BB:CA"),
    "model=e1000,bridge=vmbr0,macaddr=BC:24:11:0D:BB:CA",
  );
});

Deno.test("a pulled cable is plugged in again by taking the property out", () => {
  const pulled = machineDevice({ connected: false }, "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0");
  assert.equal(pulled, "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0,link_down=1");
  assert.equal(machineDevice({ connected: true }, pulled), "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0");
});

Deno.test("a container's new device asks for its address by DHCP unless one is given", () => {
  assert.equal(containerDevice({}, 0), "name=eth0,bridge=vmbr0,ip=dhcp");
  assert.equal(containerDevice({ ip6: "auto" }, 1), "name=eth1,bridge=vmbr0,ip6=auto");
  assert.equal(
    containerDevice({ ip: "10.0.0.5/24", gateway: "10.0.0.1", vlan: 3, bridge: "vmbr1" }, 0),
    "name=eth0,bridge=vmbr1,tag=3,ip=10.0.0.5/24,gw=10.0.0.1",
  );
});

Deno.test("a container's device that goes over to DHCP loses the gateway of its old address", () => {
  const device = "name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:BA:17:A4,ip=10.0.0.5/24,type=veth";
  assert.equal(
    containerDevice({ ip: "dhcp" }, 0, device),
    "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:BA:17:A4,ip=dhcp,type=veth",
  );
  assert.equal(
    containerDevice({ ip: "10.0.0.6/24" }, 0, device),
    "name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:BA:17:A4,ip=10.0.0.6/24,type=veth",
  );
});
