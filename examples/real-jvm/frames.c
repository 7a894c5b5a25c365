/*
 * The guest kernel's part, loaded before the C library: HotSpot's heap gets its frames from the
 * guest's memory and gives them back. HotSpot commits memory by mmap(MAP_FIXED) and uncommits it
 * by mmap(MAP_FIXED, PROT_NONE); both are answered here, everything else is passed on.
 */
#define _GNU_SOURCE
#include "frames.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "../../native/pagemap-scan.h"
#include "guest.h"
#include "wire.h"

static struct guest_state *guest;
static int memory = -1, uffd = -1, pagemap = -1;
static uint64_t low, high;

static void *map(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

static int open_in(const char *folder, const char *name)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		wire_die("cannot open the guest's memory");
	return fd;
}

__attribute__((constructor)) static void start(void)
{
	const char *folder = getenv("GUEST");
	struct guest_state *head;
	int fd;

	if (folder == NULL)
		return;
	/* Here and not in the agent: a JVM that starts, or is stopped by SIGSTOP, hears of no closed socket. */
	wire_end_with_parent();
	fd = open_in(folder, "state");
	head = map(NULL, sizeof(*head), PROT_READ, MAP_SHARED, fd, 0);
	guest = map(NULL, guest_state_bytes(head->pages, head->frames), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	low = guest->heap_low;
	high = low + (uint64_t)guest->pages * PAGE_BYTES;
	uffd = write_log_open();
	if (uffd < 0)
		wire_die("userfaultfd has no asynchronous write-protect");
	pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	guest->jvm_pid = (uint32_t)getpid();
	memory = open_in(folder, "memory");
}

/* What the log knows of a mapping is lost with it; a hypervisor logs frames, so it is kept. */
static void keep_written(uint64_t from, uint64_t to)
{
	struct page_region found[64];

	while (from < to) {
		long count = write_log_read(pagemap, &from, to, 0, found, 64);

		if (count < 0)
			wire_die("the dirty log cannot be read");
		for (long i = 0; i < count; i++)
			for (uint64_t v = found[i].start; v < found[i].end; v += PAGE_BYTES)
				guest_written(guest)[guest_page_table(guest)[(v - low) / PAGE_BYTES] - 1] = 1;
	}
}

/* Takes the frames of [from, to) away, run by run of pages that have one. */
static void give_back(uint64_t from, uint64_t to)
{
	uint32_t *table = guest_page_table(guest);

	for (uint64_t v = from; v < to; v += PAGE_BYTES) {
		uint64_t end = v;

		while (end < to && table[(end - low) / PAGE_BYTES] != 0)
			end += PAGE_BYTES;
		keep_written(v, end);
		for (; v < end; v += PAGE_BYTES) {
			uint32_t *entry = &table[(v - low) / PAGE_BYTES];

			guest_owners(guest)[*entry - 1] = FRAME_FREE;
			*entry = 0;
		}
	}
}

static bool has_frames(uint64_t from, uint64_t to)
{
	for (uint64_t v = from; v < to; v += PAGE_BYTES)
		if (guest_page_table(guest)[(v - low) / PAGE_BYTES] != 0)
			return true;
	return false;
}

/* A free frame for a page: that of the same number if it is free, else the last free one. */
static uint32_t free_frame(uint32_t page)
{
	const uint8_t *owners = guest_owners(guest);

	if (owners[page] == FRAME_FREE)
		return page;
	for (uint32_t frame = guest->frames; frame-- > 0;)
		if (owners[frame] == FRAME_FREE)
			return frame;
	wire_die("the guest has no free frame");
}

/* Gives every page of [from, to) a zeroed frame. Adjacent frames are mapped by one call. */
static void take(uint64_t from, uint64_t to)
{
	uint32_t *table = guest_page_table(guest);

	for (uint64_t v = from; v < to;) {
		uint32_t first = free_frame((uint32_t)((v - low) / PAGE_BYTES)), count = 0;

		do {
			guest_owners(guest)[first + count] = FRAME_OF_JVM;
			guest_written(guest)[first + count] = 1;
			table[(v - low) / PAGE_BYTES + count] = first + count + 1;
			count++;
		} while (v + (uint64_t)count * PAGE_BYTES < to && first + count < guest->frames &&
			 free_frame((uint32_t)((v - low) / PAGE_BYTES) + count) == first + count);
		if (fallocate(memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			      (off_t)first * PAGE_BYTES, (off_t)count * PAGE_BYTES) != 0 ||
		    map((void *)v, (size_t)count * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			memory, (off_t)first * PAGE_BYTES) != (void *)v)
			wire_die("a frame cannot be mapped");
		v += (uint64_t)count * PAGE_BYTES;
	}
	if (write_log_register(uffd, from, to) != 0)
		wire_die("the heap cannot be write-protected");
}

/* What a call of mmap asks for beside the range. */
struct wish {
	int protection, flags, fd;
	off_t offset;
};

/* A file that is mapped into the heap (archived objects, G1) becomes content of its frames. */
static void copy_file(const struct wish *wish, uint64_t from, uint64_t length)
{
	for (uint64_t done = 0; done < length;) {
		ssize_t count = pread(wish->fd, (char *)from + done, length - done,
				      wish->offset + (off_t)done);

		if (count < 0)
			wire_die("archived objects cannot be read");
		if (count == 0)
			break;
		done += (uint64_t)count;
	}
}

static void *change(uint64_t from, uint64_t length, const struct wish *wish)
{
	uint64_t to = from + length;
	bool leaves = has_frames(from, to);
	void *result = (void *)from;

	/* A notifier of the kernel would be called here, before a frame leaves. */
	if (leaves)
		frames_leaving(from, to);
	guest_lock(guest);
	give_back(from, to);
	if (wish->protection == PROT_NONE)
		result = map((void *)from, length, PROT_NONE, wish->flags, -1, 0);
	else
		take(from, to);
	guest_unlock(guest);
	if (!(wish->flags & MAP_ANONYMOUS))
		copy_file(wish, from, length);
	if (leaves)
		frames_left(from, to);
	return result;
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	uint64_t from = (uint64_t)address;
	struct wish wish = { protection, flags, fd, offset };

	if (memory < 0 || !(flags & MAP_FIXED) || from < low || from >= high)
		return map(address, length, protection, flags, fd, offset);
	return change(from, (length + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1), &wish);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return mmap64(address, length, protection, flags, fd, offset);
}
