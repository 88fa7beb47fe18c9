/*
 * One reader's way through the index; see feed-read.h.
 *
 * Why this is complete: every change, entry and exit gives a row of the index
 * a seq that is higher than all before. A snapshot walks what is live by seq
 * up to the end that was taken first; what moves meanwhile moves beyond that
 * end, and the walk of changes from the end on meets it. So "all up to SEQ"
 * and, for a snapshot, END say all there is to know of a reader, whatever
 * happens between its connections, while exits since are kept and while the
 * store has what moved meanwhile (the cursor's KNOWN).
 *
 * A cursor goes with the last row of a seq only. To know which that is, one
 * row is held back until the next is seen.
 */
#include "central/feed-read.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

enum phase {
	PHASE_START, /* the cursor was not looked at yet */
	PHASE_SETTINGS,
	PHASE_SNAPSHOT,
	PHASE_CHANGES,
};

struct feed_read {
	const char **scopes; /* sorted, each once; the text is in one tail */
	size_t count;
	uint64_t digest;
	struct cursor cursor; /* that it came with */
	bool came;            /* it came with one that reads as one */
	enum phase phase;
	struct store_place at; /* all before this place was sent */
	int64_t end;           /* of the snapshot */
	bool ready;            /* READY was sent */
};

/* Making one */

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
sort_scopes(struct feed_read *f)
{
	size_t kept = 0;

	qsort(f->scopes, f->count, sizeof(f->scopes[0]), compare_text);
	for (size_t i = 0; i < f->count; i++)
		if (!kept || strcmp(f->scopes[kept - 1], f->scopes[i]) != 0)
			f->scopes[kept++] = f->scopes[i];
	f->count = kept;
}

/* Pointers and the text they point at, in one piece. */
static const char **
copy_scopes(const char *const *scopes, size_t count)
{
	size_t size = (count + 1) * sizeof(char *);
	const char **copy;
	char *text;

	for (size_t i = 0; i < count; i++)
		size += strlen(scopes[i]) + 1;
	copy = malloc(size);
	if (!copy)
		return NULL;
	text = (char *)(copy + count + 1);
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(scopes[i]) + 1;

		copy[i] = memcpy(text, scopes[i], len);
		text += len;
	}
	return copy;
}

struct feed_read *
feed_read_new(const char *const *scopes, size_t count, const char *cursor)
{
	struct feed_read *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->scopes = copy_scopes(scopes, count);
	if (!f->scopes) {
		free(f);
		return NULL;
	}
	f->count = count;
	sort_scopes(f);
	f->digest = cursor_scopes(f->scopes, f->count);
	f->came = cursor && cursor_parse(cursor, strlen(cursor), &f->cursor);
	return f;
}

void
feed_read_free(struct feed_read *f)
{
	if (!f)
		return;
	free(f->scopes);
	free(f);
}

int64_t
feed_read_seq(const struct feed_read *f)
{
	return f->at.seq - 1;
}

uint64_t
feed_read_scopes(const struct feed_read *f)
{
	return f->digest;
}

/* One call of feed_read_next(), within one view of the store. */
struct page {
	struct feed_read *f;
	struct store *s;
	feed_event_fn *each;
	void *ctx;
	size_t left;  /* events that may still go out */
	int64_t last; /* seq of the newest commit */
	/* The walk of the present phase */
	size_t asked, rows;      /* rows asked for and got */
	bool holding;            /* a row waits for the next one */
	struct store_place held; /* which */
	struct record *record;   /* its record, ours; NULL for an exit */
	enum problem_code code;  /* what stopped the walk */
	struct problem *p;
};

/* The tag that goes into a cursor; that of 0, before the first, is 0. */
static enum problem_code
tag_of(struct store *s, int64_t seq, uint64_t *tag, struct problem *p)
{
	unsigned char bytes[AUDIT_TAG];
	enum problem_code code;

	*tag = 0;
	if (seq == 0)
		return PROBLEM_NONE;
	code = store_tag(s, seq, bytes, p);
	if (!code)
		*tag = cursor_tag(bytes);
	return code;
}

