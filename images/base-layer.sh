#!/bin/sh
# Made by `npm run images -- --dockerfile` from the lists that `npm run images` itself uses.
# Fills a folder with the base layer: sh base-layer.sh <folder> [<folder with the packages>]
set -eu
umask 022
target=$1
packages=${2:-}
mkdir -p "$target/var/lib/dpkg/status.d"
if [ -z "$packages" ]; then
  packages=$(mktemp -d)
  (cd "$packages" && apt-get download libc6 libgcc-s1 libstdc++6 gcc-12-base util-linux libsmartcols1)
fi
for package in "$packages"/*.deb; do
  dpkg-deb --extract "$package" "$target"
  dpkg-deb --field "$package" > "$target/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
done
cd "$target"
# Shared libraries stay, programs that are named, and licences.
find . ! -type d ! -path './lib64/*' ! -path './lib/x86_64-linux-gnu/*' ! -path './usr/lib/x86_64-linux-gnu/*' ! -path './usr/bin/prlimit' ! -path './var/lib/dpkg/status.d/*' \
  ! \( -path './usr/share/doc/*' \( -name copyright -o -type l \) \) -delete
rm -rf lib64/gconv lib64/engines-3 lib64/ossl-modules lib64/audit lib/x86_64-linux-gnu/gconv lib/x86_64-linux-gnu/engines-3 lib/x86_64-linux-gnu/ossl-modules lib/x86_64-linux-gnu/audit usr/lib/x86_64-linux-gnu/gconv usr/lib/x86_64-linux-gnu/engines-3 usr/lib/x86_64-linux-gnu/ossl-modules usr/lib/x86_64-linux-gnu/audit
find . -type d -empty -delete
mkdir -p etc
cat > etc/passwd <<'END'
root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin
END
cat > etc/group <<'END'
root:x:0:
nonroot:x:65532:
END
cat > etc/nsswitch.conf <<'END'
passwd: files
group: files
hosts: files dns
END
mkdir -m 1777 tmp
