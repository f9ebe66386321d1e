import assert from "node:assert/strict";
import { isMissing } from "../harness/programs.ts";
import { CleanMachine } from "./clean_machine.ts";
import { codeBlocks, shellCommands } from "./code_blocks.ts";
import { walk } from "./walk.ts";

const repository = new URL("../../", import.meta.url);

const ignore = Deno.build.os === "windows" || isMissing("curl");

/** What pages for later suppose to be done. */
const installed = `
\`\`\`sh
curl -fsSL https://github.com/proxmox-mcp/proxmox-mcp/releases/latest/download/install.sh | sh
proxmox-mcp setup
\`\`\`
`;

/** Pages whose blocks are done from top to bottom, each on a machine of its own, and what comes before. */
const pages = [
  { page: "README.md", before: "" },
  { page: "docs/install.md", before: "" },
  { page: "docs/quick-start.md", before: "" },
  { page: "docs/setup.md", before: installed },
  { page: "docs/usage.md", before: installed },
  { page: "docs/http.md", before: installed },
];

for (const { page, before } of pages) {
  Deno.test(
    `every step of ${page} works on a clean machine`,
    { ignore },
    async () => {
      await using machine = await CleanMachine.make();
      await walk(machine, "before", before);
      const walked = await walk(machine, page, await Deno.readTextFile(new URL(page, repository)));
      assert.ok(walked.some(({ how }) => how === "ran"), JSON.stringify(walked, null, 2));
    },
  );
}

Deno.test("a step that does not work is named with its page and line", {
  ignore,
}, async () => {
  await using machine = await CleanMachine.make();
  const failing = (code: string) => walk(machine, "page.md", `# Page\n\n\`\`\`sh\n${code}\n\`\`\`\n`);
  await assert.rejects(failing("true\nfalse"), /^Error: page\.md:4 false\ndoes not work: exit code 1/);
  await assert.rejects(failing("proxmox-mcp doctr"), /doctr\ndoes not work: exit code 127/);
  await assert.rejects(failing("PROXMOX_HOTS=x"), /there is no setting PROXMOX_HOTS/);
  await assert.rejects(failing("pveum user add 'mcp@pve"), /does not work/);
});

Deno.test("a shell block is taken apart into its commands", () => {
  const code =
    `# comment\nfirst --flag \\\n  more    # why\n\nfor x in a b; do\n  echo "$x"\ndone\nlast 'two\nlines'`;
  assert.deepEqual(shellCommands(code), [
    "first --flag \\\n  more    # why",
    'for x in a b; do\n  echo "$x"\ndone',
    "last 'two\nlines'",
  ]);
  assert.deepEqual(codeBlocks("text\n```sh\na\n```\n\n```\nb\n```\n"), [
    { language: "sh", code: "a", line: 3 },
    { language: "", code: "b", line: 7 },
  ]);
});
