/*
 * The table of reasons.
 */
#include "model/reason.h"

#include <errno.h>
#include <string.h>

#define REASON(code, text) const char why_##code[] = #code;
#include "model/reasons.def"
#undef REASON

static const struct {
	const char *code, *words;
} table[] = {
#define REASON(code, text) {why_##code, text},
#include "model/reasons.def"
#undef REASON
};

static const struct {
	int error;
	const char *why;
} of_errno[] = {
    {ENOENT, why_no_file},
    {EACCES, why_no_right},
    {EPERM, why_no_right},
    {EROFS, why_no_right},
    {EISDIR, why_is_directory},
    {ENOTDIR, why_not_directory},
    {EEXIST, why_file_exists},
    {ENOSPC, why_disk_full},
    {EDQUOT, why_disk_full},
    {EIO, why_disk_fault},
    {EMFILE, why_files_out},
    {ENFILE, why_files_out},
    {ENOMEM, why_memory_ended},
    {ECONNREFUSED, why_nobody_listens},
    {ECONNRESET, why_hung_up},
    {EPIPE, why_hung_up},
    {ETIMEDOUT, why_timed_out},
    {EAGAIN, why_timed_out},
    {EADDRINUSE, why_address_used},
    {EADDRNOTAVAIL, why_address_not_ours},
    {ENAMETOOLONG, why_name_too_long},
};

const char *
reason_words(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].code, code) == 0)
			return table[i].words;
	return NULL;
}

const char *
reason_at(size_t i)
{
	return i < COUNT_OF(table) ? table[i].code : NULL;
}

const char *
reason_of_errno(int error)
{
	for (size_t i = 0; i < COUNT_OF(of_errno); i++)
		if (of_errno[i].error == error)
			return of_errno[i].why;
	return why_system_refuses;
}
