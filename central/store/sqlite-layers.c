/*
 * Map layers: a row each, and one for each of their features. A layer is put
 * and dropped whole; features are rows so that SQL can look at them and one
 * large layer is no large blob.
 */
#include "central/store/sqlite.h"

#include <stdio.h>
#include <string.h>

static enum problem_code
drop_features(struct store *s, const char *name, struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(s, SQL_LAYER_FEATURES_DROP, &q, p);

	if (code)
		return code;
	query_text(&q, name);
	return query_run(&q, p);
}

enum problem_code
store_layer_drop(struct store *s, const char *name, struct problem *p)
{
	struct query q;
	enum problem_code code = may_write(s, p);
	bool there;
	int rc;

	if (!code)
		code = query_begin(s, SQL_LAYER_DROP, &q, p);
	if (code)
		return code;
	query_text(&q, name);
	rc = query_step(&q);
	there = rc == SQLITE_ROW;
	if (there)
		rc = query_step(&q);
	code = query_end(&q, rc, p);
	if (!code)
		code = drop_features(s, name, p);
	if (!code && !there)
		return PROBLEM_NOT_FOUND;
	return code;
}

static void
text_or_null(struct query *q, const char *text)
{
	if (*text)
		query_text(q, text);
	else
		query_null(q);
}

static enum problem_code
put_feature(struct store *s, const struct layer *l, size_t i, struct buf *pack,
    struct problem *p)
{
	const struct layer_feature *f = &l->feature[i];
	struct query q;
	enum problem_code code = query_begin(s, SQL_LAYER_FEATURE_PUT, &q, p);

	if (code)
		return code;
	buf_clear(pack);
	layer_pack(pack, l, f);
	query_text(&q, l->name);
	query_number(&q, (int64_t)i + 1);
	text_or_null(&q, layer_text(l, f->name));
	text_or_null(&q, layer_text(l, f->code));
	text_or_null(&q, layer_text(l, f->id));
	query_text(&q, enum_word(&enum_place_class, f->class));
	query_number(&q, f->rank);
	query_bytes(&q, buf_str(pack), pack->len);
	code = query_run(&q, p);
	if (!code && !buf_ok(pack))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

static enum problem_code
put_head(struct store *s, const struct layer *l, msec_t at, const char *by,
    struct problem *p)
{
	uint8_t digest[LAYER_DIGEST];
	struct query q;
	enum problem_code code = query_begin(s, SQL_LAYER_PUT, &q, p);

	if (code)
		return code;
	layer_digest(l, digest);
	query_text(&q, l->name);
	query_text(&q, enum_word(&enum_layer_role, l->role));
	query_bytes(&q, digest, sizeof(digest));
	query_number(&q, at);
	query_text(&q, by);
	query_number(&q, (int64_t)l->features);
	query_number(&q, (int64_t)l->vertices);
	return query_run(&q, p);
}

enum problem_code
store_layer_put(struct store *s, const struct layer *l, msec_t at,
    const char *by, struct problem *p)
{
	struct buf pack = {0};
	enum problem_code code = store_layer_drop(s, l->name, p);

	if (code == PROBLEM_NOT_FOUND)
		code = PROBLEM_NONE;
	if (!code)
		code = put_head(s, l, at, by, p);
	for (size_t i = 0; !code && i < l->features; i++)
		code = put_feature(s, l, i, &pack, p);
	buf_free(&pack);
	return code;
}

/* Reading */

static int
role_of(const char *word)
{
	return word ? enum_find(&enum_layer_role, word, strlen(word)) : -1;
}

/* False for a row that cannot be read, or of a newer program's role. */
static bool
read_head(const struct query *q, struct store_layer *l)
{
	const void *digest = sqlite3_column_blob(q->stmt, 2);
	int role = role_of(column_text(q, 1));

	*l = (struct store_layer){.name = column_text(q, 0),
	    .role = (enum layer_role)role,
	    .at = column_number(q, 3),
	    .by = column_text(q, 4),
	    .features = column_number(q, 5),
	    .vertices = column_number(q, 6)};
	if (!digest || sqlite3_column_bytes(q->stmt, 2) != LAYER_DIGEST)
		return false;
	memcpy(l->digest, digest, LAYER_DIGEST);
	return role >= 0 && layer_name_valid(l->name, strlen(l->name));
}

enum problem_code
store_layers(
    struct store *s, store_layer_fn *each, void *ctx, struct problem *p)
{
	struct store_layer l;
	struct query q;
	enum problem_code code = may_read(s, p);
	bool more = true;
	int rc;

	if (!code)
		code = query_begin(s, SQL_LAYERS, &q, p);
	if (code)
		return code;
	query_null(&q);
	while ((rc = query_step(&q)) == SQLITE_ROW && more)
		if (read_head(&q, &l))
			more = each(ctx, &l);
	return query_end(&q, rc, p);
}

static bool
read_feature(const struct query *q, struct layer *l)
{
	const char *class = text_or(column_text(q, 3), "");
	int value = enum_find(&enum_place_class, class, strlen(class));
	int64_t rank = column_number(q, 4);
	struct layer_feature *f;

	f = layer_begin(l, column_text(q, 0), column_text(q, 1));
	if (!f)
		return false;
	f->id = layer_keep_text(l, column_text(q, 2));
	f->class = value > 0 ? (uint8_t)value : 0;
	f->rank =
	    rank > 0 && rank < LAYER_RANK_MAX ? (uint8_t)rank : LAYER_RANK_MAX;
	f->source = (uint32_t)l->features;
	if (!layer_unpack(l, sqlite3_column_blob(q->stmt, 5),
	        (size_t)sqlite3_column_bytes(q->stmt, 5)))
		return false;
	layer_end(l);
	return true;
}

static enum problem_code
unsound(struct store *s, const char *name, struct problem *p)
{
	return problem_set(p, PROBLEM_UNSOUND, "file", s->file, "why",
	    why_layer_unreadable, "name", name, NULL);
}

static enum problem_code
read_features(struct store *s, struct layer *l, struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(s, SQL_LAYER_FEATURES, &q, p);
	bool fine = true;
	int rc;

	if (code)
		return code;
	query_text(&q, l->name);
	while ((rc = query_step(&q)) == SQLITE_ROW && fine)
		fine = read_feature(&q, l);
	code = query_end(&q, rc, p);
	if (!code)
		code = layer_ok(l, p);
	return code || fine ? code : unsound(s, l->name, p);
}

enum problem_code
store_layer_get(
    struct store *s, const char *name, struct layer **out, struct problem *p)
{
	struct store_layer head;
	struct query q;
	enum problem_code code = may_read(s, p);
	struct layer *l = NULL;
	bool there;
	int rc;

	*out = NULL;
	if (!code)
		code = query_begin(s, SQL_LAYERS, &q, p);
	if (code)
		return code;
	query_text(&q, name);
	rc = query_step(&q);
	there = rc == SQLITE_ROW;
	if (there && read_head(&q, &head))
		l = layer_new(head.name, head.role);
	code = query_end(&q, rc, p);
	if (code)
		return code;
	if (!there)
		return PROBLEM_NOT_FOUND;
	if (!l)
		return unsound(s, name, p);
	code = read_features(s, l, p);
	if (code)
		layer_free(l);
	else
		*out = l;
	return code;
}