/* The cursor that says "all up to seq"; of a snapshot while one is open. */
static enum problem_code
make_cursor(struct page *page, int64_t seq, char out[CURSOR_SIZE])
{
	struct feed_read *f = page->f;
	struct cursor c = {
	    .seq = seq, .known = page->last, .scopes = f->digest};
	enum problem_code code;

	if (f->phase == PHASE_SETTINGS)
		c.seq = 0;
	if (f->phase != PHASE_CHANGES && c.seq < f->end)
		c.end = f->end;
	code = tag_of(page->s, c.known, &c.tag, page->p);
	cursor_format(&c, out);
	if (code == PROBLEM_NOT_FOUND)
		return problem_set(
		    page->p, PROBLEM_INTERNAL, "why", why_index_beyond, NULL);
	return code;
}

/* Sends the held row; with a cursor when it is the last of its seq. */
static enum problem_code
send_held(struct page *page, bool last_of_seq)
{
	struct feed_read *f = page->f;
	char cursor[CURSOR_SIZE];
	struct feed_event e = {.type = page->record ? FEED_RECORD : FEED_GONE,
	    .kind = page->held.kind,
	    .id = page->held.id,
	    .record = page->record,
	    .seq = page->held.seq,
	    .cursor = last_of_seq ? cursor : NULL};
	enum problem_code code = PROBLEM_NONE;

	if (last_of_seq)
		code = make_cursor(page, e.seq, cursor);
	if (!code) {
		page->each(page->ctx, &e);
		f->at = page->held;
		page->left--;
	}
	record_free(page->record);
	page->record = NULL;
	page->holding = false;
	return code;
}

static bool
hold(struct page *page, const struct store_place *at, const struct record *r)
{
	page->held = *at;
	page->record = r ? record_freeze(r) : NULL;
	page->holding = true;
	if (!r || page->record)
		return true;
	page->holding = false;
	page->code = problem_set(page->p, PROBLEM_NO_MEMORY, NULL);
	return false;
}

/* A fresh reader has the settings already when the rest comes. */
static bool
was_sent(const struct page *page, const struct seen *row)
{
	return page->f->phase == PHASE_SNAPSHOT && row->kind == KIND_SETTING;
}

static bool
take_row(void *ctx, const struct seen *row, const struct record *r)
{
	struct page *page = ctx;
	struct store_place at = {.seq = row->seq, .kind = row->kind};
	bool last;

	text_copy_cut(at.id, sizeof(at.id), row->id);
	page->rows++;
	if (was_sent(page, row)) {
		if (!page->holding)
			page->f->at = at;
		return true;
	}
	if (page->holding) {
		last = page->f->phase != PHASE_SETTINGS &&
		       at.seq != page->held.seq;
		page->code = send_held(page, last);
	}
	if (page->code || page->left == 0)
		return false;
	return hold(page, &at, r);
}

/* Walks the present phase; *done when it has no more rows. */
static enum problem_code
walk(struct page *page, bool *done)
{
	struct feed_read *f = page->f;
	struct store_feed ask = {.scopes = f->scopes,
	    .count = f->count,
	    .after = f->at,
	    .upto = f->phase == PHASE_CHANGES ? page->last : f->end,
	    .live_only = f->phase != PHASE_CHANGES,
	    .only = f->phase == PHASE_SETTINGS ? KIND_SETTING : KIND_ANY,
	    .limit = page->left + 1};
	enum problem_code code;

	page->rows = 0;
	page->code = PROBLEM_NONE;
	code = store_feed(page->s, &ask, take_row, page, page->p);
	if (!code)
		code = page->code;
	*done = page->rows < ask.limit;
	if (!code && page->holding)
		code = send_held(page, *done);
	record_free(page->record);
	page->record = NULL;
	page->holding = false;
	return code;
}

