/*
 * Records which heap pages a JVM writes, as a page trace (format PDT1): a JVMTI agent that is also
 * loaded before the C library. `-agentpath:LIBRARY=INTERVAL_MS,FILE` with the Parallel collector.
 *
 * The heap is write-protected by userfaultfd, asynchronously; PAGEMAP_SCAN reads and protects again.
 * HotSpot commits and uncommits memory by mmap(MAP_FIXED), which drops the protection: the mmap
 * below registers such a range again at once.
 */
#define _GNU_SOURCE
#include <jvmti.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "hotspot.h"
#include "pagemap-scan.h"

enum cause { TICK, GC_START, GC_END, START };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char path[512];
static long interval_ms;
static FILE *trace;
static int uffd = -1, pagemap = -1;
static uint64_t low, high, last_us;
/* Guards `low` and `high` for the mmap below, which may run on any thread. */
static volatile bool is_recording;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "skipover record: %s\n", what);
	_exit(65);
}

static uint64_t now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

/* LEB128: seven bits a byte, the lowest first. */
static void put(uint64_t value)
{
	for (; value >= 128; value >>= 7)
		putc_unlocked((int)(value & 127) | 128, trace);
	putc_unlocked((int)value, trace);
}

static void put_time(uint64_t time)
{
	put(time - last_us);
	last_us = time;
}

static void put_spaces(void)
{
	struct hotspot_parallel now;

	hotspot_read_parallel(&now);
	const uint64_t values[16] = {
		now.young_low,	 now.young_high, now.old_low,  now.old_high,
		now.eden.bottom, now.eden.top,	 now.eden.end, now.from.bottom,
		now.from.top,	 now.from.end,	 now.to.bottom, now.to.top,
		now.to.end,	 now.old.bottom, now.old.top,  now.old.end,
	};

	putc_unlocked('P', trace);
	for (int i = 0; i < 16; i++)
		put((values[i] - low) / 8);
}

/* The pages written since the sample before; they are protected again. */
static void put_sample(enum cause cause)
{
	static struct page_region regions[1 << 16];
	uint64_t started = now_us(), from = low, at = low;
	long count = 0;

	while (from < high) {
		long found = write_log_read(pagemap, &from, high, 1, regions + count,
					    (1 << 16) - count);

		if (found < 0)
			die("the heap's dirty log cannot be read");
		count += found;
		if (found == 0 || count == 1 << 16)
			break;
	}
	putc_unlocked('D', trace);
	put_time(started);
	putc_unlocked((int)cause, trace);
	put((uint64_t)count);
	for (long i = 0; i < count; i++) {
		put((regions[i].start - at) / PAGE_BYTES);
		put((regions[i].end - regions[i].start) / PAGE_BYTES);
		at = regions[i].end;
	}
	put(now_us() - started);
}

static void put_event(char tag)
{
	putc_unlocked(tag, trace);
	put_time(now_us());
}

static void JNICALL on_start(jvmtiEnv *env)
{
	(void)env;
	if (!is_recording)
		return;
	pthread_mutex_lock(&lock);
	put_sample(GC_START);
	put_event('B');
	put_spaces();
	pthread_mutex_unlock(&lock);
}

static void JNICALL on_finish(jvmtiEnv *env)
{
	(void)env;
	if (!is_recording)
		return;
	pthread_mutex_lock(&lock);
	put_sample(GC_END);
	put_event('E');
	put_spaces();
	fflush(trace);
	pthread_mutex_unlock(&lock);
}

static void *tick(void *nothing)
{
	struct timespec pause = { interval_ms / 1000, interval_ms % 1000 * 1000000 };

	for (;;) {
		nanosleep(&pause, NULL);
		pthread_mutex_lock(&lock);
		if (!is_recording)
			break;
		put_sample(TICK);
		put_spaces();
		pthread_mutex_unlock(&lock);
	}
	pthread_mutex_unlock(&lock);
	return nothing;
}

static void protect(uint64_t from, uint64_t to)
{
	madvise((void *)from, to - from, MADV_NOHUGEPAGE);
	if (write_log_register(uffd, from, to) != 0)
		die("the heap cannot be write-protected");
}

static void JNICALL on_init(jvmtiEnv *env, JNIEnv *jni, jthread thread)
{
	pthread_t ticker;
	int fd;

	(void)env;
	(void)jni;
	(void)thread;
	if (hotspot_open() != 0 || hotspot_collector() != HOTSPOT_PARALLEL)
		die("only the Parallel collector can be recorded: java -XX:+UseParallelGC ...");
	uffd = write_log_open();
	pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (uffd < 0 || pagemap < 0)
		die("this needs userfaultfd with asynchronous write-protect (Linux 6.7, root)");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0) {
		fprintf(stderr, "skipover record: another JVM is recorded to %s already\n", path);
		return;
	}
	trace = fdopen(fd, "w");
	hotspot_heap(&low, &high);
	fprintf(trace, "PDT1 {\"page\":%d,\"heap_lo\":\"0x%lx\",\"heap_hi\":\"0x%lx\",\"gc\":\"parallel\","
		       "\"interval_ms\":%ld,\"pid\":%d}\n",
		PAGE_BYTES, low, high, interval_ms, getpid());
	pthread_mutex_lock(&lock);
	is_recording = true;
	protect(low, high);
	last_us = now_us();
	put_sample(START);
	put_spaces();
	pthread_mutex_unlock(&lock);
	pthread_create(&ticker, NULL, tick, NULL);
	pthread_detach(ticker);
}

static void JNICALL on_death(jvmtiEnv *env, JNIEnv *jni)
{
	(void)env;
	(void)jni;
	pthread_mutex_lock(&lock);
	if (is_recording) {
		put_sample(TICK);
		put_spaces();
		is_recording = false;
		fclose(trace);
	}
	pthread_mutex_unlock(&lock);
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	uint64_t from = (uint64_t)address;
	bool is_heap = is_recording && (flags & MAP_FIXED) && from >= low && from < high;
	void *result = (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);

	if (is_heap && result != MAP_FAILED)
		protect(from, from + ((length + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1)));
	return result;
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return mmap64(address, length, protection, flags, fd, offset);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *java, char *options, void *reserved)
{
	jvmtiEnv *env;
	jvmtiCapabilities wanted;
	jvmtiEventCallbacks callbacks;
	static const jvmtiEvent events[] = {
		JVMTI_EVENT_VM_INIT,
		JVMTI_EVENT_VM_DEATH,
		JVMTI_EVENT_GARBAGE_COLLECTION_START,
		JVMTI_EVENT_GARBAGE_COLLECTION_FINISH,
	};

	(void)reserved;
	memset(&wanted, 0, sizeof(wanted));
	memset(&callbacks, 0, sizeof(callbacks));
	if (options == NULL || sscanf(options, "%ld,%511[^\n]", &interval_ms, path) != 2)
		return JNI_ERR;
	if ((*java)->GetEnv(java, (void **)&env, JVMTI_VERSION_1_2) != JNI_OK)
		return JNI_ERR;
	wanted.can_generate_garbage_collection_events = 1;
	callbacks.VMInit = on_init;
	callbacks.VMDeath = on_death;
	callbacks.GarbageCollectionStart = on_start;
	callbacks.GarbageCollectionFinish = on_finish;
	if ((*env)->AddCapabilities(env, &wanted) != JVMTI_ERROR_NONE)
		return JNI_ERR;
	(*env)->SetEventCallbacks(env, &callbacks, sizeof(callbacks));
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		(*env)->SetEventNotificationMode(env, JVMTI_ENABLE, events[i], NULL);
	return JNI_OK;
}
