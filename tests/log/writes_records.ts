/** Started by logging_test.ts as a process of its own: writes a few records, with the settings given as JSON. */
import { getLogger } from "@logtape/logtape";
import { closeLogging, configureLogging } from "../../src/log/logging.ts";

await configureLogging(JSON.parse(Deno.args[0] ?? "{}"));
const logger = getLogger(["proxmox-mcp", "rest"]);
logger.debug("Not written at info.");
logger.info("Asked {host} with {password}.", {
  host: "pve",
  password: "swordfish",
  vmid: 100,
  node: "a\nb\u001b[31m",
});
logger.warn("The secret is canary-secret.");
logger.error("Failed.", { error: new Error("because of canary-secret"), token: "abc" });
await closeLogging();
