import type { Revision } from "./suite.ts";

/** Scenarios that any server can be held to: they ask for nothing by a name of the suite's own. */
export const fixtureFree: Readonly<Record<Revision, readonly string[]>> = {
  "2026-07-28": [
    "caching",
    "dns-rebinding-protection",
    "http-header-validation",
    "input-required-result-ignore-extra-params",
    "input-required-result-missing-input-response",
    "input-required-result-unsupported-methods",
    "input-required-result-validate-input",
    "prompts-list",
    "resources-list",
    "sep-2164-resource-not-found",
    "server-sse-multiple-streams",
    "server-stateless",
    "tools-call-error",
    "tools-list",
  ],
  "2025-11-25": [
    "dns-rebinding-protection",
    "ping",
    "prompts-list",
    "resources-list",
    "server-initialize",
    "server-sse-multiple-streams",
    "tools-call-error",
    "tools-list",
  ],
};

/** Checks that the server itself fails, each with the reason why that is no fault of it. */
export const expectedOfServer: Readonly<Record<string, string>> = {
  "server-stateless: sep-2575-server-rejects-undeclared-capability":
    "calls the suite's own tool test_missing_capability, which this server rightly does not have; the fixture passes it",
  "server-stateless: sep-2575-missing-capability-http-400":
    "calls the suite's own tool test_missing_capability, which this server rightly does not have; the fixture passes it",
};

/** Scenarios that the fixture fails, each with the reason. */
export const expectedOfFixture: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "tasks-capability-negotiation",
    "tasks-dispatch-and-envelope",
    "tasks-lifecycle",
    "tasks-mrtr-composition",
    "tasks-mrtr-input",
    "tasks-request-headers",
    "tasks-request-state-removal",
    "tasks-required-task-error",
    "tasks-wire-fields",
  ].map((scenario) => [
    scenario,
    "tests the extension io.modelcontextprotocol/tasks, which no revision requires and this server does not announce: a " +
    "Proxmox task is followed by its UPID with proxmox_task_wait",
  ]),
);
