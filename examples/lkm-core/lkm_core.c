#include "lkm_core.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/*
 * Faults for the test of the tests: built with -DBUG=n, exactly one of them is in force. BUG is 0 in a module that is
 * meant to work. See bugs.ts for what each is.
 */
#ifndef BUG
#define BUG 0
#endif
#define SEEDED(number) (BUG == (number))

#define BITS_PER_WORD (sizeof(unsigned long) * CHAR_BIT)
#define NO_FRAME UINT32_MAX

struct application {
	struct lkm_range area;
	bool registered;
	bool prepared;
	bool ready;
};

/* What a ready application has reported; lives as long as its final update. */
struct report {
	struct lkm_range area;
	struct lkm_range must_send;
};

struct lkm {
	const struct lkm_ops *ops;
	void *context;
	struct lkm_config config;
	enum lkm_phase phase;
	uint32_t epoch;
	/* The page that the next slice of work looks at, and the application that it belongs to. */
	uint32_t cursor;
	uint32_t current;
	struct report *report;
	struct application *apps;
	/* One bit for each frame: 1 = send if dirty. Shared with the daemon. */
	unsigned long *transfer;
	/* For each page the frame whose bit was cleared on its behalf. */
	uint32_t *cache;
};

/* --- the transfer bitmap and the PFN cache --- */

static size_t bitmap_words(uint32_t frames)
{
	return (frames + BITS_PER_WORD - 1) / BITS_PER_WORD;
}

static void set_transfer(struct lkm *lkm, uint32_t frame)
{
	lkm->transfer[frame / BITS_PER_WORD] |= 1UL << (frame % BITS_PER_WORD);
}

static void clear_transfer(struct lkm *lkm, uint32_t frame)
{
	lkm->transfer[frame / BITS_PER_WORD] &= ~(1UL << (frame % BITS_PER_WORD));
}

static bool is_cached(const struct lkm *lkm, uint32_t page)
{
	return lkm->cache[page] != NO_FRAME;
}

/* Remembers the frame of a page and lets the daemon skip it. */
static void skip_page(struct lkm *lkm, uint32_t page, uint32_t frame)
{
	lkm->cache[page] = frame;
	if (SEEDED(28))
		return;
	clear_transfer(lkm, SEEDED(10) && frame > 0 ? frame - 1 : frame);
}

/* The frame that was remembered for a page must be sent again. */
static void unskip_page(struct lkm *lkm, uint32_t page)
{
	set_transfer(lkm, lkm->cache[page]);
	if (!SEEDED(2))
		lkm->cache[page] = NO_FRAME;
}

static void reset_bitmap_and_cache(struct lkm *lkm)
{
	uint32_t page;

	memset(lkm->transfer, 0xff, bitmap_words(lkm->config.frames) * sizeof(*lkm->transfer));
	if (SEEDED(11))
		return;
	for (page = 0; page < lkm->config.pages; page++)
		lkm->cache[page] = NO_FRAME;
}

/* --- ranges --- */

static bool contains(struct lkm_range range, uint32_t page)
{
	return page >= range.begin && page < range.end;
}

/* Takes a range away that lies at one end of another, or outside it. */
static void cut(struct lkm_range *range, struct lkm_range left)
{
	if (left.begin <= range->begin) {
		uint32_t end = left.end < range->end ? left.end : range->end;

		if (end > range->begin && !SEEDED(19))
			range->begin = end;
	} else if (left.begin < range->end) {
		range->end = SEEDED(20) ? left.begin + 1 : left.begin;
	}
}

static uint32_t first_page(const struct lkm *lkm, uint32_t app)
{
	return lkm->config.first_page[app];
}

/* The page after the last of an application. */
static uint32_t end_page(const struct lkm *lkm, uint32_t app)
{
	return app + 1 < lkm->config.apps ? lkm->config.first_page[app + 1] : lkm->config.pages;
}

/* --- applications --- */

static void multicast(struct lkm *lkm, enum lkm_to_app message)
{
	uint32_t app;

	for (app = 0; app < lkm->config.apps; app++) {
		if (SEEDED(26) && message == LKM_PREPARE && !lkm->apps[app].registered)
			continue;
		lkm->ops->send(lkm->context, app, message, lkm->epoch);
	}
}

