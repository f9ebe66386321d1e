import pc from "picocolors";
import { examine } from "../../src/cli/doctor/examination.ts";
import { wordedFinding } from "../../src/cli/doctor/worded_finding.ts";
import { apiEnvironment } from "../../src/cli/simulated_login.ts";
import { loadSettings } from "../../src/config/load.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";

/** What `proxmox-mcp doctor` shows of a simulated cluster in which one guest agent is silent. */
export async function doctorScreen(): Promise<string> {
  await using simulator = await startSimulator({ authDelay: 0, speed: 500 });
  const guest = simulator.cluster.guest(101);
  if (guest !== undefined) guest.system.agent = false;
  const { settings } = await loadSettings({
    env: {
      ...apiEnvironment(simulator, simulator.logins.auditor),
      PROXMOX_READ_ONLY: "true",
    },
    cwd: "/",
    searchFiles: false,
  });
  const lines: string[] = [];
  const look = { colours: pc.createColors(false), width: 100 };
  for (const cluster of settings.clusters) {
    await examine(settings, cluster, {
      began: () => {},
      found: (check, finding) => {
        lines.push(wordedFinding(check, finding, look));
        return Promise.resolve();
      },
    });
  }
  const text = lines.join("\n")
    .replaceAll(String(simulator.port), "8006")
    .replaceAll("127.0.0.1", "192.168.1.10")
    .replaceAll(/\b\d+ ms\b/g, "3 ms");
  return `\`\`\`text\n${text}\n\`\`\``;
}
