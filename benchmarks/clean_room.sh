#!/usr/bin/env bash
# README's first command as a newcomer meets it: a fresh clone of the last commit, a new home, and
# no espeak-ng, no ffmpeg and no LAME on the system. Twice: in a short folder, and in one so deep
# that the virtual environment's path has 200 characters.
#
#     benchmarks/clean_room.sh [--test]      --test: README's second command too (some minutes)
#
# To hide programs it needs Linux and root (a mount namespace of its own, so nothing outside
# changes); without them it runs all the same, and says that nothing was hidden.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
work=$(mktemp -d /tmp/clean-room-XXXXXX)

if [ "${CLEAN_ROOM:-}" = "" ] && [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
  trap 'rm -rf "$work"' EXIT
  CLEAN_ROOM=$work unshare -m "$0" "$@"
  exit
fi

if [ -n "${CLEAN_ROOM:-}" ]; then
  rmdir "$work"
  work=$CLEAN_ROOM
  touch "$work/nothing"
  mkdir "$work/empty"
  hide() {  # a program, a library or a folder, when it is there
    [ -e "$1" ] && [ ! -L "$1" ] || return 0
    if [ -d "$1" ]; then mount --bind "$work/empty" "$1"; else mount --bind "$work/nothing" "$1"; fi
    echo "hidden: $1"
  }
  for program in espeak-ng espeak ffmpeg ffprobe lame; do
    hide "$(realpath "$(command -v "$program" || echo /usr/bin/none)")"
  done
  for place in /usr/lib/*/libespeak-ng.so* /usr/lib/*/espeak-ng-data /usr/share/espeak-ng-data; do
    hide "$place"
  done
else
  trap 'rm -rf "$work"' EXIT
  echo "nothing is hidden: that needs Linux and root"
fi

unset NARRATOR_CACHE XDG_CACHE_HOME XDG_CONFIG_HOME
first=$(grep -m 1 '^python3 -m venv .*narrator build' README.md)
second=$(grep -m 1 '^python3 -m venv .*pytest' README.md)

try() {  # NAME FOLDER
  echo
  echo "== $1: $2"
  export HOME="$work/home of $1"
  mkdir -p "$HOME"
  git clone --quiet "$project" "$2"
  cd "$2"
  echo "virtual environment: $(printf '%s' "$PWD/.venv" | wc -m) characters"
  echo "\$ $first"
  bash -c "time { ( $first ) >'$work/log' 2>&1 || { tail -n 5 '$work/log'; exit 1; }; }"
  tail -n 3 "$work/log"
  .venv/bin/python - <<'PYTHON'
import subprocess
from pathlib import Path

import imageio_ffmpeg
import mutagen

for path in sorted(Path("audio").rglob("*.mp3")):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    info = mutagen.File(path).info
    print(f"{path}: {info.length:.2f} s, {info.bitrate // 1000} kbit/s; errors: {said or 'none'}")
PYTHON
  .venv/bin/narrator voices --engine system | wc -l | sed 's/$/ voices of the engine "system"/'
}

try short "$work/short"
if [ "${1:-}" = "--test" ]; then
  echo "\$ $second"
  bash -c "time { $second; }"
fi
deep="$work/$(printf 'd%.0s' {1..100})"
rest=$((200 - $(printf '%s' "$deep//.venv" | wc -m)))
deep="$deep/$(head -c "$rest" /dev/zero | tr '\0' 'e')"
mkdir -p "$(dirname "$deep")"
try deep "$deep"
