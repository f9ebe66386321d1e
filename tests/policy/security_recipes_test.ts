import assert from "node:assert/strict";
import * as z from "zod";

const recordings = new URL("../../../shared/pve-recordings/01_auth.json", import.meta.url);

const rolesAnswer = z.object({
  request: z.object({ method: z.literal("GET"), path: z.literal("/api2/json/access/roles") }),
  response: z.object({
    body: z.object({ data: z.array(z.object({ roleid: z.string(), privs: z.string() })) }),
  }),
});

function isThere(): boolean {
  try {
    return Deno.statSync(recordings).isFile;
  } catch {
    return false;
  }
}

// Skipped where the recordings of a real Proxmox VE 9.2, which are not part of the repository, are absent.
Deno.test(
  "SECURITY.md grants only privileges and roles that Proxmox VE has",
  { ignore: !isThere() },
  async () => {
    const recorded = z.array(z.unknown()).parse(JSON.parse(await Deno.readTextFile(recordings)));
    const roles = recorded.flatMap((entry) => rolesAnswer.safeParse(entry).data?.response.body.data ?? []);
    const all = new Set(roles.find(({ roleid }) => roleid === "Administrator")?.privs.split(","));
    assert.ok(all.size > 40);
    const text = await Deno.readTextFile(new URL("../../SECURITY.md", import.meta.url));
    const defined = new Map(
      [...text.matchAll(/pveum role add (\w+) --privs "([^"]+)"/g)].map(([, role, privileges = ""], index) =>
        [`${role} ${index}`, privileges.split(" ")] as const
      ),
    );
    assert.equal(defined.size, 4);
    for (const [role, privileges] of defined) {
      // Releases before 9.0 have VM.Monitor in place of VM.GuestAgent.*.
      const isBefore9 = privileges.includes("VM.Monitor");
      for (const privilege of privileges) {
        assert.ok(
          all.has(privilege) || (isBefore9 && privilege === "VM.Monitor"),
          `${role} has ${privilege}`,
        );
        assert.ok(!isBefore9 || !privilege.startsWith("VM.GuestAgent."), `${role} mixes releases`);
      }
    }
    const known = new Set([
      ...roles.map(({ roleid }) => roleid),
      ...[...defined.keys()].map((key) => key.split(" ")[0]),
    ]);
    for (const [, role] of text.matchAll(/--roles (\w+)/g)) {
      assert.ok(
        known.has(role ?? ""),
        `${role} exists`,
      );
    }
  },
);
