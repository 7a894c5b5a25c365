/*
 * The module's core behind the adapter protocol, version 1 (docs/conformance.md). The driver gives the environment of the
 * module with each step (page table, owners of frames, messages, queues); the adapter hands it to the module through
 * struct lkm_ops and shows the bitmap, the cache, the areas, the phase and the messages that the module sent.
 */
#include "lkm_core.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX 64
#define LINE (1 << 16)

/* Errors that AddressSanitizer reports are answers: the driver then minimizes the schedule that leads to one. */
#ifdef __SANITIZE_ADDRESS__
void __asan_set_error_report_callback(void (*callback)(const char *));
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "halt_on_error=0:suppress_equal_pcs=0:detect_leaks=0:print_summary=0";
}
#endif
static const char *memory_error;

static void remember_memory_error(const char *report)
{
	memory_error = strstr(report, "heap-use-after-free") != NULL ? "heap-use-after-free" : "memory error";
}

/* A queue of the model: messages by number, with the epoch of each. */
struct queue {
	const char *name;
	long count;
	long kind[MAX];
	long epoch[MAX];
};

/* The environment of the module, as the model has it before a step. */
static struct {
	uint32_t frames, pages, heap_pages, apps;
	bool has_epochs, has_sharing, has_exits;
	long page_table[MAX], owner[MAX], shared[MAX], exited;
	bool held[2];
	struct queue to_app[2];
	long pending, word, number;
} environment = { .to_app = { { .name = "lkmToAgent" }, { .name = "lkmToCacheApp" } } };

static struct lkm *lkm;
static struct lkm_proc_call call;

/* --- reading one line of JSON: names are unique in it, and it is written without spaces --- */

static const char *value_of(const char *line, const char *name)
{
	char key[MAX];
	const char *found;

	snprintf(key, sizeof(key), "\"%s\":", name);
	found = strstr(line, key);
	return found == NULL ? NULL : found + strlen(key);
}

/* A number or a list of numbers; how many there were. */
static int numbers(const char *line, const char *name, long *out)
{
	const char *at = value_of(line, name);
	int count = 0;

	if (at == NULL)
		return 0;
	do {
		char *end;

		if (*at == '[' || *at == ',')
			at++;
		out[count] = strtol(at, &end, 10);
		if (end == at)
			break;
		count++;
		at = end;
	} while (*at == ',' && count < MAX && value_of(line, name)[0] == '[');
	return count;
}

static long number(const char *line, const char *name)
{
	long out[MAX] = { 0 };

	numbers(line, name, out);
	return out[0];
}

static bool is_text(const char *line, const char *name, const char *text)
{
	const char *at = value_of(line, name);

	return at != NULL && *at == '"' && strncmp(at + 1, text, strlen(text)) == 0;
}

static bool has_word(const char *line, const char *word)
{
	char quoted[MAX];

	snprintf(quoted, sizeof(quoted), "\"%s\"", word);
	return strstr(line, quoted) != NULL;
}

/* --- what the kernel gives the module --- */

static int64_t lookup(void *context, uint32_t page)
{
	(void)context;
	return environment.page_table[page] - 1;
}

static bool is_private(void *context, uint32_t frame, uint32_t app)
{
	(void)context;
	return environment.owner[frame] == (app == 0 ? 2 : 3) && environment.shared[frame] == 0;
}

static bool is_held(void *context, uint32_t app)
{
	(void)context;
	return environment.held[app];
}

static int send_to(void *context, uint32_t app, enum lkm_to_app message, uint32_t epoch)
{
	struct queue *queue = &environment.to_app[app];

	(void)context;
	if (app == 0 && environment.exited != 0)
		return -1;
	if (queue->count >= MAX)
		return -1;
	queue->kind[queue->count] = message;
	queue->epoch[queue->count] = epoch;
	queue->count++;
	return 0;
}

static void notify(void *context, enum lkm_to_daemon message, uint32_t epoch)
{
	(void)context;
	environment.pending = 1;
	environment.word = message;
	environment.number = epoch;
}

