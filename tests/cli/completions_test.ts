import assert from "node:assert/strict";
import { commands } from "../../src/cli/commands.ts";
import { run } from "../harness/run.ts";

Deno.test("completions refuses a shell it does not know, and names those it does", async () => {
  const { code, stdout, stderr } = await run(["completions", "tcsh"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /"tcsh".*bash, zsh, fish/s);
});

const typed: readonly { readonly line: string; readonly words: readonly string[] }[] = [
  { line: "doc", words: ["doctor"] },
  { line: "completions z", words: ["zsh"] },
  { line: "call vm_star", words: ["vm_start"] },
  { line: "call vm_start vm", words: ["vmid="] },
  { line: "call proxmox_vm_start vm", words: ["vmid="] },
  { line: "audit --veri", words: ["--verify"] },
  { line: "tools --fingerp", words: ["--fingerprint"] },
  { line: "config --api-token-sec", words: ["--api-token-secret-file"] },
];

Deno.test("bash that sourced the script completes commands, options, tools and arguments", async () => {
  const script = await scriptFor("bash");
  for (const { line, words } of typed) assert.deepEqual(await inBash(script, line), words, line);
});

Deno.test("bash offers every command at the first word", async () => {
  const offered = await inBash(await scriptFor("bash"), "");
  for (const { name } of commands) assert.ok(offered.includes(name), name);
});

Deno.test({
  name: "fish that sourced the script completes the same (left out where fish is missing)",
  ignore: missing("fish"),
  fn: async () => {
    const script = await scriptFor("fish");
    for (const { line, words } of typed) {
      const stdout = await shell("fish", ["--no-config"], `${script}\ncomplete -C 'proxmox-mcp ${line}'\n`);
      assert.deepEqual(stdout.split("\n").filter((word) => word !== ""), words, line);
    }
  },
});

Deno.test({
  name: "zsh that sourced the script completes the same (left out where zsh is missing)",
  ignore: missing("zsh"),
  fn: async () => {
    const script = await scriptFor("zsh");
    for (const { line, words } of typed) {
      const all = ["proxmox-mcp", ...line.split(" ")];
      // Completion runs only in zsh's line editor: here compadd prints what it would offer for the word.
      const stdout = await shell(
        "zsh",
        ["-f"],
        `compdef() { }
compadd() { [[ $1 == -S ]] && shift 2; shift; print -l -- \${(M)@:#$words[CURRENT]*} }
${script}
words=(${all.join(" ")}); CURRENT=${all.length}; _proxmox_mcp\n`,
      );
      assert.deepEqual(stdout.split("\n").filter((word) => word !== ""), words, line);
    }
  },
});

async function scriptFor(name: string): Promise<string> {
  const { code, stdout, stderr } = await run(["completions", name]);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
}

/** What bash offers for the last word of a line, with `_proxmox_mcp` called as bash calls it. */
async function inBash(script: string, line: string): Promise<readonly string[]> {
  const words = ["proxmox-mcp", ...line.split(" ")].map((word) => `'${word}'`);
  const stdout = await shell(
    "bash",
    ["--norc"],
    `${script}\nCOMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}
_proxmox_mcp; printf '%s\\n' "\${COMPREPLY[@]}"\n`,
  );
  return stdout.split("\n").filter((word) => word !== "");
}

async function shell(program: string, args: readonly string[], input: string): Promise<string> {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, input);
    const { stdout, stderr } = await new Deno.Command(program, {
      args: [...args, file],
      stdin: "null",
      signal: AbortSignal.timeout(60_000),
    })
      .output();
    assert.equal(new TextDecoder().decode(stderr), "", program);
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(file);
  }
}

/** Whether a shell is absent, so that its test is left out. */
function missing(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["-c", "true"], stdin: "null" }).outputSync();
    return false;
  } catch {
    return true;
  }
}
