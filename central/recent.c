/*
 * A ring of entries, each in one hash table under four keys: its id, the cell
 * of the map it lies in, how its place begins, the number of its caller. All
 * keys are SipHash under a random key, so that nobody can choose what meets in
 * one chain, and a number is nowhere kept as it is. Whatever piles up in one
 * place, a search looks at LOOK_MAX entries at most.
 */
#include "central/recent.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/place.h"
#include "model/text.h"

#define BUCKETS 8192       /* a power of two */
#define CELLS_A_DEGREE 256 /* a cell is 434 m from north to south */
#define METRES_A_DEGREE 111195.0
#define CELLS_AROUND 360 * CELLS_A_DEGREE
#define LOOK_MAX 64    /* entries of one key that are looked at */
#define STEPS_MAX 1024 /* links of one chain, others' keys included */
#define OTHERS_MAX (6 * LOOK_MAX)

enum by { BY_ID, BY_CELL, BY_PLACE, BY_PHONE, BY_COUNT };

/* One thread of an entry through the table: node n is entry n / BY_COUNT. */
struct node {
	uint64_t key;  /* 0: not in the table */
	uint32_t next; /* node + 1; 0: the last of its chain */
};

struct recent {
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct record *entry[RECENT_MAX]; /* incidents cut short, owned */
	struct node node[RECENT_MAX * BY_COUNT];
	uint32_t first[BUCKETS]; /* node + 1 */
	size_t used, next;       /* entries; the one that goes next */
};

struct recent *
recent_new(void)
{
	struct recent *r = calloc(1, sizeof(*r));

	if (r)
		randombytes_buf(r->secret, sizeof(r->secret));
	return r;
}

static void
clear(struct recent *r)
{
	for (size_t i = 0; i < r->used; i++)
		record_free(r->entry[i]);
	memset(r->entry, 0, sizeof(r->entry));
	memset(r->node, 0, sizeof(r->node));
	memset(r->first, 0, sizeof(r->first));
	r->used = r->next = 0;
}

void
recent_free(struct recent *r)
{
	if (!r)
		return;
	clear(r);
	free(r);
}

/* Keys; 0: there is nothing to find it by. */

/* What is hashed: the kind of key, a station or an id, and a number or text. */
struct key_of {
	enum by by;
	int64_t number;
	char station[ID_SIZE];
	char text[RECENT_PHONE];
};

static uint64_t
hash(const struct recent *r, const struct key_of *k)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t key;

	_Static_assert(crypto_shorthash_BYTES == sizeof(key), "of 64 bits");
	crypto_shorthash(out, (const unsigned char *)k, sizeof(*k), r->secret);
	memcpy(&key, out, sizeof(key));
	return key ? key : 1;
}

static struct key_of
key_of(enum by by, const char *station)
{
	struct key_of k;

	memset(&k, 0, sizeof(k)); /* the gaps are hashed as well */
	k.by = by;
	text_copy_cut(k.station, sizeof(k.station), text_or(station, ""));
	return k;
}

static uint64_t
key_id(const struct recent *r, const char *id)
{
	struct key_of k = key_of(BY_ID, id);

	return hash(r, &k);
}

static int64_t
cell_of(double degrees)
{
	return (int64_t)floor(degrees * CELLS_A_DEGREE);
}

static uint64_t
key_cell(const struct recent *r, const char *station, int64_t y, int64_t x)
{
	struct key_of k = key_of(BY_CELL, station);

	x = (x % CELLS_AROUND + CELLS_AROUND) % CELLS_AROUND;
	k.number = y * CELLS_AROUND + x;
	return hash(r, &k);
}

static uint64_t
key_place(const struct recent *r, const struct incident *i)
{
	struct key_of k = key_of(BY_PLACE, i->head.station);

	k.number = (int64_t)place_key(i->place);
	return k.number ? hash(r, &k) : 0;
}

bool
recent_phone(const char *phone, char digits[RECENT_PHONE])
{
	struct buf folded = {0};
	size_t n = 0, keep = RECENT_PHONE - 1;

	text_fold(&folded, text_or(phone, ""), strlen(text_or(phone, "")));
	for (size_t i = 0; i < folded.len; i++) {
		if (folded.data[i] < '0' || folded.data[i] > '9')
			continue;
		if (n == keep)
			memmove(digits, digits + 1, --n);
		digits[n++] = folded.data[i];
	}
	digits[n] = '\0';
	if (folded.data)
		sodium_memzero(folded.data, folded.room);
	buf_free(&folded);
	return n >= 5;
}

