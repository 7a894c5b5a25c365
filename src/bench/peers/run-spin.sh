#!/bin/sh
# Checks migration.pml with Spin, one line of a table for each configuration.
#   run-spin.sh                      every configuration of the table
#   run-spin.sh NAME -DSWITCH ...    one configuration
# Breadth first, and where something is violated each property alone: one error does not hide another, and every counterexample is a shortest one.
# A cell is `holds (states)`, or `violated @depth (states until then)`, or `?` when the memory or time limit ended the search.
# Needs spin and a C compiler (Debian: apt-get install spin gcc). SPIN_MEMORY in MB (default 8000), SPIN_SECONDS (default 300).
set -u
if ! command -v spin >/dev/null 2>&1; then
  echo "spin is missing: install it (Debian: apt-get install spin), then run this again" >&2
  exit 69
fi
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 70

# property, switches...
one() {
  property=$1
  shift
  case $property in
    S1) set -- -DNO_S2 "$@"; flags=-E ;;
    S2) set -- -DNO_S1 "$@"; flags=-E ;;
    D) set -- -DNO_S1 -DNO_S2 "$@"; flags= ;;
    *) flags= ;;
  esac
  rm -f pan.* migration.pml.trail
  cp "$here/migration.pml" . || exit 70
  spin -a "$@" migration.pml >spin.log 2>&1 && gcc -O2 -DSAFETY -DNOREDUCE -DBFS -DMEMLIM="${SPIN_MEMORY:-8000}" -o pan pan.c >gcc.log 2>&1 || {
    cat spin.log gcc.log >&2
    exit 70
  }
  timeout "${SPIN_SECONDS:-300}" ./pan $flags -m1000000 -w22 >pan.log 2>&1
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' pan.log | tail -1)
  if grep -q 'errors: 1' pan.log; then
    depth=$(sed -n 's/.*(at depth \([0-9]*\)).*/\1/p' pan.log | head -1)
    [ -z "${KEEP_TRAIL:-}" ] || cp migration.pml.trail "$KEEP_TRAIL.$property.trail"
    printf 'violated @%s (%s)' "$depth" "$states"
  elif grep -q 'errors: 0' pan.log && ! grep -q 'not completed' pan.log; then
    printf 'holds (%s)' "$states"
  else
    printf '? (%s)' "$states"
  fi
}

# All three at once; only where that finds an error is each judged alone.
row() {
  name=$1
  shift
  all=$(one all "$@")
  case $all in
    violated*) printf '| %s | %s | %s | %s | %s |\n' "$name" "$*" "$(one S1 "$@")" "$(one S2 "$@")" "$(one D "$@")" ;;
    *) printf '| %s | %s | %s | %s | %s |\n' "$name" "$*" "$all" '"' '"' ;;
  esac
}

if [ $# -gt 0 ]; then
  row "$@"
  exit 0
fi

PUBLISHED='-DFIRST_UPDATE_HANDSHAKE'
HARDENED='-DSKIPPED_DEFER -DFIRST_UPDATE_HANDSHAKE -DLEFT_CACHEKEYS'
DROP='-DFIRST_UPDATE_HANDSHAKE -DLEFT_CACHEKEYS'
CI='-DCOLLECTIONS=1 -DRESIZES=2'
quick() {
row 'published'
row 'published, defer' -DSKIPPED_DEFER
row 'published, idle' -DAWAIT_IDLE
row 'published, oneMoreIteration' -DAWAIT_ONE_MORE
row 'published, beforeFree' -DNOTICE_BEFORE
row 'published, setBitAndDirty' -DUNSKIP_DIRTY=1
row 'published, cacheKeys' -DLEFT_CACHEKEYS
row 'published, handshake' $PUBLISHED
row 'hardened' $HARDENED
row 'hardened, drop' $DROP
row 'hardened, drop, idle' $DROP -DAWAIT_IDLE
row 'hardened, drop, oneMoreIteration' $DROP -DAWAIT_ONE_MORE
row 'hardened, drop, beforeFree' $DROP -DNOTICE_BEFORE
row 'hardened, drop, setBitAndDirty (one step)' $DROP -DUNSKIP_DIRTY=1
row 'hardened, drop, setBitAndDirty (bit, then log)' $DROP -DUNSKIP_DIRTY=2
row 'hardened, idle' $HARDENED -DAWAIT_IDLE
row 'hardened, oneMoreIteration' $HARDENED -DAWAIT_ONE_MORE
row 'hardened, concurrent' -DSKIPPED_DEFER -DLEFT_CACHEKEYS
row 'hardened, ranges' $PUBLISHED -DSKIPPED_DEFER
row 'hardened, unlocked' $HARDENED -DWALK_UNLOCKED
row 'hardened, ghost' $HARDENED -DGHOST
row 'livePageLeavesYoung: hardened' $HARDENED -DLIVE_LEAVE
row 'livePageLeavesYoung: hardened, drop' $DROP -DLIVE_LEAVE
row 'livePageLeavesYoung: hardened, drop, idle' $DROP -DLIVE_LEAVE -DAWAIT_IDLE
row 'livePageLeavesYoung: hardened, drop, idle, beforeFree' $DROP -DLIVE_LEAVE -DAWAIT_IDLE -DNOTICE_BEFORE
row 'livePageLeavesYoung: hardened, drop, setBitAndDirty (one step)' $DROP -DLIVE_LEAVE -DUNSKIP_DIRTY=1
row 'livePageLeavesYoung: hardened, drop, setBitAndDirty (bit, then log)' $DROP -DLIVE_LEAVE -DUNSKIP_DIRTY=2
}
ci() {
row 'ci: hardened, drop, idle' $DROP -DAWAIT_IDLE $CI
row 'ci: hardened, drop, idle, beforeFree' $DROP -DAWAIT_IDLE -DNOTICE_BEFORE $CI
row 'ci: hardened, drop, idle, beforeFree, notified twice' $DROP -DAWAIT_IDLE -DNOTICE_BEFORE -DNOTICE_TWICE $CI
row 'ci: hardened, idle, beforeFree' $HARDENED -DAWAIT_IDLE -DNOTICE_BEFORE $CI
row 'ci: hardened, drop, idle, setBitAndDirty (one step)' $DROP -DAWAIT_IDLE -DUNSKIP_DIRTY=1 $CI
row 'ci: hardened, idle' $HARDENED -DAWAIT_IDLE $CI
row 'ci: hardened, idle, ranges' $PUBLISHED -DSKIPPED_DEFER -DAWAIT_IDLE $CI
row 'ci: hardened, idle, unlocked' $HARDENED -DAWAIT_IDLE -DWALK_UNLOCKED $CI
row 'ci: hardened, idle, unlocked, ranges' $PUBLISHED -DSKIPPED_DEFER -DAWAIT_IDLE -DWALK_UNLOCKED $CI
row 'ci: hardened, unlocked' $HARDENED -DWALK_UNLOCKED $CI
row 'ci: hardened' $HARDENED $CI
}
echo '| configuration | switches | S1 | S2 | D |'
echo '| --- | --- | --- | --- | --- |'
case ${SPIN_ROWS:-all} in
  quick) quick ;;
  ci) ci ;;
  *) quick; ci ;;
esac
