/*
 * JSON lines on stderr (log.h).
 */
#include "central/log.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "model/buf.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/json-out.h"

static void
put(struct json_out *o, const char *name, const char *value)
{
	struct buf clean = {0};

	json_put_key(o, name);
	text_clean(&clean, value, strlen(value), 0);
	json_put_string(o, buf_str(&clean), clean.len);
	buf_free(&clean);
}

static void
begin(struct json_out *o, const char *level, const char *event)
{
	char at[TIME_SIZE];

	json_open_object(o);
	put(o, "at", time_format(time_wall(), at));
	put(o, "level", level);
	put(o, "event", event);
}

static void
pairs(struct json_out *o, va_list args)
{
	const char *name, *value;

	while ((name = va_arg(args, const char *)) != NULL) {
		value = va_arg(args, const char *);
		if (value)
			put(o, name, value);
	}
}

static void
end(struct json_out *o)
{
	struct buf *line = o->buf;

	json_close_object(o);
	buf_putc(line, '\n');
	if (buf_ok(line) && write(STDERR_FILENO, line->data, line->len) < 0)
		return; /* nobody listens; there is nobody else to tell */
}

void
log_event(const char *event, ...)
{
	struct buf line = {0};
	struct json_out o = {.buf = &line};
	va_list args;

	begin(&o, "info", event);
	va_start(args, event);
	pairs(&o, args);
	va_end(args);
	end(&o);
	buf_free(&line);
}

/*
 * Of a problem's parameters those that the machine makes; what somebody sent
 * ("value") may be anything.
 */
void
log_problem(const char *event, const struct problem *p, ...)
{
	static const char *const ours[] = {
	    "what", "why", "detail", "file", "line", "addr"};
	struct buf line = {0};
	struct json_out o = {.buf = &line};
	va_list args;

	begin(&o, "error", event);
	put(&o, "code", problem_code_name(p->code));
	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (*problem_get(p, ours[i]))
			put(&o, ours[i], problem_get(p, ours[i]));
	va_start(args, p);
	pairs(&o, args);
	va_end(args);
	end(&o);
	buf_free(&line);
}
