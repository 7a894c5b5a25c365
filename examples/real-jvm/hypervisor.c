/*
 * The hypervisor's part that needs C: the dirty log of the guest's frames, and their copies. Makes the
 * two files of the guest, then answers on standard output:
 *   clean         the frames written since the last clean, which are forgotten: one step
 *   peek FROM TO  the same of a range of frames, forgetting nothing
 *   copy COUNT    COUNT pairs of 32-bit frame numbers follow: these ranges are copied to the destination
 *   restore       the destination's image becomes the memory; the frames that this changes
 * An answer is a 32-bit count, then as many 32-bit frame numbers, in ascending order; none after a copy.
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
/* The guest's memory, and the destination's image of it. What never came is zero. */
static int memory = -1;
static uint8_t *image;
/* Frames of the image that are not known to be zero. */
static uint8_t *holds;

/* Half open. */
struct frames {
	uint32_t from, to;
};

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

static int make(const char *folder, const char *name, uint64_t bytes)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, (off_t)bytes) != 0)
		wire_die("cannot make the guest's memory");
	return fd;
}

static void *map(uint64_t bytes, int flags, int fd)
{
	void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);

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

/* Only pages with one of the wanted frames: those without one would fail the scan half way. */
static void read_heap(int pagemap, struct frames wanted, int clear)
{
	const uint32_t *table = guest_page_table(guest);

	for (uint32_t page = 0; page < guest->pages;) {
		uint32_t end = page;

		while (end < guest->pages && table[end] > wanted.from && table[end] <= wanted.to)
			end++;
		if (end > page)
			read_range(pagemap, guest->heap_low + (uint64_t)page * PAGE_BYTES,
				   guest->heap_low + (uint64_t)end * PAGE_BYTES, clear);
		page = end + (end == page);
	}
}

static void answer(struct frames wanted)
{
	uint32_t count = 0;

	for (uint32_t frame = wanted.from; frame < wanted.to; frame++)
		count += dirty[frame];
	fwrite(&count, sizeof(count), 1, stdout);
	for (uint32_t frame = wanted.from; frame < wanted.to; frame++)
		if (dirty[frame])
			fwrite(&frame, sizeof(frame), 1, stdout);
	fflush(stdout);
}

static void read_log(struct frames wanted, int clear)
{
	static struct process jvm, tenant;

	guest_lock(guest);
	for (uint32_t frame = wanted.from; frame < wanted.to; frame++) {
		dirty[frame] = guest_written(guest)[frame];
		if (clear)
			guest_written(guest)[frame] = 0;
	}
	if (guest->jvm_pid != 0)
		read_heap(pagemap_of(&jvm, guest->jvm_pid), wanted, clear);
	if (guest->tenant_pid != 0)
		read_range(pagemap_of(&tenant, guest->tenant_pid),
			   guest->tenant_low + (uint64_t)wanted.from * PAGE_BYTES,
			   guest->tenant_low + (uint64_t)wanted.to * PAGE_BYTES, clear);
	guest_unlock(guest);
	answer(wanted);
}

/* The next frames of [from, to) that the memory's file has; the others are zero. Empty at the end. */
static struct frames present(uint32_t from, uint32_t to)
{
	struct frames none = { to, to };
	off_t start = lseek(memory, (off_t)from * PAGE_BYTES, SEEK_DATA), end;

	if (start < 0 || start >= (off_t)to * PAGE_BYTES)
		return none;
	end = lseek(memory, start, SEEK_HOLE);
	if (end > (off_t)to * PAGE_BYTES)
		end = (off_t)to * PAGE_BYTES;
	return (struct frames){ (uint32_t)(start / PAGE_BYTES), (uint32_t)(end / PAGE_BYTES) };
}

static void read_frames(uint8_t *into, struct frames frames)
{
	uint64_t length = (uint64_t)(frames.to - frames.from) * PAGE_BYTES;

	for (uint64_t done = 0; done < length;) {
		ssize_t count = pread(memory, into + done, length - done,
				      (off_t)((uint64_t)frames.from * PAGE_BYTES + done));

		if (count <= 0)
			wire_die("the guest's memory cannot be read");
		done += (uint64_t)count;
	}
}

