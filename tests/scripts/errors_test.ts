import { deepEqual, equal } from "node:assert/strict";
import { thrownErrors } from "../../scripts/docs/errors/thrown.ts";
import { worded } from "../../scripts/docs/errors/worded.ts";

const declaration = `
/** Something is not there. Look again. */
export class MissingError extends ExplainedError {}
/** A kind of it. */
class MissingGuestError extends MissingError {}
/** None of ours. */
class OtherError extends Error {}
`;

Deno.test("an error is found with its sentence and its remedy, whatever stands in between", () => {
  const text = `${declaration}
throw new MissingError(
  \`There is no \${guest.name} (\${JSON.stringify(given)}).\`, // a comment, with (brackets
  { cause: new OtherError("hidden"), remedy: "Look for it, " + \`or make \${"one"}.\` },
);
throw new MissingGuestError("No guest.");
throw new OtherError("not shown");
findings.mistake(\`\${values.name(connection.host)} is wrong.\`);`;
  deepEqual(
    thrownErrors([{ path: "tools/a.ts", text }]).map(({ name, meaning, errors }) => ({
      name,
      meaning,
      errors,
    })),
    [
      {
        name: "MissingError",
        meaning: "Something is not there. Look again.",
        errors: [{ message: "There is no ‹name› (‹given›).", remedy: "Look for it, or make one." }],
      },
      {
        name: "MissingGuestError",
        meaning: "A kind of it.",
        errors: [{ message: "No guest.", remedy: "" }],
      },
    ],
  );
});

Deno.test("a sentence that depends on something is told in both forms, and one that is made elsewhere not at all", () => {
  equal(worded('isVm ? "Start the VM." : `Start ${guest}.`', ""), "Start the VM. / Start ‹guest›.");
  equal(worded('what ?? "x" === "y" ? "one" : "other"', ""), "one / other");
  equal(worded("sentence(fault)", ""), undefined);
  equal(worded("remedy", 'const remedy = "Do " +\n  "this.";'), "Do this.");
});
