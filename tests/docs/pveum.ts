import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import * as z from "zod";
import type { Simulator } from "../../src/simulator/simulator.ts";

const words = z.string().min(1);

/** The words of a line as a shell splits it: quotes are taken off, nothing is expanded. */
function split(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) =>
    single ?? double ?? plain ?? ""
  );
}

/**
 * Runs a line of `pveum` on a simulated cluster, as `pveum` does: by the endpoint that the command stands for.
 *
 * Answers with the secret where a token is made.
 */
export async function runPveum(simulator: Simulator, line: string): Promise<string | undefined> {
  const [program, ...rest] = split(line);
  assert.equal(program, "pveum", line);
  const { positionals, values } = parseArgs({
    args: [...rest],
    allowPositionals: true,
    options: Object.fromEntries(
      ["privs", "comment", "privsep", "users", "tokens", "roles"].map((name) => [name, { type: "string" }]),
    ),
  });
  const [noun, verb, ...names] = positionals;
  const given = z.record(z.string(), z.string()).parse(values);
  switch (`${noun} ${verb}`) {
    case "role add":
      return await send("POST", "/access/roles", { roleid: names[0], privs: given.privs });
    case "user add":
      return await send("POST", "/access/users", { userid: names[0], comment: given.comment });
    case "user token": {
      const [action, userid, tokenid] = names;
      assert.equal(action, "add", line);
      return await send("POST", `/access/users/${userid}/token/${tokenid}`, { privsep: given.privsep });
    }
    case "acl modify":
      return await send("PUT", "/access/acl", {
        path: names[0],
        roles: given.roles,
        users: given.users,
        tokens: given.tokens,
      });
    default:
      assert.fail(`no such command: ${line}`);
  }

  async function send(
    method: "POST" | "PUT",
    path: string,
    parameters: Readonly<Record<string, string | undefined>>,
  ): Promise<string | undefined> {
    const params = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
    const { status, data, message } = await simulator.call({
      method,
      path,
      params,
      identity: { userid: "root@pam" },
    });
    assert.equal(status, 200, `${line}: ${message ?? ""}`);
    return z.object({ value: words }).safeParse(data).data?.value;
  }
}
