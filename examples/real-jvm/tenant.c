/*
 * The second process of the guest. It takes frames of the guest's memory, as the kernel would give
 * them to it, fills them and later checks them: `take FRAME` and `verify` on standard input. After
 * `busy FIRST HOT WRITES TAKES` it also writes by itself, so many times a second: to one of HOT frames
 * from FIRST, and to the frames after them, one after the other.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../native/pagemap-scan.h"
#include "guest.h"
#include "wire.h"

enum { TICK_MS = 5 };

static uint64_t seal_of(const uint64_t *words)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (int i = 0; i < PAGE_BYTES / 8 - 1; i++)
		hash = (hash ^ words[i]) * 0x100000001b3u;
	return hash;
}

static void fill(uint64_t *words, uint64_t frame)
{
	memset(words, 0, PAGE_BYTES);
	for (int i = 0; i < PAGE_BYTES / 8 - 1; i++)
		words[i] = (frame + 1) * 0x9e3779b97f4a7c15u + (uint64_t)i;
	words[PAGE_BYTES / 8 - 1] = seal_of(words);
}

/* What it writes by itself. */
struct business {
	uint32_t first, hot, writes, takes;
	/* Shares of a write and of a take that are due, in milliseconds times writes or takes. */
	uint32_t due_writes, due_takes, next;
};

static void work(struct business *own, const struct guest_state *guest, char *memory)
{
	const uint32_t rest = own->first + own->hot;

	for (own->due_writes += TICK_MS * own->writes; own->due_writes >= 1000; own->due_writes -= 1000)
		memory[(uint64_t)(own->first + (uint32_t)random() % own->hot) * PAGE_BYTES]++;
	for (own->due_takes += TICK_MS * own->takes; own->due_takes >= 1000; own->due_takes -= 1000) {
		memory[(uint64_t)(rest + own->next) * PAGE_BYTES]++;
		own->next = (own->next + 1) % (guest->frames - rest);
	}
}

/* Waits for a command; does its own work meanwhile. */
static void wait_for_command(struct business *own, const struct guest_state *guest, char *memory)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	while (own->hot > 0 && poll(&input, 1, TICK_MS) == 0)
		work(own, guest, memory);
}

static void *map_file(const char *folder, const char *name, uint64_t bytes)
{
	char path[512];
	void *mapped;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || mapped == MAP_FAILED)
		wire_die("cannot map the guest's memory");
	return mapped;
}

int main(int count, char **arguments)
{
	struct guest_state *guest;
	uint64_t bytes;
	char *memory, line[64];
	struct business own = { .hot = 0 };
	int uffd, wrong = 0;

	if (count != 2)
		return 2;
	wire_end_with_parent();
	guest = map_file(arguments[1], "state", sizeof(*guest));
	guest = map_file(arguments[1], "state", guest_state_bytes(guest->pages, guest->frames));
	bytes = (uint64_t)guest->frames * PAGE_BYTES;
	memory = map_file(arguments[1], "memory", bytes);
	uffd = write_log_open();
	if (uffd < 0 ||
	    write_log_register(uffd, (uint64_t)memory, (uint64_t)memory + bytes) != 0)
		wire_die("the second process cannot be write-protected");
	guest->tenant_low = (uint64_t)memory;
	guest->tenant_pid = (uint32_t)getpid();
	puts("ready");
	fflush(stdout);
	/* Unbuffered: what is waited for is what has not been read. */
	setvbuf(stdin, NULL, _IONBF, 0);
	for (;;) {
		wait_for_command(&own, guest, memory);
		if (fgets(line, sizeof(line), stdin) == NULL)
			return 0;
		uint32_t frame = (uint32_t)strtoul(line + strcspn(line, " "), NULL, 10);

		if (strncmp(line, "take", 4) == 0 && frame < guest->frames) {
			guest_lock(guest);
			guest_owners(guest)[frame] = FRAME_OF_TENANT;
			guest_unlock(guest);
			fill((uint64_t *)(memory + (uint64_t)frame * PAGE_BYTES), frame);
			puts("taken");
		} else if (sscanf(line, "busy %u %u %u %u", &own.first, &own.hot, &own.writes,
				  &own.takes) == 4) {
			if ((uint64_t)own.first + own.hot >= guest->frames)
				wire_die("no such frames");
			puts("busy");
		} else {
			wrong = 0;
			for (uint32_t at = 0; at < guest->frames; at++) {
				uint64_t *words = (uint64_t *)(memory + (uint64_t)at * PAGE_BYTES);

				if (guest_owners(guest)[at] == FRAME_OF_TENANT &&
				    (words[0] != ((uint64_t)at + 1) * 0x9e3779b97f4a7c15u ||
				     words[PAGE_BYTES / 8 - 1] != seal_of(words)))
					wrong++;
			}
			printf("wrong %d\n", wrong);
		}
		fflush(stdout);
	}
}
