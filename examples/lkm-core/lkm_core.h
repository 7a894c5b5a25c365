/*
 * The core of the guest kernel module of application-assisted live migration: a proxy between the migration
 * daemon and the applications, and owner of the transfer bitmap. It decides which frames are skipped even if they
 * are dirty. Portable C11; what the kernel gives is reached through struct lkm_ops.
 *
 * Locking: the caller serializes all calls. Long work is cut into slices of one page (lkm_work, lkm_proc_work), so
 * that the lock is never held for long: between two slices any other entry point may run.
 */
#ifndef LKM_CORE_H
#define LKM_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the daemon says, over the event channel. */
enum lkm_event { LKM_BEGIN, LKM_ENTER_LAST, LKM_RECHECK, LKM_VM_RESUMED, LKM_ABORTED };

/* What the module says to the daemon and to the applications; each with the epoch of the attempt. */
enum lkm_to_daemon { LKM_BEGUN, LKM_GUEST_READY };
enum lkm_to_app { LKM_QUERY, LKM_PREPARE, LKM_HOLD, LKM_RELEASE };

/* What an application says, over netlink. Ranges are pages of its address space, [begin, end). */
enum lkm_from_app { LKM_AREAS, LKM_PREPARED, LKM_READY, LKM_EXITED };

struct lkm_range {
	uint32_t begin;
	uint32_t end;
};

struct lkm_message {
	enum lkm_from_app type;
	uint32_t app;
	uint32_t epoch;
	struct lkm_range area;
	/* Of LKM_READY: pages that hold survivors and must be sent. */
	struct lkm_range must_send;
	/* The survivors end inside the last page of must_send. */
	bool ends_inside_page;
};

/* Where the module is; the names are those of its statechart. */
enum lkm_phase {
	LKM_INITIALIZED,
	LKM_STARTED,
	LKM_WALKING,
	LKM_STARTED_ABANDONING,
	LKM_AWAITING_READY,
	LKM_COMPARING,
	LKM_JOINING,
	LKM_LEAVING,
	LKM_FINAL_ABANDONING,
	LKM_SUSPENDED,
	LKM_SUSPENDED_ABANDONING,
	LKM_RESUMED_AT_DESTINATION,
	LKM_RESUMED_AT_SOURCE,
};

/* What the kernel around the module gives. */
struct lkm_ops {
	/* Walks the page table under its lock: the frame of a page, or -1. */
	int64_t (*lookup)(void *context, uint32_t page);
	/* Whether a frame is anonymous, mapped once, and by this application. */
	bool (*is_private)(void *context, uint32_t frame, uint32_t app);
	/* Whether the threads of an application are held now. */
	bool (*is_held)(void *context, uint32_t app);
	/* Sends to one application until it is heard; -1 if its socket is closed. */
	int (*send)(void *context, uint32_t app, enum lkm_to_app message, uint32_t epoch);
	void (*notify)(void *context, enum lkm_to_daemon message, uint32_t epoch);
};

struct lkm_config {
	uint32_t frames;
	/* Pages of all applications; those of application i start at first_page[i]. */
	uint32_t pages;
	uint32_t apps;
	const uint32_t *first_page;
	/* Whether messages carry the epoch of their attempt. */
	bool has_epochs;
};

struct lkm;

/* A write to the module's /proc entry on its way: kernel code in the caller's context. */
struct lkm_proc_call {
	enum { LKM_CALL_IDLE, LKM_CALL_ENTERED, LKM_CALL_UNSKIPPING } state;
	struct lkm_range left;
};

/* NULL if memory is short. The ops must outlive the module. */
struct lkm *lkm_create(const struct lkm_config *config, const struct lkm_ops *ops, void *context);
void lkm_destroy(struct lkm *lkm);

void lkm_handle_event(struct lkm *lkm, enum lkm_event event, uint32_t epoch);
void lkm_handle_message(struct lkm *lkm, const struct lkm_message *message);
/* The deadline of an application has passed. */
void lkm_handle_timeout(struct lkm *lkm, uint32_t app);

/* Whether lkm_work has something to do: messages wait meanwhile. */
bool lkm_is_busy(const struct lkm *lkm);
/* One slice of the work at hand: one page. */
void lkm_work(struct lkm *lkm);

/* An area shrinks: [from, to) leaves it. lkm_proc_work until the call is idle again. */
void lkm_proc_begin(struct lkm_proc_call *call, uint32_t from, uint32_t to);
void lkm_proc_work(struct lkm *lkm, struct lkm_proc_call *call);

/* The MMU notifier: the page is about to lose its frame, or to share it. */
void lkm_invalidate_page(struct lkm *lkm, uint32_t page);

/* What can be seen. */
enum lkm_phase lkm_phase(const struct lkm *lkm);
uint32_t lkm_epoch(const struct lkm *lkm);
/* Whether a frame that is dirty is to be sent: what the daemon reads. */
bool lkm_is_sent(const struct lkm *lkm, uint32_t frame);
/* The frame that the module remembers for a page, or -1. */
int64_t lkm_cached_frame(const struct lkm *lkm, uint32_t page);
struct lkm_range lkm_area(const struct lkm *lkm, uint32_t app);
bool lkm_is_registered(const struct lkm *lkm, uint32_t app);
bool lkm_is_prepared(const struct lkm *lkm, uint32_t app);
bool lkm_is_ready(const struct lkm *lkm, uint32_t app);

#endif
