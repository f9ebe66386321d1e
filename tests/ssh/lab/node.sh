#!/bin/sh
# Becomes a Proxmox node as far as SSH can see: PID 1 of namespaces of its own, with its own /etc, /root, /usr/bin and /usr/sbin,
# a running container 100, a stopped container 101, and sshd, which is started again whenever it ends.
# $1: the node's directory, $2: its name.
set -e
lab=$1 name=$2
hostname "$name"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$lab/etc,workdir=$lab/work/etc" /etc
mount -t overlay overlay -o "lowerdir=/usr/sbin,upperdir=$lab/sbin,workdir=$lab/work/sbin" /usr/sbin
mount -t overlay overlay -o "lowerdir=/usr/bin,upperdir=$lab/bin,workdir=$lab/work/bin" /usr/bin
mount --bind "$lab/root" /root
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd /run/lab/full
mount -t tmpfs -o size=64k tmpfs /run/lab/full
mkdir -p "$lab/log/tasks"
[ ! -e /etc/lab/setup ] || sh /etc/lab/setup

container=$lab/ct/100
for directory in usr dev proc etc root tmp srv full var/tmp; do mkdir -p "$container/$directory"; done
for link in bin sbin lib lib64; do [ -e "$container/$link" ] || ln -s "usr/$link" "$container/$link"; done
printf 'root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1000::/srv:/bin/sh\n' > "$container/etc/passwd"
printf 'root:x:0:\nworker:x:1000:\n' > "$container/etc/group"
printf 'root:*:20000::::::\nworker:*:20000::::::\n' > "$container/etc/shadow"
cp -r /etc/pam.d "$container/etc/"
mount --bind "$container" "$container"
mount --rbind /usr "$container/usr"
mount --rbind /dev "$container/dev"
mount -t tmpfs -o size=64k tmpfs "$container/full"
unshare --mount --uts --pid --fork sh -c '
  hostname web1
  mount -t proc proc "$1/proc"
  exec chroot "$1" /bin/sh -c "while :; do sleep 3600; done"
' sh "$container" &
attached=$!
mkdir -p /run/lab/ct
init=
while [ -z "$init" ]; do
  sleep 0.01
  read -r init rest < "/proc/$attached/task/$attached/children" || :
done
while ! nsenter -t "$init" -m -p -r true 2>/dev/null || [ "$(readlink "/proc/$init/root")" = / ]; do sleep 0.01; done
echo "$init" > /run/lab/ct/100

trap 'exit 0' TERM
echo ready
while :; do
  /usr/sbin/sshd -D -e -f /etc/lab/sshd_config 2>> "$lab/log/sshd" || sleep 0.05
done
