/** What differs from run to run, and what stands for it; the first pattern that matches a place wins. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/UPID:([^:\s]+):[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:/g, "UPID:$1:<pid>:<pstart>:<start>:"],
  [/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?/g, "<time>"],
  [/\b\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d\b/g, "<stamp>"],
  [/\b(snaptime: |ctime=)\d{10}\b/g, "$1<epoch>"],
  [/\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\b/g, "<fingerprint>"],
  [/\b127\.0\.0\.1:\d+\b/g, "<address>"],
  [/\bin [\d.]+ [KMGT]?i?B, out [\d.]+ [KMGT]?i?B/g, "in <bytes>, out <bytes>"],
  [/(?<![\w.])\d+ (?:d \d+ h|h \d+ min|min \d+ s|d|h|min|s)(?!\w)/g, "<duration>"],
];

/**
 * Takes out of an answer what differs from run to run (times, durations, UPIDs, ports, traffic), so that a snapshot of it
 * holds; columns keep their order but lose their width.
 */
export function steady(text: string): string {
  return changing.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text)
    .split("\n").map((line) => line.replace(/(\S) {2,}/g, "$1  ").trimEnd()).join("\n");
}
