import { Buffer } from "node:buffer";
import type { FileEntry as SftpName, SFTPWrapper } from "ssh2";
import type { Process } from "../../linux/kernel/process.ts";
import { openFile } from "../../linux/kernel/open.ts";
import { RegularFile } from "../../linux/kernel/regular_file.ts";
import { joinPath } from "../../linux/files/path.ts";
import type { SessionContext } from "../session.ts";
import { SystemError } from "../../linux/system_error.ts";
import { attributesOf, changesOf, nameOf, openMode } from "./attributes.ts";
import { sendExitStatus } from "./exit_status.ts";
import { Handles } from "./handles.ts";
import { statusOf } from "./status.ts";

/** Serves SFTP on a channel: the files of the node, with the rights of the user who logged in. */
export function serveSftp(sftp: SFTPWrapper, { sshd, account }: SessionContext): void {
  const process = sshd.fork({
    argv: ["/usr/lib/openssh/sftp-server"],
    user: account,
    cwd: account.home,
    files: [],
  });
  const { fs } = process;
  const handles = new Handles();
  const answer = (id: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      sftp.status(id, statusOf(error.code), error.message);
    }
  };
  const done = (id: number): void => sftp.status(id, statusOf(undefined));
  sftp.on("OPEN", (id, path, flags, attributes) =>
    answer(id, () => {
      const file = openFile(process, path, { ...openMode(flags), permissions: attributes.mode ?? 0o666 });
      sftp.handle(id, handles.add({ file, path }));
    }));
  sftp.on("READ", (id, handle, offset, length) =>
    answer(id, () => {
      const bytes = fileOf(handles, handle).readAt(offset, Math.min(length, 256 * 1024));
      if (bytes.length === 0) sftp.status(id, statusOf("end"));
      else sftp.data(id, Buffer.from(bytes));
    }));
  sftp.on("WRITE", (id, handle, offset, data) =>
    answer(id, () => {
      fileOf(handles, handle).writeAt(offset, data);
      done(id);
    }));
  sftp.on("CLOSE", (id, handle) =>
    answer(id, () => {
      handles.delete(handle);
      done(id);
    }));
  sftp.on(
    "OPENDIR",
    (id, path) => answer(id, () => sftp.handle(id, handles.add({ names: namesIn(process, path), path }))),
  );
  sftp.on("READDIR", (id, handle) =>
    answer(id, () => {
      const names = handles.takeNames(handle);
      if (names.length === 0) sftp.status(id, statusOf("end"));
      else sftp.name(id, names);
    }));
  const stat = (follow: boolean) => (id: number, path: string): void =>
    answer(id, () => sftp.attrs(id, attributesOf(fs.entry(path, { follow }))));
  sftp.on("STAT", stat(true));
  sftp.on("LSTAT", stat(false));
  sftp.on(
    "FSTAT",
    (id, handle) => answer(id, () => sftp.attrs(id, attributesOf(fileOf(handles, handle).entry))),
  );
  sftp.on("SETSTAT", (id, path, attributes) =>
    answer(id, () => {
      fs.change(path, changesOf(attributes));
      done(id);
    }));
  sftp.on("FSETSTAT", (id, handle, attributes) =>
    answer(id, () => {
      Object.assign(fileOf(handles, handle).entry, changesOf(attributes));
      done(id);
    }));
  const change = (work: (...paths: string[]) => void) => (id: number, ...paths: unknown[]): void =>
    answer(id, () => {
      work(...paths.filter((path) => typeof path === "string"));
      done(id);
    });
  sftp.on("REMOVE", change((path = "") => fs.unlink(path)));
  sftp.on("RMDIR", change((path = "") => fs.removeDirectory(path)));
  sftp.on("MKDIR", (id, path, attributes) =>
    answer(id, () => {
      fs.makeDirectory(path, attributes.mode ?? 0o777);
      done(id);
    }));
  sftp.on(
    "RENAME",
    change((from = "", to = "") => {
      // Version 3 of the protocol does not overwrite.
      if (fs.peek(to, { follow: false }) !== undefined) throw new SystemError("EEXIST");
      fs.rename(from, to);
    }),
  );
  // ssh2 gives the link first, also where OpenSSH sends the target first.
  sftp.on("SYMLINK", change((path = "", target = "") => fs.symlink(target, path)));
  sftp.on("READLINK", (id, path) =>
    answer(id, () => {
      const entry = fs.entry(path, { follow: false });
      if (entry.kind !== "link") throw new SystemError("EINVAL");
      sftp.name(id, [{ filename: entry.target, longname: entry.target, attrs: attributesOf(entry) }]);
    }));
  sftp.on("REALPATH", (id, path) =>
    answer(id, () => {
      const found = fs.find(path === "" ? "." : path);
      sftp.name(id, [{
        filename: found.path,
        longname: found.path,
        attrs: attributesOf(found.entry ?? fs.entry("/")),
      }]);
    }));
  sftp.on("end", () => {
    sendExitStatus(sftp);
    sftp.end();
  });
  sftp.on("close", () => process.finish({ code: 0 }));
}

function fileOf(handles: Handles, handle: Uint8Array): RegularFile {
  const { file } = handles.get(handle);
  if (!(file instanceof RegularFile)) throw new SystemError("EBADF");
  return file;
}

function namesIn({ fs }: Process, path: string): SftpName[] {
  return [".", "..", ...fs.list(path)].flatMap((name) => {
    const entry = fs.peek(joinPath(path, name), { follow: false });
    return entry === undefined ? [] : [nameOf(name, entry)];
  });
}