static void forget_applications(struct lkm *lkm)
{
	uint32_t app;

	for (app = 0; app < lkm->config.apps; app++) {
		bool was_ready = lkm->apps[app].ready;

		memset(&lkm->apps[app], 0, sizeof(lkm->apps[app]));
		lkm->apps[app].ready = SEEDED(29) && was_ready;
	}
}

static bool everybody_is_ready(const struct lkm *lkm)
{
	uint32_t app;

	for (app = 0; app < lkm->config.apps; app++) {
		const struct application *each = &lkm->apps[app];

		if (each->registered && !each->ready)
			return false;
	}
	return true;
}

/* The first ready application that is gone or does not hold any more. */
static uint32_t who_let_go(const struct lkm *lkm)
{
	uint32_t app;

	for (app = 0; app + 1 < lkm->config.apps; app++) {
		const struct application *each = &lkm->apps[app];

		if (each->registered && each->ready && !lkm->ops->is_held(lkm->context, app))
			return app;
	}
	return app;
}

static void work_on(struct lkm *lkm, enum lkm_phase phase, uint32_t app, uint32_t page)
{
	lkm->phase = phase;
	lkm->current = app;
	lkm->cursor = page;
}

/* All pages of an application are to be sent: it is gone, late, or has released its pages. */
static void abandon(struct lkm *lkm, enum lkm_phase phase, uint32_t app)
{
	work_on(lkm, phase, app, first_page(lkm, app));
}

static void deregister(struct lkm *lkm, uint32_t app)
{
	struct lkm_range area = lkm->apps[app].area;

	memset(&lkm->apps[app], 0, sizeof(lkm->apps[app]));
	if (SEEDED(15))
		lkm->apps[app].area = area;
	if (!SEEDED(24))
		lkm->ops->send(lkm->context, app, LKM_RELEASE, lkm->epoch);
}

/* --- the daemon --- */

static void begin_attempt(struct lkm *lkm, uint32_t epoch)
{
	uint32_t before = lkm->epoch;

	if (SEEDED(5))
		multicast(lkm, LKM_QUERY);
	lkm->epoch = epoch;
	lkm->ops->notify(lkm->context, LKM_BEGUN, SEEDED(21) ? before : epoch);
	if (!SEEDED(5))
		multicast(lkm, LKM_QUERY);
	lkm->phase = LKM_STARTED;
}

/* A later attempt has begun, and the end of the earlier one was never heard of. */
static void begin_anew(struct lkm *lkm, uint32_t epoch)
{
	if (!SEEDED(22))
		reset_bitmap_and_cache(lkm);
	multicast(lkm, LKM_RELEASE);
	forget_applications(lkm);
	begin_attempt(lkm, epoch);
}

static void handle_begin(struct lkm *lkm, uint32_t epoch)
{
	if (lkm->phase == LKM_INITIALIZED)
		begin_attempt(lkm, epoch);
	else if (lkm->config.has_epochs && epoch > lkm->epoch)
		begin_anew(lkm, epoch);
}

static void handle_enter_last(struct lkm *lkm)
{
	if (lkm->phase != LKM_STARTED)
		return;
	multicast(lkm, LKM_PREPARE);
	lkm->phase = LKM_AWAITING_READY;
}

static void handle_aborted(struct lkm *lkm)
{
	if (lkm->phase == LKM_INITIALIZED)
		return;
	lkm->phase = LKM_RESUMED_AT_SOURCE;
}

void lkm_handle_event(struct lkm *lkm, enum lkm_event event, uint32_t epoch)
{
	switch (event) {
	case LKM_BEGIN:
		handle_begin(lkm, epoch);
		break;
	case LKM_ENTER_LAST:
		handle_enter_last(lkm);
		break;
	case LKM_RECHECK:
		if (lkm->phase == LKM_SUSPENDED && !SEEDED(27))
			abandon(lkm, LKM_FINAL_ABANDONING, who_let_go(lkm));
		break;
	case LKM_VM_RESUMED:
		if (lkm->phase == LKM_SUSPENDED)
			lkm->phase = LKM_RESUMED_AT_DESTINATION;
		break;
	case LKM_ABORTED:
		handle_aborted(lkm);
		break;
	}
}

