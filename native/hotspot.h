/* Where the spaces of a running HotSpot lie, read through the tables it exports for debuggers. */
#ifndef HOTSPOT_H
#define HOTSPOT_H

#include <stdint.h>

enum hotspot_collector { HOTSPOT_UNKNOWN, HOTSPOT_PARALLEL, HOTSPOT_G1 };

struct hotspot_space {
	uint64_t bottom, top, end;
};

/* Parallel: Young is one range of memory, in it Eden, From and To; Old lies below. */
struct hotspot_parallel {
	uint64_t young_low, young_high, old_low, old_high;
	struct hotspot_space eden, from, to, old;
};

/* A region of G1. `tag` as in HeapRegionType; `used` is 0 for a free one. */
struct hotspot_region {
	uint64_t bottom, top, end;
	uint32_t tag;
};

/* Zero, or -1 where this HotSpot has no such table: `hotspot_error` says what is missing. */
int hotspot_open(void);
const char *hotspot_error(void);

enum hotspot_collector hotspot_collector(void);
void hotspot_heap(uint64_t *low, uint64_t *high);
void hotspot_read_parallel(struct hotspot_parallel *spaces);
uint32_t hotspot_region_count(void);
/* Zero for a region that is not committed. */
int hotspot_read_region(uint32_t index, struct hotspot_region *region);
int hotspot_is_young(uint32_t tag);

#endif
