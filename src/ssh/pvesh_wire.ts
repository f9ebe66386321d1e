import type { RequestGuard } from "../policy/guard.ts";
import { ConnectionError, ForeignAnswerError, LostAnswerError, WireError } from "../wire/errors.ts";
import type { Answer, CarryOptions, DocumentPath, Wire, WireRequest } from "../wire/wire.ts";
import { abandonable } from "./abandonable.ts";
import { capturedText } from "./capture.ts";
import type { NodeShell } from "./node_shell.ts";
import type { SshNodes } from "./nodes.ts";
import { stderrText, withoutNoise } from "./pct.ts";
import { pveshData, pveshError, type PveshOutput } from "./pvesh_answer.ts";
import { pveshCommand } from "./pvesh_command.ts";

/** What {@linkcode PveshWire} needs. */
export interface PveshWireOptions {
  /** The nodes; the wire closes them when it is closed. */
  readonly nodes: SshNodes;
  /** Asked before each request. */
  readonly guard: RequestGuard;
  /** Deadline of a request in milliseconds (`PROXMOX_TIMEOUT`). */
  readonly timeout: number;
}

const maxAnswer = 64 * 1024 * 1024;

/**
 * Proxmox's REST tree over SSH: `pvesh` on the node that the path names, else on the entry node.
 *
 * It behaves as REST does: errors are the same, and a request that starts a task answers with the UPID while the task runs,
 * although pvesh itself stays until the task has ended. No answer has a `total`, for pvesh does not print it.
 */
export class PveshWire implements Wire {
  readonly name = "ssh";
  readonly #options: PveshWireOptions;

  constructor(options: PveshWireOptions) {
    this.#options = options;
  }

  async request(request: WireRequest, options: CarryOptions = {}): Promise<Answer> {
    this.#options.guard.check(request);
    const argv = pveshCommand(request);
    const timeout = options.timeout ?? this.#options.timeout;
    const deadline = AbortSignal.timeout(timeout);
    const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
    try {
      const shell = await abandonable(this.#shellFor(request.path), signal);
      const output = request.method === "GET"
        ? await read(shell, argv, signal)
        : await change(shell, argv, signal);
      if (output.upid !== undefined) return { data: output.upid, wire: "ssh" };
      if (output.code !== 0) throw pveshError(request, output);
      return { data: pveshData(request, output.stdout), wire: "ssh" };
    } catch (error) {
      throw lostIfChange(request, error === deadline.reason ? this.#silent(timeout) : error);
    }
  }

  /** Documents that pveproxy serves lie below /usr/share on every node. */
  async document(path: DocumentPath, options: CarryOptions = {}): Promise<string> {
    const timeout = options.timeout ?? this.#options.timeout;
    const deadline = AbortSignal.timeout(timeout);
    const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
    try {
      const shell = await abandonable(this.#options.nodes.entry(), signal);
      const file = await shell.readFile(`/usr/share${path}`, maxAnswer, signal);
      if (file !== undefined && file.gapAt === undefined) return capturedText(file);
      throw new ForeignAnswerError(`${shell.node} has no readable /usr/share${path}.`, {
        remedy: "Install pve-docs on it.",
      });
    } catch (error) {
      throw error === deadline.reason ? this.#silent(timeout) : error;
    }
  }

  async close(): Promise<void> {
    await this.#options.nodes.close();
  }

  /** The node in the path, which runs it faster than by way of another; Proxmox itself explains an unknown one. */
  async #shellFor(path: string): Promise<NodeShell> {
    const { nodes } = this.#options;
    const node = /^\/nodes\/([^/]+)\//.exec(path)?.[1];
    if (node === undefined || !(await nodes.has(node))) return await nodes.entry();
    try {
      return await nodes.on(node);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      // What the entry node knows by itself it still answers; for the rest it says why the node cannot be reached.
      return await nodes.entry();
    }
  }

  #silent(timeout: number): ConnectionError {
    const { address } = this.#options.nodes;
    return new ConnectionError(`pvesh gave no answer over SSH (${address}) within ${timeout / 1000} s.`, {
      fault: "silent",
      address,
      remedy: "The node is busy, or a storage hangs; raise PROXMOX_TIMEOUT when it is only slow.",
    });
  }
}

type Output = PveshOutput & { readonly upid?: string | undefined };

async function read(shell: NodeShell, argv: readonly string[], signal: AbortSignal): Promise<Output> {
  const outcome = await shell.runUnasked(argv, { signal, maxBytes: maxAnswer });
  return { code: outcome.code, stdout: capturedText(outcome.stdout), stderr: stderrText(outcome) };
}

async function change(shell: NodeShell, argv: readonly string[], signal: AbortSignal): Promise<Output> {
  const outcome = await shell.changeUnasked(argv, signal);
  return { ...outcome, stderr: withoutNoise(outcome.stderr) };
}

/** A change whose answer is missing may have been carried out, unless it is certain that it never started. */
function lostIfChange({ method, path }: WireRequest, error: unknown): unknown {
  if (method === "GET" || !(error instanceof ConnectionError)) return error;
  if (error.fault !== "silent" && error.fault !== "reset") return error;
  return new LostAnswerError(
    `${method} ${path} was sent over SSH, and its answer was lost, so it may have been carried out: ${error.message}`,
    {
      remedy:
        "Look before repeating it: proxmox_task_list shows the tasks just begun, and the status or configuration " +
        "of what was to change shows whether it did.",
      cause: error,
    },
  );
}