/* --- what applications say --- */

static bool is_of_another_epoch(const struct lkm *lkm, const struct lkm_message *message)
{
	return lkm->config.has_epochs && message->epoch != lkm->epoch;
}

static void handle_areas(struct lkm *lkm, const struct lkm_message *message)
{
	struct application *app = &lkm->apps[message->app];

	if (lkm->phase != LKM_STARTED)
		return;
	if (is_of_another_epoch(lkm, message) && !SEEDED(4))
		return;
	app->area = message->area;
	app->registered = true;
	work_on(lkm, LKM_WALKING, message->app, message->area.begin);
}

static void handle_ready(struct lkm *lkm, const struct lkm_message *message)
{
	struct report *report;

	if (lkm->phase != LKM_AWAITING_READY)
		return;
	if (is_of_another_epoch(lkm, message))
		return;
	if (!lkm->apps[message->app].registered && !SEEDED(23))
		return;
	report = malloc(sizeof(*report));
	if (report == NULL)
		return; /* the deadline of the application will pass: its pages are sent */
	report->area = message->area;
	report->must_send = message->must_send;
	/* Outward: a page that holds one survivor is sent. */
	if (SEEDED(1) && message->ends_inside_page)
		report->must_send.end--;
	lkm->report = report;
	lkm->apps[message->app].registered = true;
	work_on(lkm, LKM_COMPARING, message->app, first_page(lkm, message->app));
}

static void handle_exited(struct lkm *lkm, uint32_t app)
{
	switch (lkm->phase) {
	case LKM_STARTED:
		abandon(lkm, LKM_STARTED_ABANDONING, app);
		break;
	case LKM_AWAITING_READY:
		abandon(lkm, LKM_FINAL_ABANDONING, app);
		break;
	case LKM_SUSPENDED:
		if (!SEEDED(30))
			abandon(lkm, LKM_SUSPENDED_ABANDONING, app);
		break;
	default:
		break; /* nothing of any application is skipped */
	}
}

void lkm_handle_message(struct lkm *lkm, const struct lkm_message *message)
{
	switch (message->type) {
	case LKM_AREAS:
		handle_areas(lkm, message);
		break;
	case LKM_PREPARED:
		break; /* nobody is asked to prepare in a round of its own */
	case LKM_READY:
		handle_ready(lkm, message);
		break;
	case LKM_EXITED:
		handle_exited(lkm, message->app);
		break;
	}
}

void lkm_handle_timeout(struct lkm *lkm, uint32_t app)
{
	if (lkm->phase != LKM_AWAITING_READY || !lkm->apps[app].registered || lkm->apps[app].ready)
		return;
	if (SEEDED(14)) {
		deregister(lkm, app);
		return;
	}
	abandon(lkm, LKM_FINAL_ABANDONING, app);
}

/* --- work, page by page --- */

/* The frame of a page, if it may be skipped for the application at hand; else NO_FRAME. */
static uint32_t skippable_frame(const struct lkm *lkm, uint32_t page)
{
	int64_t frame = lkm->ops->lookup(lkm->context, page);

	if (frame < 0)
		return NO_FRAME;
	if (!SEEDED(16) && !lkm->ops->is_private(lkm->context, (uint32_t)frame, lkm->current))
		return NO_FRAME;
	return (uint32_t)frame;
}

/* The first update: the pages of a reported area. */
static void walk(struct lkm *lkm)
{
	uint32_t end = lkm->apps[lkm->current].area.end;
	uint32_t frame;

	if (SEEDED(7) && end > 0)
		end--;
	if (lkm->cursor >= end) {
		work_on(lkm, LKM_STARTED, 0, 0);
		return;
	}
	frame = skippable_frame(lkm, lkm->cursor);
	if (frame != NO_FRAME)
		skip_page(lkm, lkm->cursor, frame);
	lkm->cursor++;
}

