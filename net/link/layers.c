/*
 * Layers by a list of tags (layers.h). One question is under way at a time:
 * the list, then one layer after the other; a thin link is not flooded.
 */
#include "net/link/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/reason.h"
#include "net/wire/json.h"
#include "net/wire/layer-json.h"

#define TAG_SIZE 80
#define LIST_MAX ((size_t)256 * 1024)
#define HEAD "watchroom-layer 1 " /* before the tag in a file's first line */

/* One layer that the central has. */
struct shelf {
	char name[LAYER_NAME_MAX + 1];
	char tag[LAYER_ZOOMS][TAG_SIZE]; /* "": that zoom is not offered */
	struct layer *layer;             /* what is here of it, or NULL */
	char have[TAG_SIZE];             /* its tag */
	bool failed;                     /* not asked for again on this list */
};

struct layers {
	struct link *link;
	char dir[512]; /* "": nothing is kept */
	size_t zoom;   /* a number in layer_zooms */
	void (*changed)(void *ctx);
	void *ctx;
	struct shelf shelf[LAYERS_MAX]; /* by name */
	size_t shelves;
	const struct layer *list[LAYERS_MAX];
	size_t listed;
	struct http_request *request;
	bool again;   /* the list is to be asked for once that is answered */
	size_t asked; /* the shelf that is asked for; SIZE_MAX: the list */
	size_t asked_zoom;
	struct problem problem;
};

/* Files */

static bool
file_path(
    const struct layers *s, const char *name, const char *end, char path[640])
{
	int n = snprintf(path, 640, "%s/%s%s", s->dir, name, end);

	return s->dir[0] && n > 0 && n < 640;
}

static bool
read_file(const char *path, size_t limit, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t n = 1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (size_t)st.st_size > limit)
		n = -1;
	while (n > 0 && out->len <= limit) {
		if (!buf_reserve(out, 65536))
			break;
		n = read(fd, out->data + out->len, 65536);
		if (n > 0)
			out->len += (size_t)n;
		out->data[out->len] = '\0';
	}
	close(fd);
	return n == 0 && buf_ok(out) && out->len <= limit;
}

/* Writes beside and renames; what does not work leaves nothing. */
static void
write_file(const struct layers *s, const char *name, const char *head,
    const char *body, size_t len)
{
	char path[640], beside[640];
	bool fine;
	FILE *f;
	int fd;

	if (!file_path(s, name, "", path) ||
	    !file_path(s, name, ".new", beside))
		return;
	unlink(beside);
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f) {
		if (fd >= 0)
			close(fd);
		return;
	}
	fine = fputs(head, f) >= 0 && fwrite(body, 1, len, f) == len;
	fine = fclose(f) == 0 && fine;
	if (!fine || rename(beside, path) < 0)
		unlink(beside);
}

/* The directory and those above it, each only for its owner. */
static bool
make_dir(char *dir)
{
	for (char *slash = strchr(dir + 1, '/');;
	     slash = strchr(slash + 1, '/')) {
		bool fine;

		if (slash)
			*slash = '\0';
		fine = mkdir(dir, 0700) == 0 || errno == EEXIST;
		if (!slash)
			return fine;
		*slash = '/';
		if (!fine)
			return false;
	}
}

/* The file's name for a layer and a zoom. */
static void
shelf_file(const struct shelf *f, size_t zoom, char name[64])
{
	snprintf(name, 64, "%s-%d", f->name, layer_zooms[zoom]);
}

/* The layers that are here */

static void
relist(struct layers *s)
{
	s->listed = 0;
	for (size_t i = 0; i < s->shelves; i++)
		if (s->shelf[i].layer)
			s->list[s->listed++] = s->shelf[i].layer;
	if (s->changed)
		s->changed(s->ctx);
}

/* Takes a text as the layer of a shelf; false: it is none of that name. */
static bool
take_text(struct shelf *f, const char *text, size_t len, const char *tag,
    struct problem *p)
{
	struct layer *l = NULL;

	if (layer_read_json(text, len, &l, p))
		return false;
	if (strcmp(l->name, f->name) != 0) {
		layer_free(l);
		problem_set(p, PROBLEM_BAD_VALUE, "key", "name", "value", "it",
		    "want", why_one_of, "words", f->name, NULL);
		return false;
	}
	layer_free(f->layer);
	f->layer = l;
	snprintf(f->have, sizeof(f->have), "%s", tag);
	return true;
}

