/** Whether this machine has `sudo`, which a node of the lab then has too. */
export const sudoHere = await Deno.stat("/usr/bin/sudo").then(() => true, () => false);

/** Sets a node up with a user `mcp` whose rule for sudo allows these programs, or who has none. */
export function withSudoUser(programs: string | undefined): string {
  const rule = programs === undefined
    ? "rm -f /etc/sudoers.d/mcp"
    : `echo 'mcp ALL=(root) NOPASSWD: ${programs}' > /etc/sudoers.d/mcp; chmod 0440 /etc/sudoers.d/mcp`;
  return `useradd -m -d /run/mcp -s /bin/bash mcp 2>/dev/null
mkdir -p /run/mcp/.ssh /run/sudo; cp /root/.ssh/authorized_keys /run/mcp/.ssh/; chown -R mcp /run/mcp
usermod -p '*' mcp
mkdir -p /etc/sudoers.d; ${rule}
chmod 0700 /etc/pve`;
}