static uint64_t
key_phone(const struct recent *r, const char *station, const char *phone)
{
	struct key_of k = key_of(BY_PHONE, station);
	uint64_t key = 0;

	if (recent_phone(phone, k.text))
		key = hash(r, &k);
	sodium_memzero(&k, sizeof(k));
	return key;
}

/* The table */

static void
put_in(struct recent *r, size_t entry, enum by by, uint64_t key)
{
	struct node *n = &r->node[entry * BY_COUNT + by];
	uint32_t *first = &r->first[key & (BUCKETS - 1)];

	if (!key)
		return;
	n->key = key;
	n->next = *first;
	*first = (uint32_t)(entry * BY_COUNT + by + 1);
}

static void
take_out(struct recent *r, size_t entry, enum by by)
{
	uint32_t self = (uint32_t)(entry * BY_COUNT + by + 1);
	struct node *n = &r->node[self - 1];
	uint32_t *at = &r->first[n->key & (BUCKETS - 1)];

	if (!n->key)
		return;
	while (*at != self)
		at = &r->node[*at - 1].next;
	*at = n->next;
	*n = (struct node){0};
}

/* The next entry under a key: *at is 0 before the first. -1: no more. */
static int64_t
next_under(const struct recent *r, uint64_t key, uint32_t *at)
{
	uint32_t n =
	    *at ? r->node[*at - 1].next : r->first[key & (BUCKETS - 1)];

	for (int steps = 0; n && steps < STEPS_MAX; steps++) {
		*at = n;
		if (r->node[n - 1].key == key)
			return (n - 1) / BY_COUNT;
		n = r->node[n - 1].next;
	}
	return -1;
}

static int64_t
find_entry(const struct recent *r, const char *id)
{
	uint32_t at = 0;
	int64_t entry;

	if (!id)
		return -1;
	while ((entry = next_under(r, key_id(r, id), &at)) >= 0)
		if (text_is(r->entry[entry]->id, id))
			return entry;
	return -1;
}

/* Noting */

/* The place of a new entry, whose last one goes. */
static size_t
make_room(struct recent *r)
{
	size_t entry = r->next;

	r->next = (r->next + 1) % RECENT_MAX;
	if (entry == r->used) {
		r->used++;
		return entry;
	}
	for (enum by by = 0; by < BY_COUNT; by++)
		take_out(r, entry, by);
	record_free(r->entry[entry]);
	r->entry[entry] = NULL;
	return entry;
}

/* What there is to compare. */
static struct record *
cut_short(const struct incident *i)
{
	const struct incident draft = {
	    .head =
	        {
	            .kind = KIND_INCIDENT,
	            .id = i->head.id,
	            .station = i->head.station,
	        },
	    .state = i->state,
	    .category = i->category,
	    .place = i->place,
	    .spot = i->spot,
	    .reported = i->reported,
	};

	return record_freeze(&draft.head);
}

/* The id and the caller stay what they are; the rest may be another. */
static void
set_entry(struct recent *r, size_t entry, struct record *fresh)
{
	const struct incident *i = (const struct incident *)fresh;

	record_free(r->entry[entry]);
	r->entry[entry] = fresh;
	take_out(r, entry, BY_CELL);
	take_out(r, entry, BY_PLACE);
	if (point_set(i->spot))
		put_in(r, entry, BY_CELL,
		    key_cell(r, i->head.station, cell_of(i->spot.lat),
		        cell_of(i->spot.lon)));
	put_in(r, entry, BY_PLACE, key_place(r, i));
}

/* Most changes of an incident change nothing that is compared. */
static bool
as_before(const struct record *entry, const struct incident *i)
{
	const struct incident *old = (const struct incident *)entry;

	return incident_open(old->state) == incident_open(i->state) &&
	       old->spot.lat == i->spot.lat && old->spot.lon == i->spot.lon &&
	       old->reported == i->reported &&
	       text_is(old->category, i->category) &&
	       text_is(old->place, i->place) &&
	       text_is(old->head.station, i->head.station);
}

void
recent_note(struct recent *r, const struct incident *i)
{
	int64_t known = find_entry(r, i->head.id);
	struct record *fresh;
	size_t entry;

	if (known < 0 && (i->head.rev > 1 || !incident_open(i->state)))
		return;
	if (known >= 0 && as_before(r->entry[known], i))
		return;
	fresh = cut_short(i);
	if (!fresh)
		return;
	entry = known >= 0 ? (size_t)known : make_room(r);
	set_entry(r, entry, fresh);
	if (known < 0)
		put_in(r, entry, BY_ID, key_id(r, i->head.id));
}

