import type { Tool } from "../tool.ts";
import { metrics } from "./metrics.ts";

/** The toolset `monitor`, in the order of the tool list. */
export const monitorTools: readonly Tool[] = [metrics];
