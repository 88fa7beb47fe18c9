/*
 * Writing JSON straight into a buf: no tree, no second copy.
 *
 *	struct json_out o = {.buf = &b};
 *	json_open_object(&o);
 *	json_put_key(&o, "place");
 *	json_put_string(&o, place, strlen(place));
 *	json_close_object(&o);
 *
 * Commas are the writer's; that opens and closes match, and that a key stands
 * before each value in an object, is the caller's. Memory ending is
 * remembered by the buf.
 */
#ifndef NET_WIRE_JSON_OUT_H
#define NET_WIRE_JSON_OUT_H

#include "model/base.h"
#include "model/buf.h"

struct json_out {
	struct buf *buf; /* borrowed; what it held before stays */
	bool comma;      /* what comes next is not the first of its kind */
};

void json_open_object(struct json_out *o);
void json_close_object(struct json_out *o);
void json_open_array(struct json_out *o);
void json_close_array(struct json_out *o);
/*
 * A text of `len` bytes that is valid UTF-8: it stands there byte for byte,
 * but for quote, backslash and C0 controls, which are escaped.
 */
void json_put_string(struct json_out *o, const char *text, size_t len);
/* A key, escaped like any text; its value comes next. */
void json_put_key(struct json_out *o, const char *key);
void json_put_int(struct json_out *o, int64_t n);
/* The shortest form of model/geo.h; null if not finite. */
void json_put_number(struct json_out *o, double n);
void json_put_bool(struct json_out *o, bool yes);
void json_put_null(struct json_out *o);
/* A value that is JSON already. */
void json_put_raw(struct json_out *o, const char *json, size_t len);

#endif