static const struct lkm_ops ops = { lookup, is_private, is_held, send_to, notify };

/* --- what the driver asks --- */

static void say_hello(const char *line)
{
	bool has_epochs = has_word(line, "secondMigration");
	bool has_second = has_word(line, "twoApps");

	printf("{\"type\":\"hello\",\"protocol\":1,\"name\":\"lkm core\",\"version\":\"1\",\"actions\":[\"lkm\",\"procCall\","
	       "\"jvm unmap\"%s%s%s],",
	       has_word(line, "remap") ? ",\"kernel move\"" : "",
	       has_word(line, "swap") ? ",\"kernel swapOut\"" : "",
	       has_word(line, "share") ? ",\"kernel fork\",\"kernel merge\",\"kernel copyOnWrite\"" : "");
	printf("\"environment\":[\"daemon\",\"destination\",\"agent\"%s%s,"
	       "\"jvm allocate\",\"jvm faultIn\",\"jvm write\",\"jvm collect\",\"jvm collectEnforced\",\"jvm ignoreCollection\","
	       "\"jvm collectFull\",\"jvm compact\",\"jvm failPromotion\",\"jvm refill\",\"jvm exit\",\"jvm closeFiles\","
	       "\"jvm moveBoundary\",\"jvm evacuate\",\"jvm forward\",\"jvm resize\",\"jvm announce\",\"jvm finish\","
	       "\"jvm resume\",\"kernel take\",\"kernel write\",\"kernel free\",\"kernel swapIn\",\"kernel lose\"%s%s%s],",
	       has_second ? ",\"cacheApp\"" : "",
	       has_word(line, "lateSuspend") || has_word(line, "readBeforeLogging") ? ",\"hypervisor\"" : "",
	       has_word(line, "remap") ? "" : ",\"kernel move\"", has_word(line, "swap") ? "" : ",\"kernel swapOut\"",
	       has_word(line, "share") ? "" : ",\"kernel fork\",\"kernel merge\",\"kernel copyOnWrite\"");
	printf("\"given\":[\"pageTable\",\"owner\",\"agent\",\"jvm\",\"gcCursor\",\"leftTo\",\"proc.from\",\"proc.to\","
	       "\"lkmToDaemon.pending\",\"lkmToDaemon.word\",\"lkmToAgent.count\",\"lkmToAgent.kind\","
	       "\"agentToLkm.begin\",\"agentToLkm.end\",\"agentToLkm.mustSendBegin\",\"agentToLkm.mustSendEnd\","
	       "\"agentToLkm.ragged\",\"agentToLkm.application\"%s%s%s%s%s],",
	       has_word(line, "share") ? ",\"shared\"" : "", has_word(line, "appExit") ? ",\"exited\"" : "",
	       has_second ? ",\"cacheApp\",\"lkmToCacheApp.count\",\"lkmToCacheApp.kind\"" : "",
	       has_epochs ? ",\"daemonToLkm.number\",\"lkmToDaemon.number\",\"lkmToAgent.epoch\",\"agentToLkm.epoch\"" : "",
	       has_epochs && has_second ? ",\"lkmToCacheApp.epoch\"" : "");
	printf("\"observes\":[\"lkm\",\"procCall\",\"transfer\",\"cache\",\"areaBegin\",\"areaEnd\",\"registered\",\"prepared\","
	       "\"ready\",\"lkmToDaemon.pending\",\"lkmToDaemon.word\",\"lkmToAgent.count\",\"lkmToAgent.kind\"]}\n");
}

static void reset(const char *line)
{
	static uint32_t first[2];
	struct lkm_config config;

	environment.apps = has_word(line, "twoApps") ? 2 : 1;
	environment.heap_pages = (uint32_t)(number(line, "oldPages") + number(line, "youngReservedPages"));
	environment.pages = environment.heap_pages + (environment.apps == 2 ? (uint32_t)number(line, "cachePages") : 0);
	environment.frames = (uint32_t)number(line, "frames") + (environment.pages - environment.heap_pages);
	environment.has_epochs = has_word(line, "secondMigration");
	environment.pending = environment.word = environment.number = 0;
	environment.to_app[0].count = environment.to_app[1].count = 0;
	first[1] = environment.heap_pages;
	config = (struct lkm_config){ environment.frames, environment.pages, environment.apps, first, environment.has_epochs };
	lkm_destroy(lkm);
	lkm = lkm_create(&config, &ops, NULL);
	call = (struct lkm_proc_call){ 0 };
	if (lkm == NULL)
		abort();
}