/* Final update, first part: pages that left the area, by the cache and not by the area that was remembered. */
static void compare(struct lkm *lkm)
{
	uint32_t end = end_page(lkm, lkm->current);

	if (SEEDED(8))
		end--;
	if (lkm->cursor >= end) {
		lkm->phase = LKM_JOINING;
		lkm->cursor = lkm->report->area.begin;
		return;
	}
	if (is_cached(lkm, lkm->cursor) && (SEEDED(25) || !contains(lkm->report->area, lkm->cursor)))
		unskip_page(lkm, lkm->cursor);
	lkm->cursor++;
}

static bool page_joins(const struct lkm *lkm, uint32_t page)
{
	if (contains(lkm->apps[lkm->current].area, page) || is_cached(lkm, page))
		return false;
	return !contains(lkm->report->must_send, page);
}

/* Second part: pages that joined the area. */
static void join(struct lkm *lkm)
{
	uint32_t frame = NO_FRAME;

	if (lkm->cursor >= lkm->report->area.end) {
		lkm->phase = LKM_LEAVING;
		lkm->cursor = lkm->report->must_send.begin;
		if (SEEDED(3))
			lkm->apps[lkm->current].ready = true;
		if (SEEDED(9))
			free(lkm->report);
		return;
	}
	if (page_joins(lkm, lkm->cursor))
		frame = skippable_frame(lkm, lkm->cursor);
	if (frame != NO_FRAME)
		skip_page(lkm, lkm->cursor, frame);
	lkm->cursor++;
}

/* Third part: pages of From that hold survivors count as leaving. */
static void leave(struct lkm *lkm)
{
	struct application *app = &lkm->apps[lkm->current];

	if (lkm->cursor >= lkm->report->must_send.end || SEEDED(6)) {
		app->area = lkm->report->area;
		app->ready = true;
		if (!SEEDED(9))
			free(lkm->report);
		lkm->report = NULL;
		work_on(lkm, LKM_AWAITING_READY, 0, 0);
		return;
	}
	if (is_cached(lkm, lkm->cursor))
		unskip_page(lkm, lkm->cursor);
	lkm->cursor++;
}

static void abandon_page(struct lkm *lkm, enum lkm_phase after)
{
	if (lkm->cursor >= end_page(lkm, lkm->current)) {
		deregister(lkm, lkm->current);
		work_on(lkm, after, 0, 0);
		return;
	}
	if (is_cached(lkm, lkm->cursor))
		unskip_page(lkm, lkm->cursor);
	lkm->cursor++;
}

/* The VM runs on: nothing is skipped and nobody held any more. */
static void release_everybody(struct lkm *lkm)
{
	bool is_aborted = lkm->phase == LKM_RESUMED_AT_SOURCE;

	if (!(SEEDED(12) && is_aborted))
		reset_bitmap_and_cache(lkm);
	if (!(SEEDED(13) && is_aborted))
		multicast(lkm, LKM_RELEASE);
	forget_applications(lkm);
	lkm->phase = LKM_INITIALIZED;
}

bool lkm_is_busy(const struct lkm *lkm)
{
	switch (lkm->phase) {
	case LKM_INITIALIZED:
	case LKM_STARTED:
	case LKM_SUSPENDED:
		return false;
	case LKM_AWAITING_READY:
		return everybody_is_ready(lkm);
	default:
		return true;
	}
}

void lkm_work(struct lkm *lkm)
{
	if (!lkm_is_busy(lkm))
		return;
	switch (lkm->phase) {
	case LKM_WALKING:
		walk(lkm);
		break;
	case LKM_COMPARING:
		compare(lkm);
		break;
	case LKM_JOINING:
		join(lkm);
		break;
	case LKM_LEAVING:
		leave(lkm);
		break;
	case LKM_STARTED_ABANDONING:
		abandon_page(lkm, LKM_STARTED);
		break;
	case LKM_FINAL_ABANDONING:
		abandon_page(lkm, LKM_AWAITING_READY);
		break;
	case LKM_SUSPENDED_ABANDONING:
		abandon_page(lkm, LKM_SUSPENDED);
		break;
	case LKM_AWAITING_READY:
		lkm->ops->notify(lkm->context, LKM_GUEST_READY, lkm->epoch);
		lkm->phase = LKM_SUSPENDED;
		break;
	case LKM_RESUMED_AT_DESTINATION:
	case LKM_RESUMED_AT_SOURCE:
		release_everybody(lkm);
		break;
	default:
		break;
	}
}

