import assert from "node:assert/strict";
import { matchingTemplates } from "../../../src/proxmox/provision/appliances.ts";

const names = [
  "alpine-3.21-default_20241217_amd64.tar.xz",
  "alpine-3.22-default_20250617_amd64.tar.xz",
  "centos-9-stream-default_20240828_amd64.tar.xz",
  "debian-11-standard_11.7-1_amd64.tar.zst",
  "debian-12-standard_12.7-1_amd64.tar.zst",
  "debian-12-standard_12.12-1_amd64.tar.zst",
  "debian-12-turnkey-wordpress_18.2-1_amd64.tar.gz",
  "debian-13-standard_13.1-2_amd64.tar.zst",
  "ubuntu-22.04-standard_22.04-1_amd64.tar.zst",
  "ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
];

const cases: readonly (readonly [string, string | undefined])[] = [
  ["debian 12", "debian-12-standard_12.12-1_amd64.tar.zst"],
  ["Debian-12", "debian-12-standard_12.12-1_amd64.tar.zst"],
  ["debian12", "debian-12-standard_12.12-1_amd64.tar.zst"],
  ["debian 12.7", "debian-12-standard_12.7-1_amd64.tar.zst"],
  ["debian", "debian-13-standard_13.1-2_amd64.tar.zst"],
  ["deb 11", "debian-11-standard_11.7-1_amd64.tar.zst"],
  ["ubuntu", "ubuntu-24.04-standard_24.04-2_amd64.tar.zst"],
  ["ubuntu 22", "ubuntu-22.04-standard_22.04-1_amd64.tar.zst"],
  ["ubuntu 22.04", "ubuntu-22.04-standard_22.04-1_amd64.tar.zst"],
  ["alpine", "alpine-3.22-default_20250617_amd64.tar.xz"],
  ["turnkey wordpress", "debian-12-turnkey-wordpress_18.2-1_amd64.tar.gz"],
  ["centos 9 stream", "centos-9-stream-default_20240828_amd64.tar.xz"],
  ["debian-11-standard_11.7-1_amd64.tar.zst", "debian-11-standard_11.7-1_amd64.tar.zst"],
  ["debian 1", undefined],
  ["debian 14", undefined],
  ["arch", undefined],
  ["...", undefined],
];

for (const [loose, found] of cases) {
  Deno.test(`the loose name ${JSON.stringify(loose)} finds ${found ?? "nothing"}`, () => {
    assert.equal(matchingTemplates(loose, names)[0], found);
  });
}
