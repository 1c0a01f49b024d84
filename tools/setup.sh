#!/bin/sh
# Make the virtual environment with the locked dependencies and this checkout in it.
# usage: sh tools/setup.sh VENV REQUIREMENTS. Whatever is missing is said in a plain sentence.
set -u
venv=$1
requirements=$2

say() { printf '%s\n' "$*" >&2; }
stop() {
  say ""
  say "$@"
  exit 1
}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' >/dev/null 2>&1; }

if ! { [ -x "$venv/bin/python" ] && fits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
  python=
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then
      python=$candidate
      break
    fi
  done
  [ -n "$python" ] || stop "No Python 3.11 or newer was found. Install one (python.org, or your system's packages)" \
    "and run this again, or say where it is: make PYTHON=/path/to/python3"
  "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || stop "This Python ($python) lacks the module that makes" \
    "virtual environments. On Debian and Ubuntu: apt install python3-venv. Then run this again."
  say "Making the virtual environment $venv ($("$python" --version 2>&1))"
  "$python" -m venv --clear "$venv" || stop "The virtual environment could not be made in $venv; the line above says" \
    "why. Is the disk full, or may you not write here?"
fi

say "Installing the locked packages of $requirements (the first time takes a minute or two)"
log=$venv/setup.log
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-compile --require-hashes -r "$requirements" \
  >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  stop "The packages could not be installed (the whole account: $log). If there is no network, connect and run this" \
    "again; behind a company's proxy, tell pip about it first (pip config set global.proxy ADDRESS)."
fi
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e . \
  >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  stop "shopcheck itself could not be installed into $venv; the lines above (whole account: $log) say why."
fi

# Compiled once here, on all cores: where Python may not write byte code as it runs, every command would compile anew.
"$venv/bin/python" -m compileall -q -j 0 "$venv/lib" audit checks crawler mystery_shop reports shopcheck >/dev/null 2>&1 || :
