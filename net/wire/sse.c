/*
 * The frames of the feed. The reader takes whole lines straight from the
 * bytes it is given and copies only what a cut leaves behind.
 */
#include "net/wire/sse.h"

#include <assert.h>
#include <string.h>

/* The bytes before the first line end, len when there is none. */
static size_t
line_length(const char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && bytes[n] != '\n' && bytes[n] != '\r')
		n++;
	return n;
}

/* One line. The space that a reader takes away is only put where it must. */
static void
put_field(struct buf *b, const char *name, const char *value, size_t len)
{
	buf_puts(b, name);
	buf_putc(b, ':');
	if (len > 0 && value[0] == ' ')
		buf_putc(b, ' ');
	buf_add(b, value, len);
	buf_putc(b, '\n');
}

static void
put_name(struct buf *b, const char *name, const char *value)
{
	size_t len = strlen(value);

	assert(line_length(value, len) == len);
	put_field(b, name, value, len);
}

void
sse_event(struct buf *b, const char *event, const char *id, const char *data,
    size_t len)
{
	if (id)
		put_name(b, "id", id);
	if (event)
		put_name(b, "event", event);
	while (data) {
		size_t n = line_length(data, len);

		put_field(b, "data", data, n);
		if (n == len)
			break;
		if (data[n] == '\r' && n + 1 < len && data[n + 1] == '\n')
			n++;
		data += n + 1;
		len -= n + 1;
	}
	buf_putc(b, '\n');
}

void
sse_comment(struct buf *b, const char *text)
{
	put_name(b, "", text);
}

void
sse_retry(struct buf *b, unsigned milliseconds)
{
	buf_printf(b, "retry:%u\n", milliseconds);
}

void
sse_reader_init(struct sse_reader *r, sse_fn *on_message, void *arg)
{
	*r = (struct sse_reader){.on_message = on_message,
	    .arg = arg,
	    .line_max = SSE_LINE_MAX,
	    .event_max = SSE_EVENT_MAX,
	    .retry = -1};
}

static enum problem_code
too_long(const char *why, size_t limit, struct problem *p)
{
	problem_set(p, PROBLEM_BAD_STREAM, "why", why, NULL);
	problem_param(p, "limit", "%zu", limit);
	return PROBLEM_BAD_STREAM;
}

static void
set(struct buf *b, const char *value, size_t len)
{
	buf_clear(b);
	buf_add(b, value, len);
}

/* Digits only; a wait of more than eleven days is none. */
static void
set_retry(struct sse_reader *r, const char *value, size_t len)
{
	int64_t n = 0;

	if (len == 0 || len > 9)
		return;
	for (size_t i = 0; i < len; i++) {
		if (value[i] < '0' || value[i] > '9')
			return;
		n = n * 10 + (value[i] - '0');
	}
	r->retry = n;
}

static bool
is(const char *name, size_t len, const char *field)
{
	return len == strlen(field) && memcmp(name, field, len) == 0;
}

static enum problem_code
take_field(struct sse_reader *r, const char *name, size_t name_len,
    const char *value, size_t len, struct problem *p)
{
	if (is(name, name_len, "data")) {
		if (len + r->data.len > r->event_max)
			return too_long(why_event_over, r->event_max, p);
		buf_add(&r->data, value, len);
		buf_putc(&r->data, '\n');
	} else if (is(name, name_len, "event")) {
		set(&r->event, value, len);
	} else if (is(name, name_len, "id")) {
		if (len > 0 && memchr(value, '\0', len))
			return PROBLEM_NONE;
		set(&r->id, value, len);
		r->id_came = true;
	} else if (is(name, name_len, "retry")) {
		set_retry(r, value, len);
	}
	return PROBLEM_NONE;
}

static bool
memory_ended(const struct sse_reader *r)
{
	return !buf_ok(&r->line) || !buf_ok(&r->event) || !buf_ok(&r->data) ||
	       !buf_ok(&r->id) || !buf_ok(&r->last_id);
}