/* --- writes to /proc, and the MMU notifier --- */

void lkm_proc_begin(struct lkm_proc_call *call, uint32_t from, uint32_t to)
{
	call->state = LKM_CALL_ENTERED;
	call->left = (struct lkm_range){ .begin = from, .end = to };
}

void lkm_proc_work(struct lkm *lkm, struct lkm_proc_call *call)
{
	if (call->state == LKM_CALL_ENTERED) {
		bool is_idle = lkm->phase == LKM_INITIALIZED;

		if (!is_idle && !SEEDED(31))
			cut(&lkm->apps[0].area, call->left);
		call->state = is_idle ? LKM_CALL_IDLE : LKM_CALL_UNSKIPPING;
		return;
	}
	if (call->state != LKM_CALL_UNSKIPPING)
		return;
	if (call->left.begin >= call->left.end) {
		call->state = LKM_CALL_IDLE;
		return;
	}
	if (is_cached(lkm, call->left.begin) && !SEEDED(32))
		unskip_page(lkm, call->left.begin);
	call->left.begin++;
}

void lkm_invalidate_page(struct lkm *lkm, uint32_t page)
{
	if (SEEDED(17) || !is_cached(lkm, page))
		return;
	if (SEEDED(18))
		lkm->cache[page] = NO_FRAME;
	else
		unskip_page(lkm, page);
}

/* --- life and views --- */

struct lkm *lkm_create(const struct lkm_config *config, const struct lkm_ops *ops, void *context)
{
	struct lkm *lkm = calloc(1, sizeof(*lkm));

	if (lkm == NULL)
		return NULL;
	lkm->ops = ops;
	lkm->context = context;
	lkm->config = *config;
	lkm->apps = calloc(config->apps, sizeof(*lkm->apps));
	lkm->transfer = calloc(bitmap_words(config->frames), sizeof(*lkm->transfer));
	lkm->cache = calloc(config->pages, sizeof(*lkm->cache));
	if (lkm->apps == NULL || lkm->transfer == NULL || lkm->cache == NULL) {
		lkm_destroy(lkm);
		return NULL;
	}
	memset(lkm->cache, 0xff, config->pages * sizeof(*lkm->cache));
	reset_bitmap_and_cache(lkm);
	return lkm;
}

void lkm_destroy(struct lkm *lkm)
{
	if (lkm == NULL)
		return;
	if (!SEEDED(9))
		free(lkm->report);
	free(lkm->cache);
	free(lkm->transfer);
	free(lkm->apps);
	free(lkm);
}

enum lkm_phase lkm_phase(const struct lkm *lkm)
{
	return lkm->phase;
}

uint32_t lkm_epoch(const struct lkm *lkm)
{
	return lkm->epoch;
}

bool lkm_is_sent(const struct lkm *lkm, uint32_t frame)
{
	return (lkm->transfer[frame / BITS_PER_WORD] >> (frame % BITS_PER_WORD)) & 1UL;
}

int64_t lkm_cached_frame(const struct lkm *lkm, uint32_t page)
{
	return is_cached(lkm, page) ? (int64_t)lkm->cache[page] : -1;
}

struct lkm_range lkm_area(const struct lkm *lkm, uint32_t app)
{
	return lkm->apps[app].area;
}

bool lkm_is_registered(const struct lkm *lkm, uint32_t app)
{
	return lkm->apps[app].registered;
}

bool lkm_is_prepared(const struct lkm *lkm, uint32_t app)
{
	return lkm->apps[app].prepared;
}

bool lkm_is_ready(const struct lkm *lkm, uint32_t app)
{
	return lkm->apps[app].ready;
}
