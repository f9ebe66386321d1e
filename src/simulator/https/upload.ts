import type { IncomingMessage } from "node:http";
import { createHash } from "node:crypto";
import type { RawParameters } from "../api/validate.ts";
import { readBytes } from "./request_body.ts";

/** Reads a multipart upload into the parameters of the upload endpoint; the file's content stays out. */
export async function readUpload(request: IncomingMessage): Promise<RawParameters> {
  const bytes = await readBytes(request);
  const form = await new Response(new Uint8Array(bytes), {
    headers: { "content-type": request.headers["content-type"] ?? "" },
  }).formData();
  const params: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (typeof value === "string") params[name] = value;
    else {
      const content = new Uint8Array(await value.arrayBuffer());
      params["filename"] = value.name.replace(/[^-a-zA-Z0-9_.]/g, "_");
      params["tmpfilename"] = `/var/tmp/pveupload-${crypto.randomUUID().replaceAll("-", "")}`;
      params["size"] = content.length;
      const algorithm = String(params["checksum-algorithm"] ?? "");
      if (algorithm !== "") params["actual-checksum"] = createHash(algorithm).update(content).digest("hex");
    }
  }
  return params;
}
