/*
 * A disk that fails when told to, under SQLite: a VFS over the usual one that
 * counts what changes a file (write, fsync, truncate) and fails the n-th. It
 * also remembers what of each file was fsynced, so that a test can pull the
 * plug: all that was not is gone. Any thread may use what is on it.
 */
#ifndef TESTS_LIB_FAULT_VFS_H
#define TESTS_LIB_FAULT_VFS_H

#include "model/base.h"

enum fault_sort {
	FAULT_IO,   /* an error of the disk; half of a write lands */
	FAULT_FULL, /* no space for a write; fsync and truncate go on */
};

/* Makes it the VFS of all stores that are opened from now on. */
void fault_vfs_begin(void);
/* Back to the usual one; all stores must be closed. */
void fault_vfs_end(void);
/* The n-th (1, ...) operation fails; `lasting`: and all after it. */
void fault_vfs_arm(enum fault_sort sort, size_t n, bool lasting);
/* Whether something failed since. */
bool fault_vfs_struck(void);
/* Nothing fails any more; whether something did since it was armed. */
bool fault_vfs_disarm(void);
/* A directory was removed: what was on disk of it is forgotten. */
void fault_vfs_forget(const char *dir);
/* Puts what a power cut would leave of directory `from` into a new one. */
void fault_vfs_power_cut(const char *from, const char *to);

#endif
