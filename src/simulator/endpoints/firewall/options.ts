import { type AnyEndpoint, ANYONE, defineEndpoint, Reply } from "../../api/endpoint.ts";
import {
  choice,
  DIGEST,
  flag,
  integer,
  optional,
  optionals,
  type ParameterMap,
  text,
} from "../../api/schema.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { assignSection } from "../cluster/section.ts";
import { CLUSTER_SCOPE, guestScope, NODE_SCOPE, partDigest, requirePartDigest, type Scope } from "./scope.ts";

const LEVEL = choice("emerg alert crit err warning notice info debug nolog");
const POLICY = choice("ACCEPT REJECT DROP");

const CLUSTER_OPTIONS: ParameterMap = {
  enable: optional(integer({ minimum: 0 })),
  ebtables: optional(flag()),
  log_ratelimit: optional(text()),
  policy_in: POLICY,
  policy_out: POLICY,
  policy_forward: choice("ACCEPT DROP"),
};

const NODE_OPTIONS: ParameterMap = {
  ...optionals(
    () => flag(),
    "enable log_nf_conntrack ndp nf_conntrack_allow_invalid nftables nosmurfs protection_synflood tcpflags",
  ),
  ...{ log_level_in: LEVEL, log_level_out: LEVEL, log_level_forward: LEVEL },
  ...{ smurf_log_level: LEVEL, tcp_flags_log_level: LEVEL },
  nf_conntrack_max: optional(integer({ minimum: 32768 })),
};

const GUEST_OPTIONS: ParameterMap = {
  ...optionals(() => flag(), "enable dhcp ipfilter macfilter ndp radv"),
  ...{ log_level_in: LEVEL, log_level_out: LEVEL, policy_in: POLICY, policy_out: POLICY },
};

/** The options of every scope, and the logs of nodes and guests. */
export const firewallOptionEndpoints: AnyEndpoint[] = [
  ...optionEndpoints(CLUSTER_SCOPE, CLUSTER_OPTIONS),
  ...optionEndpoints(NODE_SCOPE, NODE_OPTIONS),
  ...optionEndpoints(guestScope("qemu"), GUEST_OPTIONS),
  ...optionEndpoints(guestScope("lxc"), GUEST_OPTIONS),
  ...[NODE_SCOPE, guestScope("qemu"), guestScope("lxc")].map(logEndpoint),
  defineEndpoint({
    method: "GET",
    path: "/cluster/firewall/macros",
    description: "List available macros",
    permission: ANYONE,
    parameters: {},
    handler: () => MACROS.map(([macro, descr]) => ({ macro, descr })),
  }),
];

const MACROS = [
  ["SSH", "Secure shell traffic"],
  ["Web", "WWW traffic (HTTP and HTTPS)"],
  ["HTTP", "Hypertext Transfer Protocol (WWW)"],
  ["HTTPS", "Hypertext Transfer Protocol (WWW) over SSL"],
  ["DNS", "Domain Name System traffic (upd and tcp)"],
  ["Ping", "ICMP echo request"],
  ["NTP", "Network Time Protocol (ntpd)"],
] as const;

function optionEndpoints(scope: Scope, options: ParameterMap): AnyEndpoint[] {
  const local = scope.local === true ? { local: true } as const : {};
  return [
    defineEndpoint({
      method: "GET",
      path: `${scope.base}/options`,
      description: "Get Firewall options.",
      permission: scope.read,
      ...local,
      parameters: scope.path,
      handler: (call) => {
        const current = scope.find(call).options;
        return { ...current, digest: partDigest(current) };
      },
    }),
    defineEndpoint({
      method: "PUT",
      path: `${scope.base}/options`,
      description: "Set Firewall options.",
      permission: scope.write,
      protected: true,
      ...local,
      parameters: {
        ...scope.path,
        ...options,
        digest: DIGEST,
        delete: optional(text({ format: "pve-configid-list" })),
      },
      handler: async (call) => {
        const current = scope.find(call).options;
        requirePartDigest(current, call.given["digest"]);
        await requireClusterLock(call.faults, call.cluster.clock, scope.lock(call));
        const names = new Set([...Object.keys(options), "delete"]);
        const values = Object.entries(call.params).filter(([key]) => names.has(key));
        assignSection(current, Object.fromEntries(values));
        return null;
      },
    }),
  ];
}

function logEndpoint(scope: Scope): AnyEndpoint {
  const limits = optionals(() => integer({ minimum: 0 }), "start limit since until");
  return defineEndpoint({
    method: "GET",
    path: `${scope.base}/log`,
    description: "Read firewall log",
    permission: {
      check: ["perm", scope === NODE_SCOPE ? "/nodes/{node}" : "/vms/{vmid}", [
        scope === NODE_SCOPE ? "Sys.Syslog" : "VM.Console",
      ]],
    },
    protected: true,
    parameters: { ...scope.path, ...limits },
    handler: () => new Reply([{ n: 1, t: "no content" }], { total: 1 }),
  });
}
