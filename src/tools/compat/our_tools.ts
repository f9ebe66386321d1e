import { ctPowerTools, vmPowerTools } from "../guest_power.ts";
import type { Tool } from "../tool.ts";

/** The power tool of this name. @throws {TypeError} when there is none. */
export function powerTool(name: string): Tool {
  const tool = [...vmPowerTools, ...ctPowerTools].find((candidate) => candidate.name === name);
  if (tool === undefined) throw new TypeError(`There is no power tool ${name}`);
  return tool;
}

/** Arguments of a list that shows every row, as the other servers do; the answer's size is limited all the same. */
export function everyRow<Given extends Readonly<Record<string, unknown>>>(
  input: Given,
): Readonly<Record<string, unknown>> {
  return { ...input, limit: 1000 };
}
