import assert from "node:assert/strict";
import { PropertyString, PropertyValueError } from "../../src/proxmox/property_string.ts";

Deno.test("a property string comes back as it was, whatever its properties are", () => {
  const texts = [
    "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0,firewall=1",
    "local-lvm:vm-100-disk-0,discard=on,iothread=1,size=32G,someday=new",
    "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:BA:17:A4,ip=192.168.77.100/24,type=veth",
    "order=scsi0;net0",
    "none,media=cdrom",
    "nesting=1,mount=nfs;cifs",
    "uuid=258fd794-2b19-4c7e-8a70-0f5b3f0a0d11,base64=1,serial=YWJjPT0=",
  ];
  for (const text of texts) assert.equal(PropertyString.parse(text, "file").toString(), text);
});

Deno.test("a changed property keeps its place, a new one goes to the end, null takes one out, undefined changes nothing", () => {
  const before = PropertyString.parse("virtio=BC:24:11:0D:BB:CA,bridge=vmbr0,tag=5,odd=kept");
  const after = before.with({ bridge: "vmbr1", tag: null, firewall: true, mtu: undefined, rate: 12.5 });
  assert.equal(after.toString(), "virtio=BC:24:11:0D:BB:CA,bridge=vmbr1,odd=kept,firewall=1,rate=12.5");
  assert.equal(before.toString(), "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0,tag=5,odd=kept");
});

Deno.test("the default property is found with and without its key, and stays as it was written", () => {
  const short = PropertyString.parse("local:1,size=1G", "file");
  const long = PropertyString.parse("size=1G,file=local:1", "file");
  assert.equal(short.get("file"), "local:1");
  assert.equal(long.get("file"), "local:1");
  assert.equal(short.with({ file: "nas:2" }).toString(), "nas:2,size=1G");
  assert.equal(long.with({ file: "nas:2" }).toString(), "size=1G,file=nas:2");
  assert.equal(PropertyString.parse("size=1G", "file").with({ file: "nas:2" }).toString(), "nas:2,size=1G");
});

Deno.test("of a property written twice the last counts, and a change leaves one of it", () => {
  const twice = PropertyString.parse("bridge=a,bridge=b");
  assert.equal(twice.get("bridge"), "b");
  assert.equal(twice.with({ bridge: "c" }).toString(), "bridge=c");
});

Deno.test("a value that would add a property of its own is refused with the value's name", () => {
  for (const value of ["vmbr0,firewall=0", "a\nb", "", "a\u0000"]) {
    assert.throws(
      () => PropertyString.of({ bridge: value }),
      (error: unknown) => error instanceof PropertyValueError && error.message.includes("bridge"),
    );
  }
});

Deno.test("Proxmox's words for true are understood", () => {
  const flags = PropertyString.parse("a=1,b=on,c=yes,d=true,e=0,f=off,g=");
  assert.deepEqual(["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => flags.isOn(name)), [
    ...[true, true, true, true],
    ...[false, false, false, false],
  ]);
});
