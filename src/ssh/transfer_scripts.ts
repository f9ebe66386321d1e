/**
 * Sets `checksum` to the command that makes the SHA-256 of its stdin. OpenSSL's is several times as fast but slower to start,
 * so it is taken for large files alone.
 */
const checksumCommand = `
choose_checksum() {
  checksum=sha256sum
  [ "$1" -lt 8000000 ] || ! command -v openssl >/dev/null || checksum='openssl dgst -sha256 -r'
}`;

/**
 * Receives a file: `$1` destination, `$2` size in bytes, `$3` `overwrite` or `new`, `$4` mode, `$5` owner (`user:group`),
 * both empty for what the file had before, else 0644 and whoever runs this.
 *
 * The bytes go to a file beside the destination, which takes its place in one step, and only after the sender has seen
 * size and checksum (`received SIZE SHA256` on stdout) and answered `keep`. In every other case, a broken connection
 * too, nothing is left. The checksum is that of what arrived, made while it arrives; what was written shows in the size.
 * A file system that counts no blocks at all (sysfs, some network file systems) is tried.
 * Needs what POSIX has, `head -c` and, for the checksum, `sha256sum`.
 */
export const receiveScript = `${checksumCommand}
dest=$1 size=$2 way=$3 mode=$4 owner=$5
if [ -L "$dest" ]; then real=$(readlink -f -- "$dest" && echo .) && dest=\${real%??}; fi
directory=\${dest%/*}
[ -d "$directory/" ] || { echo "missing $directory" >&2; exit 60; }
[ ! -d "$dest" ] || { echo "directory $dest" >&2; exit 61; }
if [ -e "$dest" ]; then
  [ "$way" = overwrite ] || { echo "exists $dest" >&2; exit 62; }
  before=$(stat -c '%a %u:%g' -- "$dest" 2>/dev/null)
  [ "$mode" ] || mode=\${before%% *}
  [ "$owner" ] || owner=\${before##* }
fi
free=$(df -Pk -- "$directory" 2>/dev/null | { read -r _; read -r _ all _ free _; [ "$all" = 0 ] || echo "$free"; })
case $free in
  '' | *[!0-9]*) ;;
  *) [ $((free * 1024)) -ge "$size" ] || { echo "No space left on device ($free KiB free)" >&2; exit 63; } ;;
esac
part=$directory/.pmx-$$-\${6}
trap '[ ! -e "$part" ] || rm -f -- "$part"' EXIT
trap 'exit 70' HUP INT TERM PIPE
umask 077
choose_checksum "$size"
if command -v \${checksum%% *} >/dev/null; then
  sum=$(head -c "$size" | tee -- "$part" | $checksum)
else
  sum=
  head -c "$size" > "$part"
fi
[ -e "$part" ] || exit 63
got=$(wc -c < "$part")
echo received $((got)) \${sum%% *}
read -r answer
[ "$answer" = keep ] || { [ "$got" = "$size" ] && exit 64 || exit 63; }
chmod -- "\${mode:-0644}" "$part" || exit 65
if [ "$owner" ]; then chown -- "$owner" "$part" || exit 65; fi
if [ "$way" = overwrite ]; then mv -f -- "$part" "$dest"
else ln -- "$part" "$dest" 2>/dev/null || { [ ! -e "$dest" ] && mv -- "$part" "$dest"; }
fi || { echo "exists $dest" >&2; exit 62; }
`;

/**
 * Sends a file: `$1` its path, `$2` the largest size wanted. First a line with the size on stdout, then that many bytes; on
 * stderr, behind the token `$3`, the checksum of them where `sha256sum` is there.
 */
export const sendScript = `${checksumCommand}
file=$1 limit=$2 token=$3
[ -e "$file" ] || { echo "missing $file" >&2; exit 60; }
[ ! -d "$file" ] || { echo "directory $file" >&2; exit 61; }
[ -f "$file" ] || { echo "special $file" >&2; exit 66; }
size=$(wc -c < "$file") || exit 67
size=$((size))
echo "$size"
[ "$size" -le "$limit" ] || exit 68
choose_checksum "$size"
{ sum=$(head -c "$size" "$file" | $checksum 2>/dev/null); echo "$token \${sum%% *}" >&2; } &
head -c "$size" "$file"
code=$?
wait
exit $code
`;

/** What an exit code of the scripts says went wrong. */
export type TransferFault =
  | "missing"
  | "directory"
  | "exists"
  | "write"
  | "cancelled"
  | "ownership"
  | "special"
  | "read"
  | "size"
  | "checksum"
  | "other";

const faultsByCode: Readonly<Record<number, TransferFault>> = {
  60: "missing",
  61: "directory",
  62: "exists",
  63: "write",
  64: "cancelled",
  65: "ownership",
  66: "special",
  67: "read",
  68: "size",
};

/** Reads an exit code of the scripts. */
export function transferFault(code: number | undefined): TransferFault {
  return faultsByCode[code ?? -1] ?? "other";
}
