/*
 * The failing disk of fault-vfs.h. SQLite has one list of VFSs in a process,
 * so there is one of these.
 */
#include "tests/lib/fault-vfs.h"

#include "model/buf.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <sqlite3.h>

#define FILES 8

/* What is on disk for sure of one file. */
struct image {
	char path[256]; /* "" when free */
	struct buf data;
};

static struct {
	sqlite3_vfs vfs, *real;
	sqlite3_io_methods methods;
	struct image image[FILES];
	bool armed, lasting, struck;
	enum fault_sort sort;
	size_t left; /* operations until the one that fails */
	pthread_mutex_t lock;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct file {
	sqlite3_file base;
	struct image *image; /* NULL for what is not kept */
	                     /* The real file follows. */
};

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return (sqlite3_file *)(void *)((struct file *)(void *)f + 1);
}

static struct image *
image_find(const char *path, bool make)
{
	for (size_t i = 0; i < FILES; i++)
		if (strcmp(disk.image[i].path, path) == 0)
			return &disk.image[i];
	for (size_t i = 0; make && i < FILES; i++) {
		struct image *free = &disk.image[i];

		if (free->path[0])
			continue;
		snprintf(free->path, sizeof(free->path), "%s", path);
		return free;
	}
	return NULL;
}

static void
image_drop(struct image *image)
{
	buf_free(&image->data);
	image->path[0] = '\0';
}

/* All that the file holds now is on disk. */
static void
image_take(struct file *f)
{
	sqlite3_file *real = real_of(&f->base);
	sqlite3_int64 size = 0;

	if (!f->image)
		return;
	buf_clear(&f->image->data);
	real->pMethods->xFileSize(real, &size);
	if (!buf_reserve(&f->image->data, (size_t)size))
		fail();
	real->pMethods->xRead(real, f->image->data.data, (int)size, 0);
	f->image->data.len = (size_t)size;
}

/* Whether this operation fails. */
static bool
is_next(bool writes)
{
	if (!disk.armed || (disk.sort == FAULT_FULL && !writes))
		return false;
	if (disk.left > 0)
		disk.left--;
	if (disk.left > 0 || (disk.struck && !disk.lasting))
		return false;
	disk.struck = true;
	return true;
}

static bool
strikes(bool writes)
{
	bool yes;

	pthread_mutex_lock(&disk.lock);
	yes = is_next(writes);
	pthread_mutex_unlock(&disk.lock);
	return yes;
}

static int
fault_write(sqlite3_file *f, const void *bytes, int len, sqlite3_int64 at)
{
	sqlite3_file *real = real_of(f);

	if (!strikes(true))
		return real->pMethods->xWrite(real, bytes, len, at);
	real->pMethods->xWrite(real, bytes, len / 2, at);
	return disk.sort == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int
fault_sync(sqlite3_file *f, int flags)
{
	sqlite3_file *real = real_of(f);
	int rc;

	if (strikes(false))
		return SQLITE_IOERR_FSYNC;
	rc = real->pMethods->xSync(real, flags);
	pthread_mutex_lock(&disk.lock);
	if (rc == SQLITE_OK)
		image_take((struct file *)(void *)f);
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

static int
fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	sqlite3_file *real = real_of(f);

	if (strikes(false))
		return SQLITE_IOERR_TRUNCATE;
	return real->pMethods->xTruncate(real, size);
}

/* What passes through. */

static int
pass_close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int
pass_read(sqlite3_file *f, void *bytes, int len, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), bytes, len, at);
}

static int
pass_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int
pass_lock(sqlite3_file *f, int lock)
{
	return real_of(f)->pMethods->xLock(real_of(f), lock);
}

static int
pass_unlock(sqlite3_file *f, int lock)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), lock);
}

static int
pass_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int
pass_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int
pass_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
pass_character(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int
pass_shm_map(
    sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	return real_of(f)->pMethods->xShmMap(
	    real_of(f), page, size, extend, out);
}

static int
pass_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void
pass_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int
pass_shm_unmap(sqlite3_file *f, int drop)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), drop);
}