static void
send_plain(struct page *page, enum feed_event_type type, int64_t seq,
    const char *cursor)
{
	struct feed_event e = {.type = type, .seq = seq, .cursor = cursor};

	page->each(page->ctx, &e);
}

static enum problem_code
cursor_good(struct page *page, int64_t floor, bool *good)
{
	const struct cursor *c = &page->f->cursor;
	enum problem_code code;
	uint64_t tag;

	*good = false;
	if (!page->f->came || c->scopes != page->f->digest ||
	    c->known > page->last || (c->end ? c->end : c->seq) < floor)
		return PROBLEM_NONE;
	code = tag_of(page->s, c->known, &tag, page->p);
	*good = !code && tag == c->tag;
	return code == PROBLEM_NOT_FOUND ? PROBLEM_NONE : code;
}

static void
start_fresh(struct page *page)
{
	struct feed_read *f = page->f;

	f->phase = PHASE_SETTINGS;
	f->at = (struct store_place){0};
	f->end = page->last;
	f->ready = false;
	send_plain(page, FEED_RESET, 0, "");
}

static void
start_from_cursor(struct feed_read *f)
{
	f->phase = f->cursor.end ? PHASE_SNAPSHOT : PHASE_CHANGES;
	f->at = (struct store_place){.seq = f->cursor.seq + 1};
	f->end = f->cursor.end;
}

/* Exits that it has not had yet must still be there. */
static bool
fell_behind(const struct feed_read *f, int64_t floor)
{
	return floor > (f->phase == PHASE_CHANGES ? f->at.seq - 1 : f->end);
}

static enum problem_code
start(struct page *page)
{
	struct feed_read *f = page->f;
	enum problem_code code;
	int64_t floor;
	bool good;

	code = store_floor(page->s, &floor, page->p);
	if (code)
		return code;
	if (f->phase != PHASE_START) {
		if (fell_behind(f, floor))
			start_fresh(page);
		return PROBLEM_NONE;
	}
	code = cursor_good(page, floor, &good);
	if (code)
		return code;
	if (good)
		start_from_cursor(f);
	else
		start_fresh(page);
	return PROBLEM_NONE;
}

/* What follows when a phase has no more rows. */
static enum problem_code
next_phase(struct page *page, bool *caught_up)
{
	struct feed_read *f = page->f;
	char cursor[CURSOR_SIZE];
	enum problem_code code;

	if (f->phase == PHASE_SETTINGS) {
		f->phase = PHASE_SNAPSHOT;
		f->at = (struct store_place){0};
		return PROBLEM_NONE;
	}
	if (f->phase == PHASE_SNAPSHOT) {
		f->phase = PHASE_CHANGES;
		f->at = (struct store_place){.seq = f->end + 1};
		return PROBLEM_NONE;
	}
	*caught_up = true;
	f->at = (struct store_place){.seq = page->last + 1};
	if (f->ready)
		return PROBLEM_NONE;
	code = make_cursor(page, page->last, cursor);
	if (code)
		return code;
	f->ready = true;
	send_plain(page, FEED_READY, page->last, cursor);
	return PROBLEM_NONE;
}

static enum problem_code
run(struct page *page, bool *caught_up)
{
	unsigned char tag[AUDIT_TAG];
	enum problem_code code = store_last(page->s, &page->last, tag, page->p);
	bool done;

	if (!code)
		code = start(page);
	while (!code && page->left && !*caught_up) {
		code = walk(page, &done);
		if (!code && done)
			code = next_phase(page, caught_up);
	}
	return code;
}

enum problem_code
feed_read_next(struct feed_read *f, struct store *s, size_t limit,
    feed_event_fn *each, void *ctx, bool *caught_up, struct problem *p)
{
	struct page page = {.f = f,
	    .s = s,
	    .each = each,
	    .ctx = ctx,
	    .left = limit ? limit : 1,
	    .p = p};
	enum problem_code code;

	*caught_up = false;
	code = store_view(s, p);
	if (code)
		return code;
	code = run(&page, caught_up);
	store_view_end(s);
	return code;
}
