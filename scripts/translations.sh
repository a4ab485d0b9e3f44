#!/bin/sh
# Gather the desktop's strings into the catalogues and compile them. What is not translated yet is
# counted, and tests/gui/test_translation.py names it.
set -eu
cd "$(dirname "$0")/.."
folder=ui/desktop/i18n
for catalogue in "$folder"/omni_med_*.ts; do
    # shellcheck disable=SC2046 # paths of this repository hold no spaces
    .venv/bin/pylupdate6 --no-obsolete $(find ui/desktop -name '*.py' | LC_ALL=C sort) --ts "$catalogue"
done
compiler=$(command -v lrelease || command -v lrelease-qt6 || ls /usr/lib/qt6/bin/lrelease 2>/dev/null || true)
if [ -z "$compiler" ]; then
    echo "lrelease is missing; on Debian: apt install qt6-l10n-tools" >&2
    exit 1
fi
"$compiler" -silent "$folder"/omni_med_*.ts
