#define _GNU_SOURCE
#include "hotspot.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The exported table of fields: `gHotSpotVMStructs`, with the layout of its entries beside it. */
static struct {
	const char *entries;
	uint64_t stride, type_name, field_name, offset, address;
} table;

/* What is read while the VM runs, found once. */
static struct {
	enum hotspot_collector collector;
	const char *g1_heap;
	uint64_t eden, from, to, object_space, young_virtual, old_virtual;
	uint64_t bottom, top, end, committed_low, committed_high;
	uint64_t region_manager, region_table, table_base, table_length;
	uint64_t region_type, region_tag, region_bottom, region_top, region_end;
	uint64_t reserved, reserved_start, reserved_words;
} at;

static char problem[160];

const char *hotspot_error(void)
{
	return problem;
}

static bool symbol(const char *name, uint64_t *value)
{
	const uint64_t *found = dlsym(RTLD_DEFAULT, name);

	if (found == NULL) {
		snprintf(problem, sizeof(problem), "the JVM exports no %s", name);
		return false;
	}
	*value = *found;
	return true;
}

static const char *text_at(const char *entry, uint64_t offset)
{
	const char *text = *(const char *const *)(entry + offset);

	return text == NULL ? "" : text;
}

static const char *find(const char *type, const char *field)
{
	const char *entry = table.entries;

	for (; *text_at(entry, table.type_name) != '\0'; entry += table.stride)
		if (strcmp(text_at(entry, table.type_name), type) == 0 &&
		    strcmp(text_at(entry, table.field_name), field) == 0)
			return entry;
	return NULL;
}

/* An offset under the name of the type in JDK 17, or under the one it has had since JDK 23. */
static bool offset_of(const char *type, const char *field, uint64_t *offset)
{
	char renamed[64];
	const char *entry = find(type, field);

	snprintf(renamed, sizeof(renamed), "G1%s", type);
	if (entry == NULL)
		entry = find(renamed, field);
	if (entry == NULL) {
		snprintf(problem, sizeof(problem), "the JVM's table has no %s::%s", type, field);
		return false;
	}
	*offset = *(const uint64_t *)(entry + table.offset);
	return true;
}

/* The value of a static field that holds a pointer; NULL where it is unset or unknown. */
static const char *static_pointer(const char *type, const char *field)
{
	const char *entry = find(type, field);
	const char *const *address;

	if (entry == NULL)
		return NULL;
	address = *(const char *const *const *)(entry + table.address);
	return address == NULL ? NULL : *address;
}

static const char *pointer(const char *object, uint64_t offset)
{
	return *(const char *const *)(object + offset);
}

static uint64_t word(const char *object, uint64_t offset)
{
	return *(const uint64_t *)(object + offset);
}

static bool open_table(void)
{
	uint64_t entries;

	if (!symbol("gHotSpotVMStructs", &entries) ||
	    !symbol("gHotSpotVMStructEntryArrayStride", &table.stride) ||
	    !symbol("gHotSpotVMStructEntryTypeNameOffset", &table.type_name) ||
	    !symbol("gHotSpotVMStructEntryFieldNameOffset", &table.field_name) ||
	    !symbol("gHotSpotVMStructEntryOffsetOffset", &table.offset) ||
	    !symbol("gHotSpotVMStructEntryAddressOffset", &table.address))
		return false;
	table.entries = (const char *)(uintptr_t)entries;
	return true;
}

static bool open_parallel(void)
{
	return offset_of("PSYoungGen", "_eden_space", &at.eden) &&
	       offset_of("PSYoungGen", "_from_space", &at.from) &&
	       offset_of("PSYoungGen", "_to_space", &at.to) &&
	       offset_of("PSYoungGen", "_virtual_space", &at.young_virtual) &&
	       offset_of("PSOldGen", "_virtual_space", &at.old_virtual) &&
	       offset_of("PSOldGen", "_object_space", &at.object_space) &&
	       offset_of("MutableSpace", "_bottom", &at.bottom) &&
	       offset_of("MutableSpace", "_top", &at.top) &&
	       offset_of("MutableSpace", "_end", &at.end) &&
	       offset_of("PSVirtualSpace", "_committed_low_addr", &at.committed_low) &&
	       offset_of("PSVirtualSpace", "_committed_high_addr", &at.committed_high);
}

static bool open_g1(void)
{
	return offset_of("G1CollectedHeap", "_hrm", &at.region_manager) &&
	       offset_of("HeapRegionManager", "_regions", &at.region_table) &&
	       offset_of("G1HeapRegionTable", "_base", &at.table_base) &&
	       offset_of("G1HeapRegionTable", "_length", &at.table_length) &&
	       offset_of("HeapRegion", "_type", &at.region_type) &&
	       offset_of("HeapRegionType", "_tag", &at.region_tag) &&
	       offset_of("HeapRegion", "_bottom", &at.region_bottom) &&
	       offset_of("HeapRegion", "_top", &at.region_top) &&
	       offset_of("HeapRegion", "_end", &at.region_end);
}

