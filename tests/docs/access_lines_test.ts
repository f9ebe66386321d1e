import assert from "node:assert/strict";
import { findingsWith } from "../cli/doctor/findings.ts";
import { startCluster, type TestCluster, tokenSettings } from "../harness/cluster.ts";
import { type Document, readDocuments } from "./document.ts";
import { runPveum } from "./pveum.ts";

const documents = await readDocuments();

/** The lines of each block for a shell below a heading, loops written out. */
function blocksBelow(path: string, heading: string): readonly (readonly string[])[] {
  const { text } = documentOf(path);
  const begin = text.indexOf(`\n### ${heading}\n`);
  assert.ok(begin >= 0, `${path} has no heading ${heading}`);
  const end = text.indexOf("\n### ", begin + 1);
  const section = text.slice(begin, end < 0 ? undefined : end);
  return [...section.matchAll(/^```sh\n([^]*?)\n```$/gm)].map(([, block = ""]) =>
    withoutLoops(block).split("\n")
  );
}

function documentOf(path: string): Document {
  const document = documents.find((each) => each.path === path);
  assert.ok(document);
  return document;
}

function withoutLoops(block: string): string {
  return block.replaceAll(
    /^for (\w+) in (.*); do\n([^]*?)\ndone$/gm,
    (_, name: string, values: string, body: string) =>
      values.split(" ").map((value) => body.replaceAll(`"$${name}"`, value).replaceAll(/^ +/gm, "")).join(
        "\n",
      ),
  );
}

/** Runs lines of `pveum`; answers with the token that they made. */
async function tokenBy(cluster: TestCluster, lines: readonly string[]) {
  let made: { readonly tokenId: string; readonly secret: string } | undefined;
  for (const line of lines) {
    const secret = await runPveum(cluster.simulator, line);
    const [, user, name] = /^pveum user token add (\S+) (\S+)/.exec(line) ?? [];
    if (secret !== undefined) made = { tokenId: `${user}!${name}`, secret };
  }
  assert.ok(made, "no line made a token");
  return made;
}

/** What `doctor` says of the privileges of a login with further settings, as names and values. */
async function privilegesOf(
  cluster: TestCluster,
  token: { readonly tokenId: string; readonly secret: string },
  settings: readonly string[] = [],
) {
  const given = settings.map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []);
  const found = await findingsWith({
    ...cluster.address,
    PROXMOX_FINGERPRINT: cluster.simulator.fingerprint,
    ...tokenSettings(token),
    ...Object.fromEntries(given),
  });
  assert.equal(found.get("login")?.verdict, "ok");
  return found.get("privileges");
}

for (const version of ["9.2", "8.4"] as const) {
  for (const level of ["Look", "Operate", "Everything"]) {
    Deno.test(`the lines of docs/setup.md for ${level} make a login on ${version} that its settings fit`, async () => {
      await using cluster = await startCluster({ version });
      const [lines = [], before = [], settings = []] = blocksBelow("docs/setup.md", level);
      const token = await tokenBy(cluster, version === "9.2" ? lines : [...before, ...lines.slice(1)]);
      const privileges = await privilegesOf(cluster, token, settings);
      const lacking = privileges?.text.split("\n").slice(1).filter((line) =>
        // Stopping other people's tasks is beyond Operate, and works there for one's own.
        line !== "- Sys.Modify: task_stop" &&
        // What an agent tells is left out on 8.x, where the same privilege also lets a login run commands.
        !(version === "8.4" && line.startsWith("- VM.Monitor: vm_status"))
      );
      assert.deepEqual(lacking, [], privileges?.text);
    });
  }
}

const sections = ["Look only", "Start, stop and snapshot", "Operate guests", "Operate one pool only"];

for (const version of ["9.2", "8.4"] as const) {
  Deno.test(`every line of pveum in SECURITY.md does on ${version} what it says`, async () => {
    for (const section of sections) {
      await using cluster = await startCluster({ version });
      delete cluster.simulator.cluster.state.users["mcp@pve"];
      const role = section === "Operate one pool only"
        ? blocksBelow("SECURITY.md", "Operate guests").slice(0, 2)
        : [];
      const blocks = [...role, ...blocksBelow("SECURITY.md", section)];
      // Of two blocks that make the same role, the first is for 9.x.
      const unfit = version === "9.2" ? "VM.Monitor" : "VM.GuestAgent.";
      const lines = blocks.flat().filter((line) =>
        !(line.startsWith("pveum role add MCPOperator") && line.includes(unfit))
      );
      const privileges = await privilegesOf(cluster, await tokenBy(cluster, lines));
      assert.notEqual(privileges?.verdict, "failure", `${section}: ${privileges?.text}`);
    }
  });
}
