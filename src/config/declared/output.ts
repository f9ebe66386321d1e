import { optionalSetting, settingWithDefault } from "../setting.ts";
import { choice, text, wholeNumber } from "../values.ts";

/** Sizes that answers and files are held to. */
export const limits = {
  characterLimit: settingWithDefault({
    name: "CHARACTER_LIMIT",
    group: "limits",
    default: 25_000,
    doc: "Characters of one answer; what is left out is stated.",
    schema: () => wholeNumber(500, 10_000_000),
  }),

  maxFileSize: settingWithDefault({
    name: "MAX_FILE_SIZE",
    group: "limits",
    default: 10_485_760,
    doc: "Bytes of one transferred file.",
    schema: () => wholeNumber(1, Number.MAX_SAFE_INTEGER),
  }),
} as const;

/** Which log records are written, and where. */
export const log = {
  level: settingWithDefault<"trace" | "debug" | "info" | "warn" | "error">({
    name: "LOG_LEVEL",
    group: "log",
    default: "info",
    doc: "`trace`, `debug`, `info`, `warn` or `error`. Logs go to stderr.",
    schema: () =>
      choice(["trace", "debug", "info", "warn", "error"], {
        warning: "warn",
        critical: "error",
        fatal: "error",
        verbose: "debug",
      }),
  }),

  directory: optionalSetting({
    name: "LOG_DIR",
    group: "log",
    example: "logs",
    defaultText: "stderr only",
    doc: "Directory for `combined.log` and `error.log`, JSON lines.",
    schema: text,
  }),
} as const;
