/*
 * What the three forms of files share (bulk.h).
 */
#include "central/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "central/restore.h"
#include "net/wire/codec.h"

static const char *const forms[] = {"csv", "json", "geojson"};

bool
bulk_form_find(const char *name, enum bulk_form *form)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (strcmp(dot ? dot + 1 : name, forms[i]) == 0) {
			*form = (enum bulk_form)i;
			return true;
		}
	return false;
}

const struct field *
bulk_geometry(enum kind kind)
{
	const struct kind_info *info = kind_info(kind);

	for (size_t i = 0; i < info->count; i++)
		if (info->fields[i].type == TYPE_POINT)
			return &info->fields[i];
	return field_find(kind, "outline", strlen("outline"));
}

enum problem_code
bulk_fault(const struct bulk *b, unsigned long line, struct problem *p)
{
	if (p->code == PROBLEM_FILE_LINE || p->code == PROBLEM_NO_MEMORY)
		return p->code;
	if (p->code == PROBLEM_UNKNOWN_KEY)
		p->code = PROBLEM_FILE_KEY;
	else if (p->code == PROBLEM_BAD_VALUE)
		p->code = PROBLEM_FILE_VALUE;
	else
		problem_wrap(p, PROBLEM_FILE_LINE);
	problem_param(p, "file", "%s", b->file);
	problem_param(p, "line", "%lu", line);
	return p->code;
}

/* What the central alone sets: no news for it. */
static bool
passed_over(enum kind kind, const char *key)
{
	static const char *const head[] = {"rev", "seq", "at", "by"};
	const struct field *f = field_find(kind, key, strlen(key));

	for (size_t i = 0; i < COUNT_OF(head); i++)
		if (strcmp(key, head[i]) == 0)
			return true;
	return f && !(f->flags & FIELD_PUT);
}

/* As it was exported: it says its revision. */
static bool
is_whole(const cJSON *object)
{
	const cJSON *rev = json_find(object, "rev");

	return cJSON_IsNumber(rev) && rev->valuedouble > 0;
}

static enum problem_code
prepare(struct bulk *b, cJSON *object, bool whole, struct problem *p)
{
	const char *name = kind_info(b->kind)->name;
	const cJSON *kind = json_find(object, "kind");
	cJSON *item = whole ? NULL : object->child;

	if (!whole && restore_only(b->kind))
		return problem_set(p, PROBLEM_MISSING_KEY, "key", "rev", NULL);
	if (kind &&
	    (!cJSON_IsString(kind) || strcmp(kind->valuestring, name) != 0))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "kind", "value",
		    cJSON_IsString(kind) ? kind->valuestring : "it", "want",
		    name, NULL);
	while (item) {
		cJSON *next = item->next;

		if (passed_over(b->kind, item->string))
			cJSON_Delete(cJSON_DetachItemViaPointer(object, item));
		item = next;
	}
	if (!kind && !cJSON_AddStringToObject(object, "kind", name))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

static bool
make_room(struct bulk *b)
{
	size_t room = b->room ? b->room * 2 : 64;
	struct bulk_item *item;

	if (b->count < b->room)
		return true;
	item = realloc(b->item, room * sizeof(*item));
	if (!item)
		return false;
	b->item = item;
	b->room = room;
	return true;
}

enum problem_code
bulk_add(
    struct bulk *b, struct cJSON *object, unsigned long line, struct problem *p)
{
	bool whole = cJSON_IsObject(object) && is_whole(object);
	struct record *r = NULL;
	enum problem_code code;

	if (!cJSON_IsObject(object))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key",
		    kind_info(b->kind)->name, "want", why_an_object, NULL);
	else
		code = prepare(b, object, whole, p);
	if (!code)
		code = codec_record_read(
		    object, whole ? CODEC_STRICT : CODEC_PUT, &r, p);
	if (code)
		return bulk_fault(b, line, p);
	if (!make_room(b)) {
		record_free(r);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	b->item[b->count++] = (struct bulk_item){r, line};
	return PROBLEM_NONE;
}

/* An id may stand in a file once. */

static int
by_id_and_line(const void *x, const void *y)
{
	const struct bulk_item *const *a = x, *const *b = y;
	int c = strcmp((*a)->record->id, (*b)->record->id);

	return c ? c : ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
}

static enum problem_code
check_twice(struct bulk *b, struct problem *p)
{
	const struct bulk_item **sorted = calloc(b->count + 1, sizeof(*sorted));
	enum problem_code code = PROBLEM_NONE;

	if (!sorted)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < b->count; i++)
		sorted[i] = &b->item[i];
	qsort(sorted, b->count, sizeof(*sorted), by_id_and_line);
	for (size_t i = 1; !code && i < b->count; i++)
		if (strcmp(sorted[i - 1]->record->id, sorted[i]->record->id) ==
		    0) {
			problem_set(p, PROBLEM_BAD_REQUEST, "why", why_id_twice,
			    "id", sorted[i]->record->id, NULL);
			problem_param(p, "first", "%lu", sorted[i - 1]->line);
			code = bulk_fault(b, sorted[i]->line, p);
		}
	free(sorted);
	return code;
}

/* The file as a whole */

static enum problem_code
file_problem(const char *file, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_FILE, "file", file, "why", why, NULL);
}

static enum problem_code
read_all(int fd, const char *file, struct buf *out, struct problem *p)
{
	ssize_t n = 1;

	while (n > 0) {
		if (out->len > BULK_FILE_MAX)
			return file_problem(file, why_file_too_large, p);
		if (!buf_reserve(out, 65536))
			return problem_set(p, PROBLEM_NO_MEMORY, NULL);
		n = read(fd, out->data + out->len, 65536);
		if (n < 0)
			return file_problem(file, reason_of_errno(errno), p);
		out->len += (size_t)n;
		out->data[out->len] = '\0';
	}
	return PROBLEM_NONE;
}

static enum problem_code
read_file(const char *file, struct buf *out, struct problem *p)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	enum problem_code code;

	if (fd < 0)
		return file_problem(file, reason_of_errno(errno), p);
	code = read_all(fd, file, out, p);
	close(fd);
	return code;
}

enum problem_code
bulk_read(const char *file, enum kind kind, struct bulk *b, struct problem *p)
{
	struct buf text = {0};
	enum bulk_form form;
	enum problem_code code;

	*b = (struct bulk){.file = file, .kind = kind};
	if (!strrchr(file, '.') || !bulk_form_find(file, &form))
		return file_problem(file, why_bulk_ending, p);
	if (form == BULK_GEOJSON && !bulk_geometry(kind))
		return file_problem(file, why_no_geometry, p);
	code = read_file(file, &text, p);
	if (!code)
		code =
		    form == BULK_CSV
		        ? bulk_read_csv(b, buf_str(&text), text.len, p)
		        : bulk_read_json(b, buf_str(&text), text.len, form, p);
	if (!code)
		code = check_twice(b, p);
	buf_free(&text);
	return code;
}

void
bulk_free(struct bulk *b)
{
	for (size_t i = 0; i < b->count; i++)
		record_free(b->item[i].record);
	free(b->item);
	*b = (struct bulk){0};
}
