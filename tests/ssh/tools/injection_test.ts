import assert from "node:assert/strict";
import { join } from "node:path";
import { hostileStrings } from "../../safety/hostile_strings.ts";
import { withEnds } from "../lab/ends.ts";
import { namesIn } from "../lab/files.ts";
import { labTest } from "../lab/lab_here.ts";
import { withServed } from "../lab/served.ts";

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** No command line can carry these. */
const uncarried = hostileStrings.filter((text) => text.includes("\0") || !text.isWellFormed());
const carried = [...new Set(hostileStrings)].filter((text) => !uncarried.includes(text));

/** Those that can name a file in a directory. */
const names = carried.filter((text) =>
  !text.includes("/") && text !== "." && text !== ".." && bytesOf(text) <= 255
);

/** The shortest, and those that are refused: enough where each takes a call of its own. */
const sharp = [...carried.filter((text) => bytesOf(text) <= 8), ...uncarried];

/** The texts in groups that fit a command line with all their quotes. */
function batches(texts: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const length = bytesOf(text.replaceAll("'", "'\\''")) + 3;
    if (length > room) {
      groups.push([]);
      room = 60_000;
    }
    groups.at(-1)?.push(text);
    room -= length;
  }
  return groups;
}

/** What a command wrote into a file, each text ended by a NUL. */
async function written(file: string): Promise<readonly string[]> {
  const text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(await Deno.readFile(file));
  return text.split("\0").slice(0, -1);
}

labTest(
  "arguments arrive byte for byte as they were sent, in a container and on a node",
  () =>
    withEnds({}, async ({ exec, at, directory, outside }, { text, failure }) => {
      for (const sent of batches(carried)) {
        const script = `printf '%s\\0' "$@" > ${directory}/seen`;
        assert.match(await text(exec, { ...at, argv: ["sh", "-c", script, "sh", ...sent] }), /exit code 0/);
        assert.deepEqual(await written(join(outside, "seen")), sent);
      }
      for (const unsendable of uncarried) {
        assert.match(
          await failure(exec, { ...at, argv: ["touch", `${directory}/pwned`, unsendable] }),
          /^A command line cannot carry /,
        );
      }
      assert.deepEqual(await namesIn(outside), ["seen"]);
    }),
);

labTest(
  "arguments and variables arrive so for another user in another directory too",
  () =>
    withServed({}, async ({ node, text }) => {
      await node.shell(`install -d -o 1000 ${node.container}/srv/own`);
      const as = { vmid: 100, user: "worker", cwd: "/srv/own" };
      const seen = join(node.container, "srv/own/seen");
      for (const sent of batches(carried)) {
        const script = 'printf "%s\\0" "$(id -un)" "$PWD" "$@" > seen';
        assert.match(
          await text("ct_exec", { ...as, argv: ["sh", "-c", script, "sh", ...sent] }),
          /exit code 0/,
        );
        assert.deepEqual(await written(seen), ["worker", "/srv/own", ...sent]);
        const env = Object.fromEntries(sent.map((value, index) => [`V${index}`, value]));
        assert.match(
          await text("ct_exec", { ...as, env, argv: ["sh", "-c", "env -0 > seen"] }),
          /exit code 0/,
        );
        const variables = new Set(await written(seen));
        for (const [name, value] of Object.entries(env)) {
          assert.ok(variables.has(`${name}=${value}`), `${name}=${JSON.stringify(value.slice(0, 80))}`);
        }
      }
    }),
);

labTest("a hostile name of a variable is refused", () =>
  withServed({}, async ({ node, failure }) => {
    const touch = { vmid: 100, argv: ["touch", "/srv/pwned"] };
    for (const name of ["", "a b", "a=b", "-u", "1a", "a\nb", "a\0b", "$(id)", "ä"]) {
      const refused = await failure("ct_exec", { ...touch, env: { [name]: "x" } });
      assert.match(refused, /is no name for an environment variable/);
    }
    assert.deepEqual(await namesIn(join(node.container, "srv")), []);
  }));

labTest(
  "a hostile user runs nothing and owns nothing",
  () =>
    withServed({}, async ({ node, call, failure }) => {
      await Promise.all(["", ...sharp].map(async (user, index) => {
        const { isError, text } = await call("ct_exec", { vmid: 100, user, argv: ["touch", "/srv/pwned"] });
        assert.ok(isError || !/exit code 0/.test(text), `${JSON.stringify(user)}: ${text}`);
        const owner = index % 2 === 0 ? { user } : { group: user };
        await failure("guest_push", { vmid: 100, path: "/srv/pwned", content: "x", ...owner });
      }));
      assert.deepEqual(await namesIn(join(node.container, "srv")), []);
    }),
);

labTest(
  "a command runs in the directory that is named, whatever its name, or not at all",
  () =>
    withServed({}, async ({ node, call, text }) => {
      const srv = join(node.container, "srv");
      const directories = names.filter((name) => sharp.includes(name));
      await Promise.all(directories.map(async (name) => {
        await Deno.mkdir(join(srv, name));
        await text("ct_exec", { vmid: 100, cwd: `/srv/${name}`, argv: ["touch", "here"] });
        assert.deepEqual(await namesIn(join(srv, name)), ["here"], JSON.stringify(name));
      }));
      await Promise.all(sharp.map(async (name) => {
        const command = { cwd: `/srv/no${name}`, argv: ["touch", "/srv/pwned"] };
        const { isError, text } = await call("ct_exec", { vmid: 100, ...command });
        assert.ok(isError || !/exit code 0/.test(text), `${JSON.stringify(name)}: ${text}`);
      }));
      assert.deepEqual((await namesIn(srv)).toSorted(), directories.toSorted());
    }),
);

labTest(
  "a file is written where its path says, whatever its name, or nowhere",
  () =>
    withEnds({}, async ({ push, at, directory, outside }, { text, failure }) => {
      await Promise.all(names.map(async (name, index) => {
        await text(push, { ...at, path: `${directory}/${name}`, content: String(index) });
        assert.equal(await Deno.readTextFile(join(outside, name)), String(index), JSON.stringify(name));
      }));
      const others = [...carried, ...uncarried].filter((text) => !names.includes(text));
      await Promise.all(others.map(async (name) => {
        await failure(push, { ...at, path: `${directory}/no/${name}`, content: "x" });
      }));
      assert.deepEqual((await namesIn(outside)).toSorted(), names.toSorted());
    }),
);
