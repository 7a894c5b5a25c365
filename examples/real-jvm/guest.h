/*
 * The memory of the guest: numbered frames in one file, which the JVM's heap and a second process
 * map, and the hypervisor reads. Beside it, in a second file, what kernel and hypervisor know.
 */
#ifndef GUEST_H
#define GUEST_H

#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

enum frame_owner { FRAME_FREE, FRAME_OF_JVM, FRAME_OF_TENANT };

/* The second file. Followed by the page table and two bytes a frame. */
struct guest_state {
	/* Held while frames change hands, and by a CLEAN: a CLEAN is one step. */
	atomic_uint lock;
	uint32_t pages, frames;
	/* The address of page 0 of the heap, and of frame 0 as the second process maps it. */
	uint64_t heap_low, tenant_low;
	uint32_t jvm_pid, tenant_pid;
};

/* One entry a heap page: its frame and 1, or 0 where it has none. */
static inline uint32_t *guest_page_table(struct guest_state *state)
{
	return (uint32_t *)(state + 1);
}

static inline uint8_t *guest_owners(struct guest_state *state)
{
	return (uint8_t *)(guest_page_table(state) + state->pages);
}

/* Frames that were written by a mapping that is gone, or by the kernel. */
static inline uint8_t *guest_written(struct guest_state *state)
{
	return guest_owners(state) + state->frames;
}

static inline uint64_t guest_state_bytes(uint64_t pages, uint64_t frames)
{
	return sizeof(struct guest_state) + 4 * pages + 2 * frames;
}

static inline void guest_lock(struct guest_state *state)
{
	while (atomic_exchange(&state->lock, 1))
		sched_yield();
}

static inline void guest_unlock(struct guest_state *state)
{
	atomic_store(&state->lock, 0);
}

#endif
