import type { RawParameters } from "../api/validate.ts";

/** A request as it came in over HTTPS. */
export interface RecordedRequest {
  readonly method: string;
  /** Without `/api2/json`, decoded. */
  readonly path: string;
  readonly params: RawParameters;
  /** `user@realm` or `user@realm!token`; absent when nobody was recognised. */
  readonly identity: string | undefined;
  /** The node that was asked. */
  readonly node: string;
}
