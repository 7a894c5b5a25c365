#!/bin/sh
# Records a migration of a small TCG guest as a log of QEMU's trace events. Needs Debian's
# qemu-system-x86 and binutils. Prints the log: record.sh > qemu-trace-events.log
set -e
here=$(dirname "$0")
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
as --32 -o "$at/guest.o" "$here/guest.S"
ld -m elf_i386 -Ttext 0x7c00 --oformat binary -o "$at/guest.bin" "$at/guest.o"
printf '%s\n' migration_bitmap_sync_start migration_bitmap_sync_end migration_bitmap_clear_dirty \
	ram_save_page migrate_set_state migration_completion_vm_stop migration_thread_low_pending \
	>"$at/events"
# The guest writes to its serial port when its pages are filled, however long its BIOS takes: a page that is
# zero in the first pass and not later would look like one that was never sent.
wait_for_guest() {
	for _ in $(seq 600); do
		if [ -s "$at/serial" ]; then return; fi
		sleep 0.2
	done
	echo 'the guest did not start' >&2
}
# The limits make a pass last seconds, and the passes end when little enough is left.
{
	wait_for_guest
	sleep 1
	echo 'migrate_set_parameter max-bandwidth 400k'
	echo 'migrate_set_parameter downtime-limit 100'
	echo 'migrate "exec:cat >/dev/null"'
	sleep 1
	echo quit
} | qemu-system-x86_64 -accel tcg -M pc -m 1 -nodefaults -display none -vga none -monitor stdio \
	-serial "file:$at/serial" -drive "if=floppy,format=raw,file=$at/guest.bin" -trace "events=$at/events" -D "$at/log" >&2
version=$(qemu-system-x86_64 --version | head -n 1)
# Only the block pc.ram; what was never traced of it went as a zero page.
sed 's/^[0-9]*@[0-9.]*://; s/ host: .*//; s/ *$//' "$at/log" |
	grep -E '^ram_save_page pc\.ram|^migration_bitmap_clear_dirty rb pc\.ram|^migration_(bitmap_sync|completion|thread)|^migrate_' |
	awk -v version="$version" '
		function value(hex, i, n) {
			n = 0
			for (i = 3; i <= length(hex); i++) n = 16 * n + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return n
		}
		{ lines[NR] = $0 }
		/^ram_save_page/ { sent[value($4) / 4096] = 1 }
		END {
			printf "{\"qemu\":\"%s\",\"block\":\"pc.ram\",\"pages\":256,\"zeroPages\":[", version
			for (page = 0; page < 256; page++) if (!(page in sent)) {
				printf "%s[%d,%d]", comma, page, page + 1
				comma = ","
			}
			print "]}"
			for (i = 1; i <= NR; i++) print lines[i]
		}'
