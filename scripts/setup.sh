#!/usr/bin/env bash
# Makes .venv with the locked packages: `setup.sh run` for the program alone, `setup.sh dev` with
# what tests and training need. Debian's packages are installed where this may be done without
# asking; otherwise the exact line to type is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

# Import and offscreen drawing; a real window; a virtual screen for tests and screenshots.
debian=(libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1 fonts-noto-cjk)
[ "$what" = dev ] && debian+=(xvfb xauth xdotool imagemagick openbox espeak-ng)

python=
for candidate in python3.11 python3; do
    if command -v "$candidate" >/dev/null &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "OmniMed needs Python 3.11. On Debian 12: apt-get install python3.11 python3.11-venv" >&2
    exit 1
fi
"$python" -c 'import ensurepip, venv' 2>/dev/null || debian+=(python3.11-venv)

if command -v dpkg-query >/dev/null; then
    missing=()
    for package in "${debian[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        as_root=
        if [ "$(id -u)" = 0 ]; then as_root=env; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
        if [ -z "$as_root" ]; then
            echo "These Debian packages are missing. Type this line, then run make again:" >&2
            echo "    sudo apt-get install -y ${missing[*]}" >&2
            exit 1
        fi
        echo "Installing Debian packages: ${missing[*]}"
        $as_root apt-get update -qq || true # one source that does not answer need not matter
        if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends -o DPkg::Lock::Timeout=120 "${missing[@]}" >/dev/null; then
            echo "They could not be installed. Type this line, then run make again:" >&2
            echo "    sudo apt-get install -y ${missing[*]}" >&2
            exit 1
        fi
    fi
fi

# What was stopped half way is made anew: a package with half of its files looks installed to pip.
unfinished=.venv/unfinished
if [ -e "$unfinished" ] || ! .venv/bin/pip --version >/dev/null 2>&1; then rm -rf .venv; fi
trap 'echo "Stopped. The same make again starts this over." >&2; exit 130' INT TERM
mkdir -p .venv
touch "$unfinished"
echo "Installing the locked Python packages (a minute or two the first time)"
if [ ! -x .venv/bin/pip ] && ! "$python" -m venv .venv 2>.venv/trouble; then
    cat .venv/trouble >&2
    exit 1
fi
extras=
[ "$what" = dev ] && extras='[train,bundles,language,speech,dev]'
if ! .venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".$extras"; then
    echo "The Python packages could not be installed, see above. Mend it and run make again." >&2
    exit 1
fi
rm "$unfinished"
mkdir -p .stamps
touch ".stamps/$what"
