import { optionLines } from "../../text/changes.ts";
import { inline } from "../../text/foreign.ts";
import { list } from "../../text/list.ts";
import type { FirewallRule } from "../../proxmox/firewall/rules.ts";

/** Lays rules out as a table, in the order in which they are tried. */
export function ruleTable(rules: readonly FirewallRule[], characters: number): string {
  return list(rules, {
    columns: [
      { heading: "pos", cell: (rule) => rule.pos, right: true },
      { heading: "on", cell: (rule) => isOn(rule) ? "yes" : "no" },
      { heading: "type", cell: (rule) => rule.type },
      { heading: "action", cell: (rule) => rule.action },
      { heading: "macro", cell: (rule) => rule.macro },
      { heading: "source", cell: (rule) => inline(rule.source ?? "", 60) },
      { heading: "dest", cell: (rule) => inline(rule.dest ?? "", 60) },
      { heading: "proto", cell: (rule) => rule.proto },
      { heading: "sport", cell: (rule) => rule.sport },
      { heading: "dport", cell: (rule) => rule.dport },
      { heading: "iface", cell: (rule) => rule.iface },
      { heading: "log", cell: (rule) => rule.log === "nolog" ? "" : rule.log },
      { heading: "comment", cell: (rule) => inline(rule.comment ?? "", 60) },
    ],
    limit: 500,
    characters,
    narrow: "the rest is in proxmox_api_read of the same rules",
  });
}

/** Writes a rule in one line: `in ACCEPT, macro SSH, source 10.0.0.0/8`. */
export function ruleText(rule: FirewallRule): string {
  const { type = "", action = "", enable: _, ...rest } = rule;
  const details = optionLines(rest).map((line) => line.replace(": ", " "));
  return [`${type} ${action}`, ...details, ...(isOn(rule) ? [] : ["off"])].join(", ");
}

function isOn({ enable }: FirewallRule): boolean {
  return (enable ?? 0) > 0;
}
