import { createHash } from "node:crypto";
import { capturedText } from "./capture.ts";
import type { NodeShell } from "./node_shell.ts";
import { containerError, pctPull, pctPush, stderrText } from "./pct.ts";
import type { CommandOutcome } from "./run.ts";
import type { FileSource, PutOptions, TransferOptions, Transferred } from "./transfer.ts";
import { assertFilePath, assertOwner, type TransferError, transferError } from "./transfer_error.ts";
import type { TransferFault } from "./transfer_scripts.ts";

// sshd may hand its streams over as sockets, which nothing can open by /dev/stdin; `cat` makes pipes of them.
const fromPipe = 'cat | "$@"';
const toPipe = '"$@" | cat';
const toChecksum = '"$@" | sha256sum';

/** The way over a private directory on the node, where pct cannot read a pipe; `@file@` stands for the file in it. */
function overDirectory(size: number): string {
  return `
directory=$(mktemp -d -t pmx-push-XXXXXXXX) || exit 1
trap 'rm -rf -- "$directory"' EXIT
trap 'exit 70' HUP INT TERM PIPE
cat > "$directory/file"
[ $(wc -c < "$directory/file") -eq ${size} ] || exit 70
for argument do
  shift
  [ "$argument" = @file@ ] && argument=$directory/file
  set -- "$@" "$argument"
done
"$@"
`;
}

/**
 * Copies a file into a container that has no shell, by `pct push`: through a pipe, or over a private directory on the node.
 *
 * pct exits with 0 whether or not it copied, so stderr is read and the file is read back. The file does not appear in one
 * step: what breaks off leaves a part of it.
 *
 * @throws {ContainerError}
 * @throws {TransferError}
 */
export async function pushByPct(
  shell: NodeShell,
  vmid: number,
  path: string,
  source: FileSource,
  options: PutOptions,
): Promise<Transferred> {
  assertFilePath(path);
  assertOwner(path, options);
  if (!options.overwrite && await exists(shell, vmid, path)) throw fault(path, vmid, "exists", "");
  let hash = createHash("sha256");
  const push = async (script: string, from: string) => {
    hash = createHash("sha256");
    const outcome = await shell.pipeForGuest(script, pctPush(vmid, from, path, options), {
      stdin: hashed(source, hash, options),
      signal: options.signal,
      timeout: options.timeout,
    });
    return checked(shell, vmid, outcome);
  };
  let outcome = await push(fromPipe, "/dev/stdin");
  if (/^failed to open \/dev\/stdin/.test(stderrText(outcome))) {
    outcome = await push(overDirectory(source.size), "@file@");
  }
  assertCopied(path, vmid, outcome);
  const sha256 = hash.digest("hex");
  const back = await shell.pipeForGuest(toChecksum, pctPull(vmid, path, "/dev/stdout"), options);
  assertCopied(path, vmid, back);
  if (!capturedText(back.stdout).startsWith(sha256)) {
    throw fault(path, vmid, "checksum", "another file arrived");
  }
  return { size: source.size, sha256, verified: true };
}

/**
 * Copies a file out of a container that has no shell, by `pct pull` through a pipe.
 *
 * @throws {ContainerError}
 * @throws {TransferError}
 */
export async function pullByPct(
  shell: NodeShell,
  vmid: number,
  path: string,
  limit: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
  options: TransferOptions = {},
): Promise<Transferred> {
  assertFilePath(path);
  const hash = createHash("sha256");
  let size = 0;
  const argv = pctPull(vmid, path, "/dev/stdout");
  const outcome = await shell.pipeForGuest(toPipe, argv, {
    ...options,
    maxBytes: 16 * 1024,
    onStdout: (chunk) => {
      size += chunk.length;
      if (size > limit) throw fault(path, vmid, "size", `it has more than the ${limit} bytes allowed`);
      hash.update(chunk);
      options.onProgress?.(size);
      return take(chunk);
    },
  });
  assertCopied(path, vmid, checked(shell, vmid, outcome));
  const sha256 = hash.digest("hex");
  const again = await shell.pipeForGuest(toChecksum, argv, options);
  if (!capturedText(again.stdout).startsWith(sha256)) {
    throw fault(path, vmid, "checksum", "it changed meanwhile");
  }
  return { size, sha256, verified: true };
}

async function* hashed(
  source: FileSource,
  hash: ReturnType<typeof createHash>,
  { onProgress }: TransferOptions,
): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of source.open()) {
    hash.update(chunk);
    yield chunk;
    onProgress?.(sent += chunk.length);
  }
}

async function exists(shell: NodeShell, vmid: number, path: string): Promise<boolean> {
  const outcome = await shell.runForGuest(pctPull(vmid, path, "/dev/null"));
  return !/^failed to open .*: No such file or directory$/s.test(stderrText(checked(shell, vmid, outcome)));
}

function checked(shell: NodeShell, vmid: number, outcome: CommandOutcome): CommandOutcome {
  const failure = containerError(shell.node, vmid, outcome);
  if (failure !== undefined) throw failure;
  return outcome;
}

/** Only an empty stderr means that pct copied. */
function assertCopied(path: string, vmid: number, outcome: CommandOutcome): void {
  const said = stderrText(outcome);
  if (said !== "") throw fault(path, vmid, faultIn(said), said);
  if (outcome.code !== 0) {
    throw fault(path, vmid, "other", `pct ended with ${outcome.code ?? outcome.signal}`);
  }
}

function faultIn(said: string): TransferFault {
  if (/Is a directory$/.test(said)) return "directory";
  if (/^failed to get [ug]id for/.test(said)) return "ownership";
  if (/No such file or directory$/.test(said)) return "missing";
  return /^failed to create/.test(said) ? "write" : "other";
}

function fault(path: string, vmid: number, kind: TransferFault, said: string): TransferError {
  return transferError(path, `container ${vmid}`, kind, said);
}
