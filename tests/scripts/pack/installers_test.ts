import assert from "node:assert/strict";
import { installPs1, installSh } from "../../../scripts/pack/installers.ts";
import { isMissing, runProgram } from "../../harness/programs.ts";
import type { Ran } from "../../harness/run.ts";
import { serveFolder } from "../../harness/file_server.ts";
import { standInRelease } from "../../harness/stand_in_release.ts";

const ignore = Deno.build.os === "windows" || isMissing("curl");
const powershell = ["pwsh", "powershell"].find((program) => !isMissing(program));

/** Runs `install.sh` against a server of the release's files, in a home directory of its own. */
async function install(
  folder: string,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran & { readonly home: string; readonly requested: readonly string[] }> {
  const home = `${folder}/home`;
  await Deno.mkdir(home, { recursive: true });
  await Deno.writeTextFile(`${folder}/install.sh`, script);
  await using server = serveFolder(folder);
  const ended = await runProgram("sh", [`${folder}/install.sh`], {
    environment: {
      HOME: home,
      INSTALL_DIR: `${home}/bin`,
      INSTALL_FROM: server.url,
      ...environment,
    },
  });
  return { ...ended, home, requested: server.requested };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

Deno.test("install.sh puts this system's binary in place, and it runs", { ignore }, async () => {
  await using packed = await standInRelease();
  const { code, stdout, stderr, home, requested } = await install(
    packed.folder,
    await installSh(packed.release),
  );
  assert.equal(code, 0, stderr);
  assert.equal(requested.length, 1);
  assert.match(
    stdout,
    /proxmox-mcp \S+ is in .*\/bin\/proxmox-mcp\n.*not in PATH.*export PATH="\S+:\$PATH"/s,
  );
  const ran = await runProgram(`${home}/bin/proxmox-mcp`, ["--version"]);
  assert.equal(ran.stdout, `proxmox-mcp ${packed.release.version}\n`);
  assert.deepEqual(await namesIn(`${home}/bin`), ["proxmox-mcp"]);
});

Deno.test("install.sh replaces an older version", { ignore }, async () => {
  await using packed = await standInRelease();
  await Deno.mkdir(`${packed.folder}/home/bin`, { recursive: true });
  await Deno.writeTextFile(`${packed.folder}/home/bin/proxmox-mcp`, "#!/bin/sh\necho old\n");
  const { code, home } = await install(packed.folder, await installSh(packed.release), {
    PATH: `${packed.folder}/home/bin:${Deno.env.get("PATH")}`,
  });
  assert.equal(code, 0);
  const ran = await runProgram(`${home}/bin/proxmox-mcp`, ["--version"]);
  assert.equal(ran.stdout, `proxmox-mcp ${packed.release.version}\n`);
});

Deno.test(
  "install.sh refuses a file with another checksum and keeps what was there",
  { ignore },
  async () => {
    await using packed = await standInRelease();
    const script = await installSh(packed.release);
    await Deno.mkdir(`${packed.folder}/home/bin`, { recursive: true });
    await Deno.writeTextFile(`${packed.folder}/home/bin/proxmox-mcp`, "old");
    for (const { name } of packed.release.binaries) {
      await Deno.writeTextFile(
        `${packed.folder}/${name}`,
        `#!/bin/sh\necho taken over > ${packed.folder}/evil\n`,
      );
    }
    const { code, stdout, stderr, home } = await install(packed.folder, script);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(
      stderr,
      /not installed: http:\S+ has SHA-256 [0-9a-f]{64}, and [0-9a-f]{64} was released\. Do not use/,
    );
    assert.equal(await Deno.readTextFile(`${home}/bin/proxmox-mcp`), "old");
    assert.deepEqual(await namesIn(`${home}/bin`), ["proxmox-mcp"]);
    await assert.rejects(Deno.stat(`${packed.folder}/evil`), Deno.errors.NotFound);
  },
);

Deno.test(
  "install.sh says so when the download fails, and leaves nothing behind",
  { ignore },
  async () => {
    await using packed = await standInRelease();
    const script = await installSh(packed.release);
    for (const { name } of packed.release.binaries) await Deno.remove(`${packed.folder}/${name}`);
    const { code, stderr, home } = await install(packed.folder, script);
    assert.equal(code, 1);
    assert.match(stderr, /not installed: http:\S+proxmox-mcp-\S+ could not be downloaded/);
    assert.deepEqual(await namesIn(`${home}/bin`), []);
  },
);

Deno.test("install.sh that arrives cut off at any line does nothing", { ignore }, async () => {
  await using packed = await standInRelease();
  const lines = (await installSh(packed.release)).trimEnd().split("\n");
  for (let kept = 1; kept < lines.length; kept += 7) {
    const { requested, home } = await install(packed.folder, `${lines.slice(0, kept).join("\n")}\n`);
    assert.deepEqual(requested, []);
    await assert.rejects(Deno.stat(`${home}/bin`), Deno.errors.NotFound);
  }
});

Deno.test(
  "shellcheck finds nothing in install.sh (left out where shellcheck is missing)",
  { ignore: isMissing("shellcheck") },
  async () => {
    await using packed = await standInRelease();
    await Deno.writeTextFile(`${packed.folder}/install.sh`, await installSh(packed.release));
    const { code, stdout } = await runProgram("shellcheck", [`${packed.folder}/install.sh`]);
    assert.deepEqual([code, stdout], [0, ""]);
  },
);

Deno.test(
  "install.ps1 puts the binary in place and refuses another checksum (left out where PowerShell is missing)",
  { ignore: powershell === undefined },
  async () => {
    await using packed = await standInRelease();
    const script = `${packed.folder}/install.ps1`;
    await Deno.writeTextFile(script, await installPs1(packed.release));
    const bin = `${packed.folder}/bin`;
    await using server = serveFolder(packed.folder);
    const run = () =>
      runProgram(powershell ?? "", ["-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script], {
        environment: { INSTALL_DIR: bin, INSTALL_FROM: server.url },
      });
    assert.match((await run()).stdout, /proxmox-mcp \S+ is in/);
    const installed = await Deno.readFile(`${bin}/proxmox-mcp.exe`);
    const [binary] = packed.release.binaries.filter(({ target }) => target.name === "windows-x64");
    assert.equal(installed.length, binary?.size);
    await Deno.writeTextFile(`${packed.folder}/${binary?.name}`, "another");
    const refused = await run();
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /SHA-256/);
    assert.deepEqual(await Deno.readFile(`${bin}/proxmox-mcp.exe`), installed);
  },
);
