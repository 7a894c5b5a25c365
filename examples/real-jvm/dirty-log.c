/*
 * The hypervisor's part that needs C: the dirty log of the guest's frames. Makes the two files of
 * the guest, then answers on standard output:
 *   clean  the frames written since the last clean, which are forgotten: one step
 *   peek   the same, forgetting nothing
 * An answer is a 32-bit count, then as many 32-bit frame numbers, in ascending order.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../native/pagemap-scan.h"
#include "guest.h"
#include "wire.h"

static struct guest_state *guest;
static uint8_t *dirty;

/* The pagemap of a process, opened once. */
struct process {
	uint32_t pid;
	int pagemap;
};

static int pagemap_of(struct process *process, uint32_t pid)
{
	char path[64];

	if (process->pid == pid)
		return process->pagemap;
	snprintf(path, sizeof(path), "/proc/%u/pagemap", pid);
	process->pid = pid;
	process->pagemap = open(path, O_RDONLY | O_CLOEXEC);
	if (process->pagemap < 0)
		wire_die("a process of the guest has no pagemap");
	return process->pagemap;
}

static void *make(const char *folder, const char *name, uint64_t bytes)
{
	char path[512];
	void *mapped;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, (off_t)bytes) != 0)
		wire_die("cannot make the guest's memory");
	mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		wire_die("cannot map the guest's memory");
	return mapped;
}

/* Reads the log of [from, to) of a process; `first` is the frame under `from`, -1: by page table. */
static void read_range(int pagemap, uint64_t from, uint64_t to, int clear)
{
	static struct page_region found[4096];
	int is_heap = from >= guest->heap_low &&
		      from < guest->heap_low + (uint64_t)guest->pages * PAGE_BYTES;

	while (from < to) {
		long count = write_log_read(pagemap, &from, to, clear, found, 4096);

		if (count < 0)
			wire_die("the dirty log cannot be read");
		for (long i = 0; i < count; i++)
			for (uint64_t v = found[i].start; v < found[i].end; v += PAGE_BYTES) {
				uint64_t page = (v - (is_heap ? guest->heap_low : guest->tenant_low)) /
						PAGE_BYTES;

				dirty[is_heap ? guest_page_table(guest)[page] - 1 : page] = 1;
			}
	}
}

/* Only pages that have a frame are registered: the others would fail the scan half way. */
static void read_heap(int pagemap, int clear)
{
	const uint32_t *table = guest_page_table(guest);

	for (uint32_t page = 0; page < guest->pages;) {
		uint32_t end = page;

		while (end < guest->pages && table[end] != 0)
			end++;
		if (end > page)
			read_range(pagemap, guest->heap_low + (uint64_t)page * PAGE_BYTES,
				   guest->heap_low + (uint64_t)end * PAGE_BYTES, clear);
		page = end + (end == page);
	}
}

static void answer(int clear)
{
	static struct process jvm, tenant;
	uint32_t count = 0;

	guest_lock(guest);
	for (uint32_t frame = 0; frame < guest->frames; frame++) {
		dirty[frame] = guest_written(guest)[frame];
		if (clear)
			guest_written(guest)[frame] = 0;
	}
	if (guest->jvm_pid != 0)
		read_heap(pagemap_of(&jvm, guest->jvm_pid), clear);
	if (guest->tenant_pid != 0)
		read_range(pagemap_of(&tenant, guest->tenant_pid), guest->tenant_low,
			   guest->tenant_low + (uint64_t)guest->frames * PAGE_BYTES, clear);
	guest_unlock(guest);
	for (uint32_t frame = 0; frame < guest->frames; frame++)
		count += dirty[frame];
	fwrite(&count, sizeof(count), 1, stdout);
	for (uint32_t frame = 0; frame < guest->frames; frame++)
		if (dirty[frame])
			fwrite(&frame, sizeof(frame), 1, stdout);
	fflush(stdout);
}

/* Zero if this kernel has what the dirty log needs; else prints what is missing. */
static int probe(void)
{
	char *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t low = (uint64_t)page, high = low + PAGE_BYTES;
	struct page_region found[1];
	int pagemap = open("/proc/self/pagemap", O_RDONLY);
	int uffd = write_log_open();

	if (uffd < 0 || write_log_register(uffd, low, high) != 0) {
		printf("userfaultfd with asynchronous write-protect (Linux 6.7, root): %s\n",
		       strerror(errno));
		return 1;
	}
	if (write_log_read(pagemap, &low, high, 1, found, 1) < 0) {
		printf("PAGEMAP_SCAN (Linux 6.7): %s\n", strerror(errno));
		return 1;
	}
	low = (uint64_t)page;
	*page = 1;
	if (write_log_read(pagemap, &low, high, 1, found, 1) != 1) {
		printf("a dirty log that sees writes to shared memory (PAGEMAP_SCAN, Linux 6.7)\n");
		return 1;
	}
	return 0;
}

int main(int count, char **arguments)
{
	uint32_t pages, frames;
	char line[16];

	if (count == 2 && strcmp(arguments[1], "probe") == 0)
		return probe();
	if (count != 5)
		return 2;
	wire_end_with_parent();
	pages = (uint32_t)strtoul(arguments[2], NULL, 10);
	frames = (uint32_t)strtoul(arguments[3], NULL, 10);
	make(arguments[1], "memory", (uint64_t)frames * PAGE_BYTES);
	guest = make(arguments[1], "state", guest_state_bytes(pages, frames));
	guest->pages = pages;
	guest->frames = frames;
	guest->heap_low = strtoull(arguments[4], NULL, 16);
	dirty = calloc(frames, 1);
	if (dirty == NULL)
		wire_die("no memory");
	fwrite("ready\n", 6, 1, stdout);
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin) != NULL)
		answer(strcmp(line, "clean\n") == 0);
	return 0;
}
