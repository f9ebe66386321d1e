import type { Vocabulary } from "./vocabulary.ts";

/** The completion script for zsh, to source after `compinit`; where it knows nothing, it completes file names. */
export function zshScript({ commands, settings, tools }: Vocabulary): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `#compdef proxmox-mcp
_proxmox_mcp() {
  local current=\${words[CURRENT]}
  local -a settings=(${settings.join(" ")})
  if ((CURRENT == 2)); then
    compadd -- ${names} help --help --version $settings
  elif [[ $words[2] == help ]]; then
    compadd -- ${names}
  elif [[ $words[2] == completions ]]; then
    compadd -- bash zsh fish
  elif [[ $current == -* ]]; then
    case $words[2] in
${
    commands.map(({ name, options }) => `      ${name}) compadd -- ${options.join(" ")} --help $settings ;;`)
      .join("\n")
  }
      -*) compadd -- $settings ;;
    esac
  elif [[ $words[2] == call && CURRENT -eq 3 ]]; then
    compadd -- ${tools.map(({ name }) => name).join(" ")}
  elif [[ $words[2] == call && $current != *=* && $words[CURRENT-1] != -* ]]; then
    case \${words[3]#proxmox_} in
${tools.map((tool) => `      ${tool.name}) compadd -S '' -- ${tool.arguments.join(" ")} ;;`).join("\n")}
    esac
  else
    _files
  fi
}
compdef _proxmox_mcp proxmox-mcp`;
}