static void take_queue(const char *line, struct queue *queue)
{
	char name[MAX];

	snprintf(name, sizeof(name), "%s.count", queue->name);
	queue->count = number(line, name);
	snprintf(name, sizeof(name), "%s.kind", queue->name);
	numbers(line, name, queue->kind);
	snprintf(name, sizeof(name), "%s.epoch", queue->name);
	numbers(line, name, queue->epoch);
}

static void take_world(const char *line)
{
	numbers(line, "pageTable", environment.page_table);
	numbers(line, "owner", environment.owner);
	memset(environment.shared, 0, sizeof(environment.shared));
	numbers(line, "shared", environment.shared);
	environment.exited = number(line, "exited");
	environment.held[0] = is_text(line, "agent", "holding") && environment.exited == 0;
	environment.held[1] = is_text(line, "cacheApp", "holding");
	take_queue(line, &environment.to_app[0]);
	take_queue(line, &environment.to_app[1]);
	environment.pending = number(line, "lkmToDaemon.pending");
	environment.word = number(line, "lkmToDaemon.word");
	environment.number = number(line, "lkmToDaemon.number");
}

static void hand_over(const char *line, enum lkm_from_app type)
{
	struct lkm_message message = {
		.type = type,
		.app = (uint32_t)number(line, "agentToLkm.application"),
		.epoch = (uint32_t)number(line, "agentToLkm.epoch"),
		.area = { (uint32_t)number(line, "agentToLkm.begin"), (uint32_t)number(line, "agentToLkm.end") },
		.must_send = { (uint32_t)number(line, "agentToLkm.mustSendBegin"),
			       (uint32_t)number(line, "agentToLkm.mustSendEnd") },
		.ends_inside_page = number(line, "agentToLkm.ragged") != 0,
	};

	lkm_handle_message(lkm, &message);
}

static void step_module(const char *line)
{
	static const char *const events[] = { "begin", "enterLast", "recheck", "vmResumed", "aborted" };
	static const char *const messages[] = { "areas", "prepared", "ready", "exited" };
	uint32_t index;

	for (index = 0; index < 5; index++)
		if (is_text(line, "action", events[index]))
			lkm_handle_event(lkm, (enum lkm_event)index, (uint32_t)number(line, "daemonToLkm.number"));
	for (index = 0; index < 4; index++)
		if (is_text(line, "action", messages[index]))
			hand_over(line, (enum lkm_from_app)index);
	if (is_text(line, "action", "expire"))
		lkm_handle_timeout(lkm, (uint32_t)number(line, "choice"));
	for (index = 0; index < 5; index++)
		if (is_text(line, "action", ((const char *const[]){ "walk", "update", "conclude", "abandon\"", "release" })[index]))
			lkm_work(lkm);
}

/* A page loses its frame or will share it: the kernel calls the notifier first. */
static void step_kernel(const char *line)
{
	uint32_t page;

	if (is_text(line, "process", "jvm")) {
		long end = is_text(line, "jvm", "exiting") ? (long)environment.heap_pages : number(line, "leftTo");

		page = (uint32_t)number(line, "gcCursor");
		if (page >= end)
			return;
	} else {
		page = (uint32_t)number(line, "choice") / environment.frames;
	}
	lkm_invalidate_page(lkm, page);
}

static void step(const char *line)
{
	take_world(line);
	if (is_text(line, "process", "lkm"))
		step_module(line);
	else if (!is_text(line, "process", "procCall"))
		step_kernel(line);
	else if (is_text(line, "action", "shrunk"))
		lkm_proc_begin(&call, (uint32_t)number(line, "proc.from"), (uint32_t)number(line, "proc.to"));
	else
		lkm_proc_work(lkm, &call);
}

