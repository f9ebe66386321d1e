#!/bin/sh
# Becomes a Proxmox node as far as SSH can see: PID 1 of namespaces of its own, with its own /etc, /root, /usr/bin and /usr/sbin,
# running containers 100 and 102 (which has no shell), a stopped one, 101, and sshd, which is started again whenever it ends.
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

# A running container: $1 its id, $2 its host name. Its first process does nothing but reap what is left to it.
start_container() {
  container=$lab/ct/$1
  for directory in dev proc sys etc root tmp srv full var/tmp; do mkdir -p "$container/$directory"; done
  for link in bin sbin lib lib64; do [ -e "$container/$link" ] || ln -s "usr/$link" "$container/$link"; done
  printf 'root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1000::/srv:/bin/sh\n' > "$container/etc/passwd"
  printf 'root:x:0:\nworker:x:1000:\n' > "$container/etc/group"
  printf 'root:*:20000::::::\nworker:*:20000::::::\n' > "$container/etc/shadow"
  mkdir -p "$container/etc/pam.d"
  printf '%s pam_permit.so\n' 'auth sufficient' 'account required' 'session required' > "$container/etc/pam.d/su"
  mount --rbind "$container" "$container"
  mount --rbind /dev "$container/dev"
  mount --rbind /sys "$container/sys"
  mount -t tmpfs -o size=64k tmpfs "$container/full"
  unshare --mount --uts --pid --fork sh -c '
    hostname "$2"
    mount -t proc proc "$1/proc"
    exec chroot "$1" /usr/bin/perl -e "\$SIG{CHLD} = q(IGNORE); sleep 3600 while 1"
  ' sh "$container" "$2" &
  attached=$!
  init=
  while [ -z "$init" ]; do
    sleep 0.01
    kill -0 "$attached" || exit 1
    read -r init rest < "/proc/$attached/task/$attached/children" || :
  done
  while [ "$(readlink "/proc/$init/root")" = / ]; do sleep 0.01; done
  echo "$init" > "/run/lab/ct/$1"
}
mkdir -p /run/lab/ct
mkdir -p "$lab/ct/100/usr" "$lab/ct/102/usr/bin" "$lab/ct/102/usr/lib" "$lab/ct/102/usr/lib64" "$lab/ct/102/usr/share"
mount --rbind /usr "$lab/ct/100/usr"
# The bare one: no shell, no env, hardly anything to run.
for directory in lib lib64 share; do [ ! -d "/usr/$directory" ] || mount --rbind "/usr/$directory" "$lab/ct/102/usr/$directory"; done
cp /usr/bin/perl /usr/bin/printf /usr/bin/sleep "$lab/ct/102/usr/bin/"
start_container 100 web1
start_container 102 bare1

trap 'exit 0' TERM
echo ready
while :; do
  /usr/sbin/sshd -D -e -f /etc/lab/sshd_config 2>> "$lab/log/sshd" || sleep 0.05
done