/* A blank line: the event is whole. Without data it is only its id. */
static enum problem_code
end_event(struct sse_reader *r, struct problem *p)
{
	struct sse_message m = {
	    .event = r->event.len > 0 ? r->event.data : "message",
	    .id = buf_str(&r->id),
	    .has_id = r->id_came,
	};
	enum problem_code code;

	if (memory_ended(r))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (r->data.len > 0) {
		m.len = --r->data.len; /* the LF of its last line */
		r->data.data[m.len] = '\0';
		m.data = r->data.data;
	}
	if (m.data || (r->tell_ids && r->id_came)) {
		code = r->on_message(r->arg, &m, p);
		if (code != PROBLEM_NONE)
			return code;
	}
	set(&r->last_id, m.id, r->id.len);
	r->id_came = false;
	buf_clear(&r->event);
	buf_clear(&r->data);
	return PROBLEM_NONE;
}

static enum problem_code
take_line(struct sse_reader *r, const char *line, size_t len, struct problem *p)
{
	const char *colon;
	size_t name;

	if (!r->begun && len >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		len -= 3;
	}
	r->begun = true;
	if (len == 0)
		return end_event(r, p);
	colon = memchr(line, ':', len);
	if (!colon)
		return take_field(r, line, len, "", 0, p);
	if (colon == line)
		return PROBLEM_NONE; /* a comment */
	name = (size_t)(colon - line);
	len -= name + 1;
	colon++;
	if (len > 0 && *colon == ' ')
		return take_field(r, line, name, colon + 1, len - 1, p);
	return take_field(r, line, name, colon, len, p);
}

/* The line that these n bytes end, with what of it came before. */
static enum problem_code
end_line(struct sse_reader *r, const char *bytes, size_t n, struct problem *p)
{
	enum problem_code code;

	if (r->line.len == 0)
		return take_line(r, bytes, n, p);
	buf_add(&r->line, bytes, n);
	if (!buf_ok(&r->line))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = take_line(r, r->line.data, r->line.len, p);
	buf_clear(&r->line);
	return code;
}

static enum problem_code
feed(struct sse_reader *r, const char *bytes, size_t len, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	while (len > 0 && code == PROBLEM_NONE) {
		bool second = r->after_cr && *bytes == '\n';
		size_t n = second ? 0 : line_length(bytes, len);

		r->after_cr = false;
		if (r->line.len + n > r->line_max)
			return too_long(why_line_over, r->line_max, p);
		if (n == len) {
			buf_add(&r->line, bytes, n);
			break;
		}
		r->after_cr = bytes[n] == '\r';
		if (!second)
			code = end_line(r, bytes, n, p);
		bytes += n + 1;
		len -= n + 1;
	}
	if (code == PROBLEM_NONE && memory_ended(r))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

enum problem_code
sse_reader_feed(
    struct sse_reader *r, const char *bytes, size_t len, struct problem *p)
{
	enum problem_code code;

	if (r->stopped)
		return problem_set(
		    p, PROBLEM_BAD_STREAM, "why", why_stopped_before, NULL);
	code = feed(r, bytes, len, p);
	r->stopped = code != PROBLEM_NONE;
	return code;
}

void
sse_reader_reset(struct sse_reader *r)
{
	buf_clear(&r->line);
	buf_clear(&r->event);
	buf_clear(&r->data);
	/* One that there was no memory for is none: all begins anew. */
	if (!buf_ok(&r->last_id))
		buf_clear(&r->last_id);
	set(&r->id, buf_str(&r->last_id), r->last_id.len);
	r->id_came = false;
	r->begun = false;
	r->after_cr = false;
	r->stopped = false;
}

const char *
sse_reader_last_id(const struct sse_reader *r)
{
	return buf_str(&r->last_id);
}

bool
sse_reader_go_on(struct sse_reader *r, const char *id)
{
	buf_clear(&r->last_id);
	buf_puts(&r->last_id, id);
	return buf_ok(&r->last_id);
}

void
sse_reader_free(struct sse_reader *r)
{
	buf_free(&r->line);
	buf_free(&r->event);
	buf_free(&r->data);
	buf_free(&r->id);
	buf_free(&r->last_id);
}
