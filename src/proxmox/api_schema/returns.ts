import * as z from "zod";

const shape = z.object({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

/** Names that a summary lists. */
const namesShown = 40;

/** Words in brief what an endpoint answers: `nothing`, `string`, `list of node, status`, `object with cpu, mem`. */
export function returnsText(value: unknown): string {
  const returned = shape.safeParse(value).data;
  switch (returned?.type) {
    case undefined:
      return "";
    case "null":
      return "nothing";
    case "array": {
      const names = namesOf(returned.items);
      return names === "" ? "list" : `list of ${names}`;
    }
    case "object": {
      const names = namesOf(value);
      return names === "" ? "object" : `object with ${names}`;
    }
    default:
      return returned?.type ?? "";
  }
}

function namesOf(value: unknown): string {
  const names = Object.keys(shape.safeParse(value).data?.properties ?? {}).sort();
  const more = names.length > namesShown ? `, and ${names.length - namesShown} more` : "";
  return names.slice(0, namesShown).join(", ") + more;
}