static int
fault_open(
    sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out)
{
	struct file *file = (struct file *)(void *)f;
	int kept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL;
	int rc;

	(void)vfs;
	memset(file, 0, sizeof(*file));
	rc = disk.real->xOpen(disk.real, path, real_of(f), flags, out);
	if (!real_of(f)->pMethods)
		return rc;
	f->pMethods = &disk.methods;
	if (rc != SQLITE_OK || !path || !(flags & kept))
		return rc;
	pthread_mutex_lock(&disk.lock);
	file->image = image_find(path, false);
	if (!file->image) {
		file->image = image_find(path, true);
		assert_non_null(file->image);
		image_take(file);
	}
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

static int
fault_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	struct image *image;

	(void)vfs;
	pthread_mutex_lock(&disk.lock);
	image = image_find(path, false);
	if (image)
		image_drop(image);
	pthread_mutex_unlock(&disk.lock);
	return disk.real->xDelete(disk.real, path, sync);
}

void
fault_vfs_begin(void)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "fault";
	disk.vfs.pNext = NULL;
	disk.vfs.szOsFile = (int)sizeof(struct file) + disk.real->szOsFile;
	disk.vfs.xOpen = fault_open;
	disk.vfs.xDelete = fault_delete;
	disk.methods = (sqlite3_io_methods){.iVersion = 2,
	    .xClose = pass_close,
	    .xRead = pass_read,
	    .xWrite = fault_write,
	    .xTruncate = fault_truncate,
	    .xSync = fault_sync,
	    .xFileSize = pass_size,
	    .xLock = pass_lock,
	    .xUnlock = pass_unlock,
	    .xCheckReservedLock = pass_reserved,
	    .xFileControl = pass_control,
	    .xSectorSize = pass_sector,
	    .xDeviceCharacteristics = pass_character,
	    .xShmMap = pass_shm_map,
	    .xShmLock = pass_shm_lock,
	    .xShmBarrier = pass_shm_barrier,
	    .xShmUnmap = pass_shm_unmap};
	disk.armed = false;
	assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

void
fault_vfs_end(void)
{
	sqlite3_vfs_unregister(&disk.vfs);
	sqlite3_vfs_register(disk.real, 1);
	for (size_t i = 0; i < FILES; i++)
		image_drop(&disk.image[i]);
}

void
fault_vfs_arm(enum fault_sort sort, size_t n, bool lasting)
{
	pthread_mutex_lock(&disk.lock);
	disk.sort = sort;
	disk.left = n;
	disk.lasting = lasting;
	disk.struck = false;
	disk.armed = true;
	pthread_mutex_unlock(&disk.lock);
}

bool
fault_vfs_struck(void)
{
	bool struck;

	pthread_mutex_lock(&disk.lock);
	struck = disk.struck;
	pthread_mutex_unlock(&disk.lock);
	return struck;
}

bool
fault_vfs_disarm(void)
{
	bool struck;

	pthread_mutex_lock(&disk.lock);
	disk.armed = false;
	struck = disk.struck;
	pthread_mutex_unlock(&disk.lock);
	return struck;
}

static void
image_write(const struct image *image, const char *to)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", to, strrchr(image->path, '/'));
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(buf_str(&image->data), 1, image->data.len, f),
	    image->data.len);
	assert_int_equal(fclose(f), 0);
}

static bool
is_in(const struct image *image, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(image->path, dir, len) == 0 && image->path[len] == '/';
}

void
fault_vfs_forget(const char *dir)
{
	pthread_mutex_lock(&disk.lock);
	for (size_t i = 0; i < FILES; i++)
		if (is_in(&disk.image[i], dir))
			image_drop(&disk.image[i]);
	pthread_mutex_unlock(&disk.lock);
}

void
fault_vfs_power_cut(const char *from, const char *to)
{
	assert_int_equal(mkdir(to, 0700), 0);
	pthread_mutex_lock(&disk.lock);
	for (size_t i = 0; i < FILES; i++)
		if (is_in(&disk.image[i], from))
			image_write(&disk.image[i], to);
	pthread_mutex_unlock(&disk.lock);
}
