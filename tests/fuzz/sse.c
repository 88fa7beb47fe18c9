/*
 * Any bytes as an event stream, whole and cut in pieces: the same events, the
 * same last id, the same verdict. And any data written is read as it was.
 */
#include "net/wire/sse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static enum problem_code
note(void *arg, const struct sse_message *m, struct problem *p)
{
	struct buf *log = arg;

	hold(strlen(m->data) <= m->len && m->data[m->len] == '\0');
	if (strcmp(m->event, "stop") == 0)
		return problem_set(p, PROBLEM_BUSY, NULL);
	buf_printf(log, "%s|%s|%zu|", m->event, m->id, m->len);
	buf_add(log, m->data, m->len);
	return PROBLEM_NONE;
}

/* Reads in pieces of `step` bytes; the verdict of the last piece taken. */
static enum problem_code
read_in(size_t step, const char *bytes, size_t len, struct buf *log)
{
	enum problem_code code = PROBLEM_NONE;
	struct sse_reader r;

	sse_reader_init(&r, note, log);
	r.line_max = 200;
	r.event_max = 300;
	for (size_t n; len > 0 && code == PROBLEM_NONE; len -= n) {
		n = len < step ? len : step;
		code = sse_reader_feed(&r, bytes, n, NULL);
		bytes += n;
	}
	buf_puts(log, sse_reader_last_id(&r));
	sse_reader_free(&r);
	return code;
}

static void
check_cuts(const char *bytes, size_t len)
{
	struct buf whole = {0}, pieces = {0};
	enum problem_code code = read_in(SIZE_MAX, bytes, len, &whole);

	for (size_t step = 1; step <= 7; step += 2) {
		buf_clear(&pieces);
		hold(read_in(step, bytes, len, &pieces) == code);
		hold(pieces.len == whole.len);
		hold(memcmp(buf_str(&pieces), buf_str(&whole), whole.len) == 0);
	}
	buf_free(&whole);
	buf_free(&pieces);
}

struct expected {
	const char *data;
	size_t len;
	size_t times;
};

static enum problem_code
compare(void *arg, const struct sse_message *m, struct problem *p)
{
	struct expected *want = arg;
	size_t i = 0;

	(void)p;
	for (size_t n = 0; n < want->len; n++, i++) {
		char c = want->data[n];

		if (c == '\r' && n + 1 < want->len && want->data[n + 1] == '\n')
			n++;
		hold(i < m->len && m->data[i] == (c == '\r' ? '\n' : c));
	}
	hold(i == m->len && strcmp(m->id, "c") == 0);
	want->times++;
	return PROBLEM_NONE;
}

static void
check_round(const char *bytes, size_t len)
{
	struct expected want = {.data = bytes, .len = len};
	struct sse_reader r;
	struct buf b = {0};

	sse_event(&b, "e", "c", bytes, len);
	sse_reader_init(&r, compare, &want);
	hold(sse_reader_feed(&r, b.data, b.len, NULL) == PROBLEM_NONE);
	hold(want.times == 1);
	sse_reader_free(&r);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_cuts((const char *)data, size);
	if (data)
		check_round((const char *)data, size);
	return 0;
}
