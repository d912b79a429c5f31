#!/bin/sh
# Runs a task in a Linux checkout of its own. windows.mjs starts it through WSL2, in the Windows folder of the repository.
# in-wsl.sh <tarball of node> <tarball of npm> <task> [arguments]; 41: git is missing.
set -eu

windows=$PWD
checkout=$HOME/tochka-rosta
tools=$HOME/.cache/tochka-rosta/tools

command -v git >/dev/null 2>&1 || exit 41

# Prints the folder that holds an npm package, which is unpacked at its first use.
unpack() {
  folder=$tools/$(basename "$1" .tgz)
  if [ ! -d "$folder" ]; then
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    tar -xzf "$1" -C "$folder.new" --strip-components=1
    mv "$folder.new" "$folder"
  fi
  echo "$folder"
}

node=$(unpack "$1")
npm=$(unpack "$2")
shift 2
chmod +x "$node/bin/node"

# Windows' disk is slow from here and knows no Unix sockets, links or modes: sources, dependencies and data lie on Linux's own.
if [ ! -d "$checkout/.git" ]; then
  git clone --quiet "$windows" "$checkout"
else
  git -C "$checkout" fetch --quiet "$windows" HEAD
  git -C "$checkout" merge --quiet --ff-only FETCH_HEAD ||
    echo "$checkout has changes of its own and stays as it is; merge what was fetched by hand." >&2
fi

cd "$checkout"
PATH=$node/bin:$PATH
npm_execpath=$npm/bin/npm-cli.js
export PATH npm_execpath
exec node scripts/run.mjs "$@"