/* --- what is to be seen --- */

static void show_list(const char *name, uint32_t count, long (*value)(uint32_t))
{
	uint32_t index;

	printf(",\"%s\":", name);
	if (count > 1)
		putchar('[');
	for (index = 0; index < count; index++)
		printf("%s%ld", index == 0 ? "" : ",", value(index));
	if (count > 1)
		putchar(']');
}

static long transfer(uint32_t frame) { return lkm_is_sent(lkm, frame); }
static long cache(uint32_t page) { return (long)lkm_cached_frame(lkm, page) + 1; }
static long area_begin(uint32_t app) { return (long)lkm_area(lkm, app).begin; }
static long area_end(uint32_t app) { return (long)lkm_area(lkm, app).end; }
static long registered(uint32_t app) { return lkm_is_registered(lkm, app); }
static long prepared(uint32_t app) { return lkm_is_prepared(lkm, app); }
static long ready(uint32_t app) { return lkm_is_ready(lkm, app); }

static void show_queue(const struct queue *queue)
{
	long index;

	printf(",\"%s.count\":%ld,\"%s.kind\":{\"#map\":[", queue->name, queue->count, queue->name);
	for (index = 0; index < queue->count; index++)
		printf("%s[%ld,%ld]", index == 0 ? "" : ",", index, queue->kind[index]);
	printf("]}");
	if (!environment.has_epochs)
		return;
	printf(",\"%s.epoch\":{\"#map\":[", queue->name);
	for (index = 0; index < queue->count; index++)
		printf("%s[%ld,%ld]", index == 0 ? "" : ",", index, queue->epoch[index]);
	printf("]}");
}

static void observe(void)
{
	static const char *const phases[] = {
		"initialized", "started.listening", "started.walking", "started.abandoning",
		"final-update.awaitingReady", "final-update.comparing", "final-update.joining",
		"final-update.leaving", "final-update.abandoning", "suspended.waiting",
		"suspended.abandoning", "resumed.atDestination", "resumed.atSource",
	};
	static const char *const calls[] = { "idle", "entered", "unskipping" };

	if (memory_error != NULL) {
		printf("{\"type\":\"refuse\",\"reason\":\"AddressSanitizer: %s\"}\n", memory_error);
		memory_error = NULL;
		return;
	}
	printf("{\"type\":\"observe\",\"state\":{\"lkm\":\"%s\",\"procCall\":\"%s\"", phases[lkm_phase(lkm)],
	       calls[call.state]);
	show_list("transfer", environment.frames, transfer);
	show_list("cache", environment.pages, cache);
	show_list("areaBegin", environment.apps, area_begin);
	show_list("areaEnd", environment.apps, area_end);
	show_list("registered", environment.apps, registered);
	show_list("prepared", environment.apps, prepared);
	show_list("ready", environment.apps, ready);
	printf(",\"lkmToDaemon.pending\":%ld,\"lkmToDaemon.word\":%ld", environment.pending, environment.word);
	if (environment.has_epochs)
		printf(",\"lkmToDaemon.number\":%ld,\"lkmEpoch\":%" PRIu32, environment.number, lkm_epoch(lkm));
	show_queue(&environment.to_app[0]);
	if (environment.apps == 2)
		show_queue(&environment.to_app[1]);
	printf("}}\n");
}

int main(void)
{
	static char line[LINE];

#ifdef __SANITIZE_ADDRESS__
	__asan_set_error_report_callback(remember_memory_error);
#else
	(void)remember_memory_error;
#endif
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (is_text(line, "type", "hello")) {
			say_hello(line);
		} else if (is_text(line, "type", "bye")) {
			printf("{\"type\":\"bye\"}\n");
		} else {
			if (is_text(line, "type", "reset"))
				reset(line);
			else
				step(line);
			observe();
		}
		fflush(stdout);
	}
	lkm_destroy(lkm);
	return 0;
}