/* What the disk has for that tag; what it has for another goes. */
static bool
take_file(struct layers *s, struct shelf *f, size_t zoom)
{
	char path[640], name[64], head[128];
	struct buf text = {0};
	size_t len;
	bool fine;

	shelf_file(f, zoom, name);
	if (!file_path(s, name, "", path) || access(path, F_OK) < 0)
		return false;
	len = (size_t)snprintf(head, sizeof(head), HEAD "%s\n", f->tag[zoom]);
	fine =
	    read_file(path, LAYERS_TEXT_MAX + sizeof(head), &text) &&
	    text.len > len && memcmp(text.data, head, len) == 0 &&
	    take_text(f, text.data + len, text.len - len, f->tag[zoom], NULL);
	buf_free(&text);
	if (!fine)
		unlink(path);
	return fine;
}

/* The list */

static struct shelf *
find_shelf(struct shelf *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static bool
tag_valid(const char *tag)
{
	size_t len = strlen(tag);

	return len > 0 && len < TAG_SIZE &&
	       strspn(tag, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"
	                   "OPQRSTUVWXYZ-_\"") == len;
}

static void
take_zoom(struct shelf *f, const cJSON *item)
{
	const cJSON *tag = json_find(item, "etag");
	struct problem p = {0};
	int64_t zoom;

	if (!cJSON_IsString(tag) || !tag_valid(tag->valuestring) ||
	    json_int(item, "zoom", 0, 30, &zoom, &p))
		return;
	for (size_t z = 0; z < LAYER_ZOOMS; z++)
		if (layer_zooms[z] == zoom)
			snprintf(f->tag[z], sizeof(f->tag[z]), "%s",
			    tag->valuestring);
}

/* One layer of the list; what is here of it is moved over. */
static void
take_shelf(struct layers *s, struct shelf *f, const cJSON *item)
{
	const cJSON *zoom;
	struct shelf *old = find_shelf(s->shelf, s->shelves, f->name);

	if (old) {
		f->layer = old->layer;
		memcpy(f->have, old->have, sizeof(f->have));
		old->layer = NULL;
	}
	cJSON_ArrayForEach (zoom, json_find(item, "zooms"))
		take_zoom(f, zoom);
}

static int
by_name(const void *a, const void *b)
{
	const struct shelf *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool
take_list(struct layers *s, const char *text, size_t len, struct problem *p)
{
	static const struct json_limits limits = {LIST_MAX, JSON_DEPTH_MAX};
	struct shelf *fresh = calloc(LAYERS_MAX, sizeof(*fresh));
	const cJSON *list, *item;
	cJSON *json = NULL;
	size_t n = 0;

	if (!fresh || json_parse(text, len, &limits, &json, p) ||
	    json_array(json, "layers", &list, p)) {
		cJSON_Delete(json);
		free(fresh);
		return false;
	}
	cJSON_ArrayForEach (item, list) {
		const cJSON *name = json_find(item, "name");

		if (n == LAYERS_MAX || !cJSON_IsString(name) ||
		    !layer_name_valid(
		        name->valuestring, strlen(name->valuestring)) ||
		    find_shelf(fresh, n, name->valuestring))
			continue;
		snprintf(fresh[n].name, sizeof(fresh[n].name), "%s",
		    name->valuestring);
		take_shelf(s, &fresh[n++], item);
	}
	for (size_t i = 0; i < s->shelves; i++)
		layer_free(s->shelf[i].layer);
	qsort(fresh, n, sizeof(*fresh), by_name);
	memcpy(s->shelf, fresh, n * sizeof(*fresh));
	s->shelves = n;
	cJSON_Delete(json);
	free(fresh);
	return true;
}

/* Asking */

static void ask_next(struct layers *s);

/* Whether it is here as it is wanted, or cannot be had. */
static bool
is_here(const struct layers *s, const struct shelf *f)
{
	return !f->tag[s->zoom][0] || strcmp(f->have, f->tag[s->zoom]) == 0;
}

static void
on_layer(struct layers *s, const struct http_answer *a)
{
	struct shelf *f = &s->shelf[s->asked];
	const char *tag = f->tag[s->asked_zoom];
	char name[64], head[128];

	s->problem = a->problem;
	f->failed = a->status != 200 ||
	            !take_text(f, a->body, a->len, tag, &s->problem);
	if (f->failed)
		return;
	shelf_file(f, s->asked_zoom, name);
	snprintf(head, sizeof(head), HEAD "%s\n", tag);
	write_file(s, name, head, a->body, a->len);
	relist(s);
}

static void
on_list(struct layers *s, const struct http_answer *a)
{
	s->problem = a->problem;
	if (a->status != 200 || !take_list(s, a->body, a->len, &s->problem))
		return;
	write_file(s, "list", "", a->body, a->len);
	relist(s);
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct layers *s = ctx;
	bool list = s->asked == SIZE_MAX;

	s->request = NULL;
	if (list)
		on_list(s, a);
	else
		on_layer(s, a);
	/* Without a link the rest would fail alike: the next refresh asks. */
	if (a->status != 0 && s->again)
		layers_refresh(s);
	else if (a->status != 0)
		ask_next(s);
}

static void
ask(struct layers *s, const char *path, size_t which)
{
	const struct http_ask ask = {.method = "GET",
	    .path = path,
	    .timeout_ms = LAYERS_ASK_MS,
	    .limit = which == SIZE_MAX ? LIST_MAX : LAYERS_TEXT_MAX,
	    .done = on_answer,
	    .ctx = s};

	s->asked = which;
	s->asked_zoom = s->zoom;
	s->request = link_ask(s->link, &ask, &s->problem);
}

/* Reads from disk what can be, and asks for the first that is not there. */
static void
ask_next(struct layers *s)
{
	bool changed = false;
	char path[96];

	for (size_t i = 0; i < s->shelves; i++) {
		struct shelf *f = &s->shelf[i];

		if (!is_here(s, f) && take_file(s, f, s->zoom))
			changed = true;
	}
	if (changed)
		relist(s);
	for (size_t i = 0; !s->request && i < s->shelves; i++) {
		if (is_here(s, &s->shelf[i]) || s->shelf[i].failed)
			continue;
		snprintf(path, sizeof(path), "/v1/layers/%s?zoom=%d",
		    s->shelf[i].name, layer_zooms[s->zoom]);
		ask(s, path, i);
	}
}

static void
read_kept(struct layers *s)
{
	struct buf text = {0};
	char path[640];

	if (file_path(s, "list", "", path) &&
	    read_file(path, LIST_MAX, &text) &&
	    take_list(s, text.data, text.len, NULL)) {
		for (size_t i = 0; i < s->shelves; i++)
			if (!is_here(s, &s->shelf[i]))
				take_file(s, &s->shelf[i], s->zoom);
		for (size_t i = 0; i < s->shelves; i++)
			if (s->shelf[i].layer)
				s->list[s->listed++] = s->shelf[i].layer;
	}
	buf_free(&text);
}

struct layers *
layers_new(const struct layers_options *o, struct problem *p)
{
	struct layers *s = calloc(1, sizeof(*s));

	if (!s) {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	s->link = o->link;
	s->zoom = layer_zoom(o->zoom);
	s->changed = o->changed;
	s->ctx = o->ctx;
	if (o->dir && strlen(o->dir) < sizeof(s->dir))
		snprintf(s->dir, sizeof(s->dir), "%s", o->dir);
	if (s->dir[0] && !make_dir(s->dir))
		s->dir[0] = '\0';
	read_kept(s);
	return s;
}

void
layers_free(struct layers *s)
{
	if (!s)
		return;
	if (s->request)
		http_request_cancel(s->request);
	for (size_t i = 0; i < s->shelves; i++)
		layer_free(s->shelf[i].layer);
	free(s);
}

void
layers_refresh(struct layers *s)
{
	s->again = s->request != NULL;
	if (!s->again)
		ask(s, "/v1/layers", SIZE_MAX);
}

void
layers_want(struct layers *s, int zoom)
{
	size_t z = layer_zoom(zoom);

	if (z == s->zoom)
		return;
	s->zoom = z;
	for (size_t i = 0; i < s->shelves; i++)
		s->shelf[i].failed = false;
	if (!s->request)
		ask_next(s);
}

const struct layer *const *
layers_list(const struct layers *s, size_t *count)
{
	*count = s->listed;
	return s->list;
}

size_t
layers_missing(const struct layers *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->shelves; i++)
		n += !is_here(s, &s->shelf[i]);
	return n;
}

bool
layers_asking(const struct layers *s)
{
	return s->request != NULL;
}

const struct problem *
layers_problem(const struct layers *s)
{
	return &s->problem;
}

bool
layers_dir(const char *address, char *path, size_t size)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	char id[ID_SIZE];
	int n = 0;

	id_from("layers", address, id);
	if (cache && *cache == '/')
		n = snprintf(path, size, "%s/watchroom/layers/%s", cache, id);
	else if (home && *home == '/')
		n = snprintf(
		    path, size, "%s/.cache/watchroom/layers/%s", home, id);
	return n > 0 && (size_t)n < size;
}
