#!/bin/sh
# Makes .venv and installs the given requirements files into it; does nothing if that was done already. On the platform
# that requirements.lock speaks of, exactly the versions that were tested.
#   sh setup.sh requirements.txt [requirements-dev.txt]        PYTHON=... names the interpreter to build on
set -eu
cd "$(dirname "$0")"
venv=.venv
lock=requirements.lock
running=$venv/bin/python

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

fits() { "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }

can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    candidates=${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10 python}
    bare=
    for name in $candidates; do
        fits "$name" || continue
        if can_make_venv "$name"; then
            printf '%s\n' "$name"
            return
        fi
        bare=$name
    done
    if [ -n "$bare" ]; then
        package=$("$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        stop "$bare cannot make a virtual environment: install the package for it (on Debian and Ubuntu: sudo apt install $package), then try again."
    fi
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="none"
    stop "Gatescope needs Python 3.10 to 3.13 (found: $found): install one, or name it with PYTHON=/path/to/python3.12, then try again."
}

# A copy of each requirements file lies in .venv once it is installed: compared by content, since checkouts change times.
installed() {
    for file in "$@"; do
        cmp -s "$file" "$venv/$file" || return 1
    done
}

if ! fits "$running"; then
    python=$(find_python)
    printf 'Making %s with %s\n' "$venv" "$("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
if ! installed "$@" "$lock"; then
    printf 'Installing %s into %s: some minutes and gigabytes the first time\n' "$*" "$venv"
    options="-c $lock"
    for file in "$@"; do options="$options -r $file"; done
    # shellcheck disable=SC2086  # one word for each option
    "$running" -m pip install --disable-pip-version-check $options \
        || stop "The packages could not be installed (see above): the first start needs a network and room on the disk; then try again."
    for file in "$@" "$lock"; do cp "$file" "$venv/$file"; done
fi
