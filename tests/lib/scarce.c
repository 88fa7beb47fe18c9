/*
 * See scarce.h.
 */
#include "tests/lib/scarce.h"

#include <cjson/cJSON.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What the linker calls the real ones, and ours. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t len);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t len);

static atomic_long left; /* until one fails; 0: none will */
static atomic_bool for_good;
static atomic_long refused;
static long began_with;

/* Whether this one is to fail. */
static bool
is_out(void)
{
	long before = atomic_load(&left);

	if (before == 0)
		return false;
	if (before < 0 || atomic_fetch_sub(&left, 1) == 1) {
		if (for_good)
			atomic_store(&left, -1);
		refused++;
		return true;
	}
	return false;
}

bool
scarce_begin(long nth, enum scarce how)
{
	static cJSON_Hooks hooks = {__wrap_malloc, free};

	cJSON_InitHooks(&hooks);
	atomic_store(&refused, 0);
	atomic_store(&for_good, how == SCARCE_FOR_GOOD);
	began_with = nth;
	atomic_store(&left, nth);
	return true;
}

bool
scarce_end(void)
{
	atomic_store(&left, 0);
	cJSON_InitHooks(NULL);
	return atomic_load(&refused) > 0;
}

long
scarce_asked(void)
{
	return began_with - atomic_load(&left);
}

void *
__wrap_malloc(size_t size)
{
	return is_out() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return is_out() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return is_out() ? NULL : __real_realloc(old, size);
}

char *
__wrap_strdup(const char *s)
{
	return is_out() ? NULL : __real_strdup(s);
}

char *
__wrap_strndup(const char *s, size_t len)
{
	return is_out() ? NULL : __real_strndup(s, len);
}