/* The value of a boolean flag of the VM; false where there is no such flag. */
static bool flag_is_set(const char *name)
{
	const char *flags = static_pointer("JVMFlag", "flags");
	const char *count_entry = find("JVMFlag", "numFlags");
	const char *count_at;
	uint64_t types, stride, type_name, size_offset, name_offset, address_offset, size = 0;
	const char *type;
	uint64_t index;

	if (flags == NULL || count_entry == NULL || !symbol("gHotSpotVMTypes", &types) ||
	    !symbol("gHotSpotVMTypeEntryArrayStride", &stride) ||
	    !symbol("gHotSpotVMTypeEntryTypeNameOffset", &type_name) ||
	    !symbol("gHotSpotVMTypeEntrySizeOffset", &size_offset) ||
	    !offset_of("JVMFlag", "_name", &name_offset) ||
	    !offset_of("JVMFlag", "_addr", &address_offset))
		return false;
	for (type = (const char *)(uintptr_t)types; *text_at(type, type_name) != '\0'; type += stride)
		if (strcmp(text_at(type, type_name), "JVMFlag") == 0)
			size = word(type, size_offset);
	count_at = *(const char *const *)(count_entry + table.address);
	for (index = 0; size != 0 && index + 1 < word(count_at, 0); index++) {
		const char *flag = flags + index * size;

		if (strcmp(text_at(flag, name_offset), name) == 0)
			return *pointer(flag, address_offset) != 0;
	}
	return false;
}

int hotspot_open(void)
{
	if (!open_table() || !offset_of("CollectedHeap", "_reserved", &at.reserved) ||
	    !offset_of("MemRegion", "_start", &at.reserved_start) ||
	    !offset_of("MemRegion", "_word_size", &at.reserved_words))
		return -1;
	if (flag_is_set("UseParallelGC")) {
		at.collector = HOTSPOT_PARALLEL;
		return open_parallel() ? 0 : -1;
	}
	if (flag_is_set("UseG1GC")) {
		at.collector = HOTSPOT_G1;
		at.g1_heap = static_pointer("Universe", "_collectedHeap");
		return open_g1() ? 0 : -1;
	}
	snprintf(problem, sizeof(problem),
		 "the collector is neither Parallel nor G1 (-XX:+UseParallelGC, -XX:+UseG1GC)");
	return -1;
}

enum hotspot_collector hotspot_collector(void)
{
	return at.collector;
}

void hotspot_heap(uint64_t *low, uint64_t *high)
{
	const char *heap = static_pointer("Universe", "_collectedHeap");

	*low = word(heap, at.reserved + at.reserved_start);
	*high = *low + 8 * word(heap, at.reserved + at.reserved_words);
}

static void read_space(const char *space, struct hotspot_space *into)
{
	into->bottom = word(space, at.bottom);
	into->top = word(space, at.top);
	into->end = word(space, at.end);
}

void hotspot_read_parallel(struct hotspot_parallel *spaces)
{
	const char *young = static_pointer("ParallelScavengeHeap", "_young_gen");
	const char *old = static_pointer("ParallelScavengeHeap", "_old_gen");
	const char *young_memory = pointer(young, at.young_virtual);
	const char *old_memory = pointer(old, at.old_virtual);

	spaces->young_low = word(young_memory, at.committed_low);
	spaces->young_high = word(young_memory, at.committed_high);
	spaces->old_low = word(old_memory, at.committed_low);
	spaces->old_high = word(old_memory, at.committed_high);
	read_space(pointer(young, at.eden), &spaces->eden);
	read_space(pointer(young, at.from), &spaces->from);
	read_space(pointer(young, at.to), &spaces->to);
	read_space(pointer(old, at.object_space), &spaces->old);
}

static const char *regions(void)
{
	return at.g1_heap + at.region_manager + at.region_table;
}

uint32_t hotspot_region_count(void)
{
	return (uint32_t)word(regions(), at.table_length);
}

int hotspot_read_region(uint32_t index, struct hotspot_region *region)
{
	const char *const *base = (const char *const *)pointer(regions(), at.table_base);
	const char *found = base[index];

	if (found == NULL)
		return 0;
	region->bottom = word(found, at.region_bottom);
	region->top = word(found, at.region_top);
	region->end = word(found, at.region_end);
	region->tag = *(const uint32_t *)(found + at.region_type + at.region_tag);
	return 1;
}

int hotspot_is_young(uint32_t tag)
{
	/* HeapRegionType: Eden is 2, Survivor 3; 2 is the mask of both. Unchanged since JDK 9. */
	return (tag & 2) != 0 && tag < 4;
}
