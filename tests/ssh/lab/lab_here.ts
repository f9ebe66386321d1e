/** Why no lab can be had on this machine, or undefined when it can. */
export const labMissing: string | undefined = whyNoLab();

function whyNoLab(): string | undefined {
  if (Deno.build.os !== "linux") return "this is no Linux machine";
  if (Deno.uid() !== 0) return "the tests do not run as root";
  for (const program of ["/usr/sbin/sshd", "/usr/bin/unshare", "/usr/bin/nsenter", "/usr/bin/perl"]) {
    try {
      Deno.statSync(program);
    } catch {
      return `${program} is not there (apt-get install openssh-server util-linux perl)`;
    }
  }
  const { success } = new Deno.Command("unshare", {
    args: ["--mount", "--uts", "--pid", "--fork", "--mount-proc", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success ? undefined : "this machine does not let root make namespaces";
}

/** Registers a test that needs the lab; without one it is ignored. */
export function labTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: labMissing !== undefined, fn: run });
}

if (labMissing !== undefined) {
  Deno.test({
    name: `tests against a real OpenSSH server are left out: ${labMissing}`,
    ignore: true,
    fn: () => {},
  });
}
