/*
 * A dirty log of a process: asynchronous write-protection by userfaultfd, read and cleared with
 * PAGEMAP_SCAN. Linux 6.7 or newer. The definitions are here because the headers of a
 * distribution are often older than its kernel.
 */
#ifndef PAGEMAP_SCAN_H
#define PAGEMAP_SCAN_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/userfaultfd.h>

#ifndef UFFD_FEATURE_WP_HUGETLBFS_SHMEM
#define UFFD_FEATURE_WP_HUGETLBFS_SHMEM (1 << 12)
#endif
#ifndef UFFD_FEATURE_WP_UNPOPULATED
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#endif
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

#ifndef PAGEMAP_SCAN
struct page_region {
	uint64_t start, end, categories;
};
struct pm_scan_arg {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};
#define PAGEMAP_SCAN _IOWR('f', 16, struct pm_scan_arg)
#define PAGE_IS_WRITTEN (1 << 1)
#define PM_SCAN_WP_MATCHING (1 << 0)
#define PM_SCAN_CHECK_WPASYNC (1 << 1)
#endif

enum { PAGE_BYTES = 4096 };

/* Opens a userfaultfd that only logs writes; -1 with errno where the kernel lacks a feature. */
static inline int write_log_open(void)
{
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_UNPOPULATED |
			    UFFD_FEATURE_WP_HUGETLBFS_SHMEM,
	};

	if (fd >= 0 && ioctl(fd, UFFDIO_API, &api) != 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/* Registers [low, high). A later mmap(MAP_FIXED) over it drops the registration. */
static inline int write_log_register(int uffd, uint64_t low, uint64_t high)
{
	struct uffdio_register range = {
		.range = { low, high - low },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};

	return ioctl(uffd, UFFDIO_REGISTER, &range);
}

/*
 * Reads the written pages of [*low, high) into `regions`, and protects them again if `clear`.
 * Returns the number of regions, and moves *low to where the walk ended: call again until it is
 * `high`. Fails with EPERM at memory that is not registered; pages before it are consumed by then,
 * so ask for registered ranges only.
 */
static inline long write_log_read(int pagemap, uint64_t *low, uint64_t high, int clear,
				  struct page_region *regions, long capacity)
{
	struct pm_scan_arg scan;
	long found;

	memset(&scan, 0, sizeof(scan));
	scan.size = sizeof(scan);
	scan.flags = PM_SCAN_CHECK_WPASYNC | (clear ? PM_SCAN_WP_MATCHING : 0);
	scan.start = *low;
	scan.end = high;
	scan.vec = (uint64_t)(uintptr_t)regions;
	scan.vec_len = (uint64_t)capacity;
	scan.category_mask = PAGE_IS_WRITTEN;
	scan.return_mask = PAGE_IS_WRITTEN;
	found = ioctl(pagemap, PAGEMAP_SCAN, &scan);
	if (found >= 0)
		*low = scan.walk_end;
	return found;
}

#endif
