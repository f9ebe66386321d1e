import { NamedParameters } from "../endpoints/named_parameters.ts";
import { routedSegments } from "../endpoints/segments.ts";
import type { GuardedRequest } from "../guard.ts";
import { parameterTargets } from "./parameter_targets.ts";
import {
  type GuestRole,
  haGuest,
  replicationGuest,
  type RequestTargets,
  TargetCollector,
  taskGuest,
} from "./collector.ts";

/** Changes that leave the guest in the path as it is: a copy is made of it. */
const copies = new Set(["clone"]);

const wholeNode = new Set(["startall", "stopall", "suspendall", "migrateall"]);

/** Reads from a request which guests, nodes, storages and pools it touches. */
export function targetsOf(request: GuardedRequest): RequestTargets {
  const targets = new TargetCollector();
  const segments = routedSegments(request.path);
  const given = new NamedParameters(request.parameters);
  const role: GuestRole = request.method === "GET" ? "used" : "changed";
  pathTargets(targets, segments, role);
  parameterTargets(targets, segments, given, role);
  if (role === "changed") allTargets(targets, segments, given);
  return targets;
}

function pathTargets(targets: TargetCollector, segments: readonly string[], role: GuestRole): void {
  const [top, second, third, fourth] = segments;
  if (top === "storage" && second !== undefined) targets.storages.add(second);
  if (top === "pools" && second !== undefined) targets.pools.add(segments.slice(1).join("/"));
  if (top === "cluster") clusterPathTargets(targets, segments, role);
  if (top !== "nodes" || second === undefined) return;
  targets.nodes.add(second);
  if (fourth === undefined) return;
  if (third === "qemu" || third === "lxc") {
    targets.guest(fourth, copies.has(segments[4] ?? "") ? "used" : role);
  }
  if (third === "replication") targets.guest(replicationGuest(fourth), role);
  if (third === "tasks") targets.guest(taskGuest(fourth), role);
  if (third === "storage") {
    targets.storages.add(fourth);
    const volume = segments.slice(5).join("/");
    // Copying leaves the volume itself as it is; deleting and describing do not.
    if (segments[4] === "content" && volume !== "") targets.volume(volume, role, fourth);
  }
}

function clusterPathTargets(targets: TargetCollector, segments: readonly string[], role: GuestRole): void {
  const [, second, third, fourth] = segments;
  if (second === "replication") targets.guest(replicationGuest(third), role);
  if (second === "ha" && third === "resources") targets.guest(haGuest(fourth), role);
  if (second === "config" && third === "nodes" && fourth !== undefined) targets.nodes.add(fourth);
}

function allTargets(targets: TargetCollector, segments: readonly string[], given: NamedParameters): void {
  const [top, node, command] = segments;
  if (top !== "nodes" || command === undefined) return;
  if (wholeNode.has(command) && !given.has("vms")) targets.all = { node };
  if (command === "status" && segments.length === 3) targets.all = { node };
}
