import { ExplainedError } from "../../text/explained.ts";

/** A document that should hold Proxmox's API schema and does not. */
export class SchemaDocumentError extends ExplainedError {
  override readonly name = "SchemaDocumentError";
}

/**
 * Cuts the array out of `const apiSchema = [ ... ];`, with which Proxmox's `apidoc.js` begins, without running the script.
 *
 * The end is the bracket that closes the array; brackets within strings do not count. Older releases name the variable
 * `pveapi`, so the name does not matter.
 *
 * @returns JSON text.
 * @throws {SchemaDocumentError} when no array is assigned, or it does not end.
 */
export function assignedArray(script: string): string {
  const assignment = /^\s*(?:const|var|let)\s+[A-Za-z_$][\w$]*\s*=\s*(?=\[)/m.exec(script);
  if (assignment === null) {
    throw new SchemaDocumentError("The API viewer's script assigns no array, so it holds no schema.");
  }
  const start = assignment.index + assignment[0].length;
  // One step a string or bracket: the document has five megabytes, most of it within strings and white space.
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(script); match !== null; match = token.exec(script)) {
    if (match[0] === "[" || match[0] === "{") depth += 1;
    else if (match[0] === "]" || match[0] === "}") depth -= 1;
    if (depth === 0) return script.slice(start, token.lastIndex);
  }
  throw new SchemaDocumentError(
    "The array in the API viewer's script does not end: the document was cut off.",
  );
}
