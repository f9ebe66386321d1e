import type { ApiEndpoint } from "./endpoint.ts";
import { PathTree } from "./path_tree.ts";
import { EndpointSearch } from "./search.ts";

/** The REST tree of one Proxmox version, as the connected node describes it. */
export class ApiSchema {
  /** The node's version, such as `9.2.3`. */
  readonly version: string;
  readonly endpoints: readonly ApiEndpoint[];
  readonly paths: PathTree;
  #search: EndpointSearch | undefined;

  constructor(version: string, endpoints: readonly ApiEndpoint[]) {
    this.version = version;
    this.endpoints = endpoints;
    this.paths = new PathTree(endpoints);
  }

  /** Finds endpoints by words; made when first asked, since checking needs no words. */
  get search(): EndpointSearch {
    return this.#search ??= new EndpointSearch(this.endpoints);
  }
}
