import { AuditLog } from "../../../src/policy/audit/log.ts";

// A process of its own that writes to a log which others write to as well: FILE LINES.
const [file = "", count = "0"] = Deno.args;
const log = new AuditLog(file);
for (let index = 0; index < Number(count); index++) {
  await log.refused(
    { tool: "proxmox_test", access: "write", cluster: "default", arguments: { index }, transport: "stdio" },
    "only a test",
  );
}
