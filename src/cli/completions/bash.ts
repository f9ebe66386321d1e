import type { Vocabulary } from "./vocabulary.ts";

/** The completion script for bash; where it knows nothing, bash completes file names. */
export function bashScript({ commands, settings, tools }: Vocabulary): string {
  return `# bash completion for proxmox-mcp
_proxmox_mcp() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  local settings="${settings.join(" ")}"
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words="${commands.map(({ name }) => name).join(" ")} help --help --version $settings"
  elif [[ \${COMP_WORDS[1]} == help && COMP_CWORD -eq 2 ]]; then
    words="${commands.map(({ name }) => name).join(" ")}"
  elif [[ \${COMP_WORDS[1]} == completions && COMP_CWORD -eq 2 ]]; then
    words="bash zsh fish"
  elif [[ $current == -* ]]; then
    case \${COMP_WORDS[1]} in
${
    commands.map(({ name, options }) => `      ${name}) words="${options.join(" ")} --help $settings" ;;`)
      .join("\n")
  }
      -*) words=$settings ;;
    esac
  elif [[ \${COMP_WORDS[1]} == call && COMP_CWORD -eq 2 ]]; then
    words="${tools.map(({ name }) => name).join(" ")}"
  elif [[ \${COMP_WORDS[1]} == call && $current != *=* && \${COMP_WORDS[COMP_CWORD - 1]} != = && \${COMP_WORDS[COMP_CWORD - 1]} != -* ]]; then
    case \${COMP_WORDS[2]#proxmox_} in
${tools.map((tool) => `      ${tool.name}) words="${tool.arguments.join(" ")}" ;;`).join("\n")}
    esac
    compopt -o nospace 2>/dev/null
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _proxmox_mcp proxmox-mcp`;
}