static uint8_t *in_image(uint32_t frame)
{
	return image + (uint64_t)frame * PAGE_BYTES;
}

static void copy(struct frames frames)
{
	for (uint32_t next = frames.from; next < frames.to;) {
		struct frames found = present(next, frames.to);

		for (; next < found.from; next++)
			if (holds[next]) {
				memset(in_image(next), 0, PAGE_BYTES);
				holds[next] = 0;
			}
		if (found.to > found.from)
			read_frames(in_image(found.from), found);
		for (; next < found.to; next++)
			holds[next] = 1;
	}
}

static void copy_all(uint32_t count)
{
	const uint32_t none = 0;

	while (count-- > 0) {
		uint32_t pair[2];

		if (fread(pair, sizeof(pair), 1, stdin) != 1 || pair[0] > pair[1] ||
		    pair[1] > guest->frames)
			wire_die("no such frames");
		copy((struct frames){ pair[0], pair[1] });
	}
	fwrite(&none, sizeof(none), 1, stdout);
	fflush(stdout);
}

/* Gives a frame the content that the image has for it, unless it has it already. */
static void restore_frame(uint32_t frame, const uint8_t *now)
{
	static const uint8_t zeros[PAGE_BYTES];
	const uint8_t *then = holds[frame] ? in_image(frame) : zeros;

	dirty[frame] = memcmp(now, then, PAGE_BYTES) != 0;
	if (dirty[frame] &&
	    pwrite(memory, then, PAGE_BYTES, (off_t)frame * PAGE_BYTES) != PAGE_BYTES)
		wire_die("the guest's memory cannot be written");
}

static void restore(void)
{
	enum { CHUNK = 64 };
	static uint8_t chunk[CHUNK * PAGE_BYTES];
	static const uint8_t zeros[PAGE_BYTES];

	for (uint32_t next = 0; next < guest->frames;) {
		struct frames found = present(next, guest->frames);

		for (; next < found.from; next++)
			restore_frame(next, zeros);
		while (next < found.to) {
			uint32_t end = found.to - next > CHUNK ? next + CHUNK : found.to;

			read_frames(chunk, (struct frames){ next, end });
			for (const uint8_t *now = chunk; next < end; now += PAGE_BYTES)
				restore_frame(next++, now);
		}
	}
	answer((struct frames){ 0, guest->frames });
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

static void serve(void)
{
	struct frames all = { 0, guest->frames };
	char line[64];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct frames wanted;
		uint32_t count;

		if (strcmp(line, "clean\n") == 0)
			read_log(all, 1);
		else if (sscanf(line, "peek %u %u", &wanted.from, &wanted.to) == 2 &&
			 wanted.from <= wanted.to && wanted.to <= guest->frames)
			read_log(wanted, 0);
		else if (sscanf(line, "copy %u", &count) == 1)
			copy_all(count);
		else if (strcmp(line, "restore\n") == 0)
			restore();
		else
			wire_die("not a question");
	}
}

int main(int count, char **arguments)
{
	uint32_t pages, frames;
	uint64_t bytes, state_bytes;

	if (count == 2 && strcmp(arguments[1], "probe") == 0)
		return probe();
	if (count != 5)
		return 2;
	wire_end_with_parent();
	pages = (uint32_t)strtoul(arguments[2], NULL, 10);
	frames = (uint32_t)strtoul(arguments[3], NULL, 10);
	bytes = (uint64_t)frames * PAGE_BYTES;
	state_bytes = guest_state_bytes(pages, frames);
	memory = make(arguments[1], "memory", bytes);
	image = map(bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	guest = map(state_bytes, MAP_SHARED, make(arguments[1], "state", state_bytes));
	guest->pages = pages;
	guest->frames = frames;
	guest->heap_low = strtoull(arguments[4], NULL, 16);
	dirty = calloc(frames, 1);
	holds = calloc(frames, 1);
	if (dirty == NULL || holds == NULL)
		wire_die("no memory");
	fwrite("ready\n", 6, 1, stdout);
	fflush(stdout);
	serve();
	return 0;
}