void
recent_note_caller(struct recent *r, const struct caller *c)
{
	int64_t entry = find_entry(r, c->incident);

	if (entry < 0)
		return;
	take_out(r, (size_t)entry, BY_PHONE);
	put_in(r, (size_t)entry, BY_PHONE,
	    key_phone(r, r->entry[entry]->station, c->phone));
}

struct loading {
	struct recent *recent;
	struct store *store;
	msec_t since;
	struct problem *p;
};

static bool
load_one(void *ctx, const struct record *record)
{
	struct loading *l = ctx;
	struct incident i = *(const struct incident *)record;
	struct record *caller = NULL;

	if (i.reported < l->since)
		return true;
	i.head.rev = 1;
	recent_note(l->recent, &i);
	if (i.caller && store_get(l->store, KIND_CALLER, i.caller, &caller,
	                    l->p) == PROBLEM_NONE)
		recent_note_caller(l->recent, (const struct caller *)caller);
	if (caller)
		sodium_memzero(caller, record_size(caller));
	record_free(caller);
	return true;
}

enum problem_code
recent_load(
    struct recent *r, struct store *store, msec_t now, struct problem *p)
{
	struct loading l = {r, store, now - REPEAT_APART, p};
	const struct field *state =
	    field_find(KIND_INCIDENT, "state", strlen("state"));
	enum problem_code code = PROBLEM_NONE;

	clear(r);
	for (unsigned s = 0; !code && s < enum_incident_state.count; s++)
		if (incident_open((enum incident_state)s))
			code = store_find(store, KIND_INCIDENT, state,
			    enum_word(&enum_incident_state, s), load_one, &l,
			    p);
	return code;
}

/* Finding */

struct others {
	const struct recent *recent;
	const struct incident *self;
	const struct incident *list[OTHERS_MAX];
	size_t count;
};

/* Adds what is open under that key and near in time. */
static void
add_under(struct others *o, uint64_t key)
{
	size_t limit = o->count + LOOK_MAX;
	uint32_t at = 0;
	int64_t entry;

	if (!key || limit > OTHERS_MAX)
		return;
	while (o->count < limit &&
	       (entry = next_under(o->recent, key, &at)) >= 0) {
		const struct incident *i =
		    (const struct incident *)o->recent->entry[entry];
		msec_t apart = i->reported - o->self->reported;

		if (incident_open(i->state) && apart <= REPEAT_APART &&
		    apart >= -REPEAT_APART &&
		    text_is(i->head.station, o->self->head.station) &&
		    !text_is(i->head.id, o->self->head.id))
			o->list[o->count++] = i;
	}
}

/* Cells that a circle of REPEAT_METRES touches: four, more near the poles. */
static void
add_near(struct others *o)
{
	struct point p = o->self->spot;
	double high = REPEAT_METRES / METRES_A_DEGREE;
	double wide = high / fmax(cos(p.lat * acos(-1) / 180), 0.2);

	if (!point_set(p))
		return;
	for (int64_t y = cell_of(p.lat - high); y <= cell_of(p.lat + high); y++)
		for (int64_t x = cell_of(p.lon - wide);
		     x <= cell_of(p.lon + wide); x++)
			add_under(o,
			    key_cell(o->recent, o->self->head.station, y, x));
}

/* The newest that the same number told. */
static const struct incident *
find_caller(struct others *o, const char *phone)
{
	const struct incident *best = NULL;

	o->count = 0;
	add_under(o, key_phone(o->recent, o->self->head.station, phone));
	for (size_t k = 0; k < o->count; k++)
		if (!best || o->list[k]->reported > best->reported)
			best = o->list[k];
	return best;
}

size_t
recent_find(const struct recent *r, const struct recent_ask *ask,
    struct recent_found out[RECENT_FOUND])
{
	struct others o = {.recent = r, .self = ask->incident};
	const struct incident *told = find_caller(&o, ask->phone);
	struct repeat likely[RECENT_FOUND];
	size_t n = 0, found;

	if (told)
		out[n++] = (struct recent_found){told->head.id, true};
	o.count = 0;
	add_under(&o, key_place(r, ask->incident));
	add_near(&o);
	found = suggest_repeats(ask->settings, ask->settings_count,
	    ask->incident, o.list, o.count, likely, RECENT_FOUND);
	for (size_t k = 0; k < found && n < RECENT_FOUND; k++)
		out[n++] =
		    (struct recent_found){likely[k].incident->head.id, false};
	return n;
}
