import type { Command } from "./command.ts";
import { late } from "../late.ts";

/** Every command, in the order in which `--help` lists them; the first is what runs when none is named. */
export const commands: readonly Command[] = [
  {
    name: "serve",
    summary: "Serve MCP on standard input and output (the default), or over HTTP",
    usage: "[--demo] [--http] [settings]",
    details:
      "MCP clients start this. --demo serves a simulated cluster, so that everything can be tried without one. --http " +
      "serves streamable HTTP at http://127.0.0.1:8000/mcp, for several people and programs; MCP_HTTP_HOST and " +
      "MCP_HTTP_PORT move it, and other addresses than loopback need authentication.",
    run: async (args) => (await import("./serve.ts")).serveCommand(args),
  },
  {
    name: "demo",
    summary: "Take a tour of the server on a simulated cluster",
    usage: "",
    details:
      "An MCP client connects to the real server over standard input and output, looks around, starts a VM, makes a " +
      "snapshot, and is refused what it may not do. It takes a few seconds and needs no Proxmox.",
    run: async () => (await late<typeof import("./demo.ts")>("./demo.ts", import.meta.url)).demoCommand(),
  },
  {
    name: "setup",
    summary: "Connect a Proxmox VE host and register the server with the MCP clients on this machine",
    usage:
      "[--host HOST] [--access look|operate|everything] [--clients all|none|LIST] [--yes] [--undo] [...]",
    details:
      "Asks for the host, shows its certificate to compare, and with a login that is used once makes a role, a user and a token " +
      "with no more rights than chosen; tries them; writes the settings, and tells the clients. Nothing is changed before " +
      "everything was asked. Every question is an option:\n" +
      "  --host HOST               name or address of a node, with :PORT where it is not 8006\n" +
      "  --fingerprint SHA256      the certificate to trust, once compared\n" +
      "  --user USER@REALM         who makes the token (root@pam); the password from PROXMOX_PASSWORD, or with\n" +
      "  --password-file FILE      from a file, - for standard input; PROXMOX_SETUP_CODE is a second factor\n" +
      "  --token-id ID             a token that is there, instead; --token-secret-file FILE or PROXMOX_API_TOKEN_SECRET\n" +
      "  --access LEVEL            look, operate or everything\n" +
      "  --account USER@REALM      the user that gets the token (proxmox-mcp@pve); --token-name NAME (assistant)\n" +
      "  --ssh, --no-ssh           commands in guests, with a new key or --ssh-key FILE; --ssh-user, --ssh-host,\n" +
      "  --ssh-host-key SHA256:... the host key to trust, once compared\n" +
      "  --clients LIST            all, none, or some of claude-desktop, claude-code, cursor, vscode, windsurf, codex,\n" +
      "                            gemini, zed, lm-studio; --name NAME is the server's name there (proxmox)\n" +
      "  --config FILE             where the settings go; --print-env prints them instead, with the secret\n" +
      "  --yes                     asks nothing, for scripts\n" +
      "  --undo                    takes away what setup made: clients' entries, token, user, role, files",
    run: async (args) =>
      (await late<typeof import("./setup/setup.ts")>("./setup/setup.ts", import.meta.url)).setupCommand(args),
  },
  {
    name: "doctor",
    summary: "Check everything between the settings and the guests",
    usage: "[--json] [settings]",
    details:
      "Settings, host name, port, certificate, login, version, nodes, clock, quorum, privileges against the tools that are on, " +
      "storages, guest agents, then SSH with host key, login, sudo, pct and the other nodes, and latency: each with the line " +
      "that mends it. It only looks. The exit code is 0 when all is well, 1 with warnings alone, 2 when something does not work.",
    run: async (args) =>
      (await late<typeof import("./doctor/doctor.ts")>("./doctor/doctor.ts", import.meta.url)).doctorCommand(
        args,
      ),
  },
  {
    name: "tools",
    summary: "List the tools that a client gets with these settings, with class and bytes",
    usage: "[--all] [--json] [settings]",
    details: "--all lists every tool there is, --json the list as a client gets it.",
    run: async (args) =>
      (await late<typeof import("./tools.ts")>("./tools.ts", import.meta.url)).toolsCommand(args),
  },
  {
    name: "call",
    summary: "Call one tool from the shell, under the same policy",
    usage: "TOOL [name=value ...] [--agree=NAME] [--picture=FILE] [settings]",
    details:
      "The tool's name may leave proxmox_ out: proxmox-mcp call vm_start vmid=100. What loses data asks for the name of what " +
      "is lost; --agree=NAME answers that in a script. --picture=FILE keeps the picture of an answer that has one: a console, a " +
      "plot. The exit code is 1 when the call fails.",
    run: async (args) =>
      (await late<typeof import("./call.ts")>("./call.ts", import.meta.url)).callCommand(args),
  },
  {
    name: "config",
    summary: "Print the settings in force and where each came from, secrets masked",
    usage: "[--all] [settings]",
    details: "--all prints those that are as they are by default, too.",
    run: async (args) =>
      (await late<typeof import("./config.ts")>("./config.ts", import.meta.url)).configCommand(args),
  },
  {
    name: "simulate",
    summary: "Serve a simulated Proxmox VE cluster, to test any client against",
    usage:
      "[--port 8006] [--hostname 127.0.0.1] [--speed 1] [--release 9.2|8.4] [--guests N] [--nodes N] [--ssh]",
    details:
      "A cluster in memory with its REST API over HTTPS, and with --ssh an SSH server for each node. Prints how to log in, " +
      "and runs until Ctrl-C.",
    run: async (args) =>
      (await late<typeof import("./simulate.ts")>("./simulate.ts", import.meta.url)).simulateCommand(args),
  },
  {
    name: "token",
    summary: "Add, list and remove the tokens of those who may call over HTTP",
    usage: "add NAME [--access read|write|destroy|exec|host] [--guests LIST] [--nodes LIST] [--pools LIST] " +
      "[--expires 30d] | list | remove NAME [settings]",
    details:
      "The file is MCP_TOKEN_FILE, or --mcp-token-file FILE; it keeps hashes only, and the token is shown once, on " +
      "standard output. --access is the highest class that the token may use (read where it is not given), and includes " +
      "those before it. LIST is separated by commas: guests as 100, 100-199, web-*, pool:prod or tag:lab, nodes and pools by " +
      "name. A running server takes notice at once, without a restart.",
    run: async (args) =>
      (await late<typeof import("./token.ts")>("./token.ts", import.meta.url)).tokenCommand(args),
  },
  {
    name: "health",
    summary: "Ask a server over HTTP on this machine how it is",
    usage: "[settings]",
    details:
      "Asks where serve --http with the same settings listens, prints the answer of /health and exits with 0, or with " +
      "1 when there is none. For Docker's HEALTHCHECK.",
    run: async (args) =>
      (await late<typeof import("./health.ts")>("./health.ts", import.meta.url)).healthCommand(args),
  },
  {
    name: "audit",
    summary: "Print the audit log of calls that changed something, or verify it",
    usage:
      "[--since 2d] [--tool GLOB] [--vmid N] [--outcome ok|failed|refused|...] [--json] [--verify] [settings]",
    details:
      "Every call above reading is on record, allowed or refused. --since takes a span (90m, 12h, 2d, 1w) or a date. " +
      "--verify finds lines that were removed, changed, reordered or cut off, and exits with 1 if there are any. " +
      "--audit-log FILE reads another file.",
    run: async (args) =>
      (await late<typeof import("./audit.ts")>("./audit.ts", import.meta.url)).auditCommand(args),
  },
  {
    name: "completions",
    summary: "Print the script that completes commands, options and tools in a shell",
    usage: "bash|zsh|fish",
    details:
      "bash: proxmox-mcp completions bash > ~/.local/share/bash-completion/completions/proxmox-mcp. zsh: in ~/.zshrc, after " +
      "compinit, source <(proxmox-mcp completions zsh). fish: proxmox-mcp completions fish > " +
      "~/.config/fish/completions/proxmox-mcp.fish.",
    run: async (args) =>
      (await late<typeof import("./completions/completions.ts")>(
        "./completions/completions.ts",
        import.meta.url,
      )).completionsCommand(commands, args),
  },
];
