#!/bin/sh
# Installs proxmox-mcp @VERSION@ on Linux (glibc) and macOS:
#
#     curl -fsSL @DOWNLOAD@/install.sh | sh
#
# The binary is checked against the SHA-256 that stands below before anything is put in place.
# INSTALL_DIR names the folder to install into (/usr/local/bin for root, else ~/.local/bin), INSTALL_FROM a
# mirror of the release's files. To uninstall, delete the one file.
set -eu

version="@VERSION@"
checksums="
@CHECKSUMS@
"

fail() {
  printf 'proxmox-mcp was not installed: %s\n' "$1" >&2
  exit 1
}

detect_target() {
  case "$(uname -s)" in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) fail "there is no binary for $(uname -s). With Deno it runs from source: see @HOMEPAGE@" ;;
  esac
  case "$(uname -m)" in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no binary for $(uname -m). With Deno it runs from source: see @HOMEPAGE@" ;;
  esac
  # A shell that Rosetta translates says x86_64 on Apple silicon.
  if [ "$system-$machine" = macos-x64 ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" = 1 ]; then
    machine=arm64
  fi
  if [ "$system" = linux ] && ldd --version 2>&1 | grep -qi musl; then
    fail "this system has musl, and the binary needs glibc. The container image has it: see @HOMEPAGE@"
  fi
  printf '%s-%s\n' "$system" "$machine"
}

download() {
  if command -v curl >/dev/null; then
    curl -fsSL --connect-timeout 20 --retry 3 -o "$2" "$1"
  elif command -v wget >/dev/null; then
    wget -q -T 20 -O "$2" "$1"
  else
    fail "neither curl nor wget is there to download it"
  fi
}

hash_file() {
  if command -v sha256sum >/dev/null; then
    sum=$(sha256sum "$1")
  elif command -v shasum >/dev/null; then
    sum=$(shasum -a 256 "$1")
  else
    fail "neither sha256sum nor shasum is there to check the download"
  fi
  printf '%s\n' "${sum%% *}"
}

default_folder() {
  if [ "$(id -u)" = 0 ]; then
    printf '/usr/local/bin\n'
  else
    printf '%s/.local/bin\n' "$HOME"
  fi
}

# A function that is called on the last line: a script that arrives cut off does nothing.
main() {
  name="proxmox-mcp-$version-$(detect_target)"
  expected=$(printf '%s\n' "$checksums" | grep "  $name\$" | cut -d ' ' -f 1)
  folder=${INSTALL_DIR:-$(default_folder)}
  from=${INSTALL_FROM:-@DOWNLOAD@}

  mkdir -p "$folder" || fail "$folder cannot be made. INSTALL_DIR names another folder."
  part=$(mktemp "$folder/.proxmox-mcp.XXXXXX") || fail "$folder cannot be written. INSTALL_DIR names another folder."
  trap 'rm -f "$part"' EXIT
  trap 'exit 1' INT TERM HUP

  download "$from/$name" "$part" || fail "$from/$name could not be downloaded."
  found=$(hash_file "$part")
  if [ "$found" != "$expected" ]; then
    fail "$from/$name has SHA-256 $found, and $expected was released. Do not use that file."
  fi
  chmod 755 "$part"
  "$part" --version >/dev/null || fail "the binary does not start on this system."
  mv -f "$part" "$folder/proxmox-mcp"

  printf 'proxmox-mcp %s is in %s\n' "$version" "$folder/proxmox-mcp"
  case ":$PATH:" in
    *":$folder:"*) ;;
    *) printf 'That folder is not in PATH. Add this line to the profile of your shell: export PATH="%s:%s"\n' "$folder" "\$PATH" ;;
  esac
}

main
