/*
 * What there is comes first (setup), then the commands, a function for each.
 */
#include "replay/teller.h"

#include "model/text.h"
#include "model/time.h"
#include "net/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An id or a key: of what, and which. */
static void
make_id(const struct teller *t, const char *what, const char *which,
    char out[ID_SIZE])
{
	char space[ID_SIZE + 64];

	snprintf(space, sizeof(space), "replay %s %s", t->space, what);
	id_from(space, which, out);
}

void
teller_incident(const struct teller *t, uint32_t call, char id[ID_SIZE])
{
	make_id(t, "call", t->day->call[call].key, id);
}

/* ---- what the central has, and what it lacks ---- */

struct search {
	struct teller *t;
	bool station;
};

static bool
see_station(void *ctx, const struct record *r)
{
	struct search *s = ctx;

	s->station = text_is(r->id, s->t->map->station.id);
	return !s->station;
}

static bool
see_unit(void *ctx, const struct record *r)
{
	const struct unit *u = (const struct unit *)r;
	struct teller *t = ((struct search *)ctx)->t;

	for (size_t i = 0; i < t->day->units.count; i++)
		if (text_is(r->station, t->map->station.id) &&
		    text_is(u->callsign, t->day->units.name[i]))
			text_copy_cut(t->unit[i], ID_SIZE, r->id);
	return true;
}

/* What the category of the file's word is called here. */
static const char *
category_name(const struct teller *t, size_t i)
{
	const char *word = t->day->categories.name[i];
	const struct map_category *c = map_category(t->map, word);

	return c && c->name ? c->name : word;
}

static bool
see_setting(void *ctx, const struct record *r)
{
	const struct setting *s = (const struct setting *)r;
	struct teller *t = ((struct search *)ctx)->t;

	if (s->topic != TOPIC_CATEGORY)
		return true;
	for (size_t i = 0; i < t->day->categories.count; i++)
		if (text_is(s->name, category_name(t, i)))
			text_copy_cut(t->category[i], ID_SIZE, r->id);
	return true;
}

static enum problem_code
put(struct teller *t, struct reach *r, struct record *record, struct problem *p)
{
	struct call call = {
	    .command = command_get(COMMAND_PUT), .record = record};
	char what[48], key[ID_SIZE];

	snprintf(what, sizeof(what), "put %s", kind_info(record->kind)->name);
	make_id(t, what, record->id, key);
	return reach_command(r, &call, key, p);
}

static enum problem_code
make_station(struct teller *t, struct reach *r, struct problem *p)
{
	struct station s = {.head = {.kind = KIND_STATION,
	                        .id = t->map->station.id,
	                        .station = t->map->station.id},
	    .name = t->map->station.name};

	return put(t, r, &s.head, p);
}

static enum problem_code
make_unit(struct teller *t, struct reach *r, size_t i, struct problem *p)
{
	const struct map_unit *kind = map_unit(t->map, t->day->unit[i].class);
	struct unit u = {.callsign = t->day->units.name[i],
	    .class = kind->class,
	    .mobility = kind->mobility,
	    .duty = UNIT_AVAILABLE,
	    .alone = true,
	    .channel = CHANNEL_RADIO};

	make_id(t, "unit", u.callsign, t->unit[i]);
	u.head = (struct record){
	    .kind = KIND_UNIT, .id = t->unit[i], .station = t->map->station.id};
	t->units_made++;
	return put(t, r, &u.head, p);
}

static enum problem_code
make_category(struct teller *t, struct reach *r, size_t i, struct problem *p)
{
	const char *word = t->day->categories.name[i];
	const struct map_category *c = map_category(t->map, word);
	struct setting s = {.topic = TOPIC_CATEGORY,
	    .name = category_name(t, i),
	    .en = c && c->en ? c->en : word,
	    .zh = c ? c->zh : NULL,
	    .family = c ? c->family : NULL,
	    .priority = c ? c->priority : 3};

	make_id(t, "category", s.name, t->category[i]);
	s.head = (struct record){.kind = KIND_SETTING, .id = t->category[i]};
	t->categories_made++;
	return put(t, r, &s.head, p);
}

static enum problem_code
make_missing(struct teller *t, struct reach *r, bool station, struct problem *p)
{
	enum problem_code code = station ? PROBLEM_NONE : make_station(t, r, p);

	for (size_t i = 0; !code && i < t->day->units.count; i++)
		if (!*t->unit[i])
			code = make_unit(t, r, i, p);
	for (size_t i = 0; !code && i < t->day->categories.count; i++)
		if (!*t->category[i])
			code = make_category(t, r, i, p);
	return code;
}

/* The space of ids: the map, and for times of day the date. */
static void
name_space(struct teller *t)
{
	char day[TIME_SIZE];

	snprintf(t->space, sizeof(t->space), "%.40s%s%.16s", t->map->name,
	    map_is_daytime(t->map) ? " " : "",
	    map_is_daytime(t->map) ? time_day(t->day->first, t->map->zone, day)
	                           : "");
}

enum problem_code
teller_open(struct teller *t, struct reach *r, const struct map *map,
    const struct day *day, const struct plan *plan, struct problem *p)
{
	struct search s = {.t = t};
	enum problem_code code;

	*t = (struct teller){.map = map, .day = day, .plan = plan};
	name_space(t);
	t->unit = calloc(day->units.count + 1, sizeof(*t->unit));
	t->category = calloc(day->categories.count + 1, sizeof(*t->category));
	if (!t->unit || !t->category)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = reach_records(r, KIND_STATION, see_station, &s, p);
	if (!code)
		code = reach_records(r, KIND_UNIT, see_unit, &s, p);
	if (!code)
		code = reach_records(r, KIND_SETTING, see_setting, &s, p);
	return code ? code : make_missing(t, r, s.station, p);
}

void
teller_close(struct teller *t)
{
	free(t->unit);
	free(t->category);
	*t = (struct teller){0};
}

/* ---- commands ---- */

static void
set_text(struct call *c, size_t arg, const char *text)
{
	if (text)
		call_set_text(c, arg, text);
}

static void
set_time(struct call *c, size_t arg, msec_t t)
{
	if (t)
		call_set_number(c, arg, t);
}

static void
tell_new(const struct teller *t, const struct day_call *c, struct told *out)
{
	struct call *call = &out->call;

	call_set_text(call, ARG_new_incident, out->incident);
	call_set_text(call, ARG_new_station, t->map->station.id);
	if (c->category != DAY_NONE)
		set_text(call, ARG_new_category, t->category[c->category]);
	if (c->priority)
		call_set_number(call, ARG_new_priority, c->priority);
	set_text(call, ARG_new_place, c->place);
	if (point_set(c->spot))
		call_set_point(call, ARG_new_spot, c->spot);
	set_text(call, ARG_new_narrative, c->narrative);
	call_set_number(call, ARG_new_source, c->source);
	set_text(call, ARG_new_external, c->external);
	set_time(call, ARG_new_reported, c->reported);
	set_time(call, ARG_new_entered, c->entered);
	set_text(call, ARG_new_name, c->name);
	set_text(call, ARG_new_phone, c->phone);
	set_text(call, ARG_new_address, c->address);
	if (!c->name && !c->phone && !c->address)
		return;
	make_id(t, "caller", c->key, out->caller);
	call_set_text(call, ARG_new_caller, out->caller);
}

static struct refs
one(const char *slot[1], const char *id)
{
	slot[0] = id;
	return (struct refs){1, slot};
}

static void
tell_dispatch(const struct teller *t, const struct day_response *r,
    const struct plan_step *s, struct told *out)
{
	struct call *call = &out->call;

	call_set_text(call, ARG_dispatch_incident, out->incident);
	call_set_refs(
	    call, ARG_dispatch_units, one(out->refs[0], t->unit[r->unit]));
	call_set_refs(
	    call, ARG_dispatch_assignments, one(out->refs[1], out->id));
	/* On the wire numbers of orders are ids; another is left out. */
	if (r->external && id_valid(r->external, strlen(r->external)))
		call_set_refs(call, ARG_dispatch_externals,
		    one(out->refs[2], r->external));
	/* The file's dispatcher did that on purpose. */
	call_set_number(call, ARG_dispatch_stack, true);
	call_set_number(call, ARG_dispatch_happened, s->happened);
}

static void
tell_step(const struct teller *t, const struct plan_step *s, struct told *out)
{
	const struct command *c = out->call.command;
	int happened = command_arg(c, "happened", 8);

	call_set_text(&out->call, 0, out->id);
	call_set_number(&out->call, (size_t)happened, s->happened);
	if (c->id == COMMAND_REPORT)
		set_text(&out->call, ARG_report_outcome,
		    t->day->call[s->call].outcome);
}

static void
tell_close(const struct teller *t, const struct plan_step *s, struct told *out)
{
	call_set_text(&out->call, ARG_close_incident, out->incident);
	set_text(&out->call, ARG_close_outcome, t->day->call[s->call].outcome);
	call_set_number(&out->call, ARG_close_happened, s->happened);
}

void
teller_step(const struct teller *t, const struct plan_step *s, struct told *out)
{
	const struct day_call *c = &t->day->call[s->call];
	const struct day_response *r =
	    s->response == DAY_NONE ? NULL : &t->day->response[s->response];

	memset(out, 0, sizeof(*out));
	out->call.command = command_get((enum command_id)s->command);
	out->call.unseen = true;
	make_id(t, out->call.command->name, r ? r->key : c->key, out->key);
	teller_incident(t, s->call, out->incident);
	if (r)
		make_id(t, "response", r->key, out->id);
	if (s->command == COMMAND_NEW)
		tell_new(t, c, out);
	else if (s->command == COMMAND_CLOSE)
		tell_close(t, s, out);
	else if (s->command == COMMAND_DISPATCH)
		tell_dispatch(t, r, s, out);
	else
		tell_step(t, s, out);
}

/* What stands in the record now; freed by the caller. */
static enum problem_code
get_incident(
    struct reach *r, const char *id, struct record **out, struct problem *p)
{
	char path[64 + ID_SIZE];
	cJSON *json;
	enum problem_code code;

	*out = NULL;
	snprintf(path, sizeof(path), "/v1/records/incident/%s", id);
	code = reach_get(r, path, &json, p);
	if (!code)
		code = codec_record_read(json, CODEC_LENIENT, out, p);
	cJSON_Delete(json);
	if (!code && (!*out || (*out)->kind != KIND_INCIDENT))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "kind", "want",
		    "incident", NULL);
	return code;
}

enum problem_code
teller_note_outcome(
    const struct teller *t, struct reach *r, uint32_t call, struct problem *p)
{
	const struct day_call *c = &t->day->call[call];
	struct call edit = {.command = command_get(COMMAND_EDIT)};
	char id[ID_SIZE], which[ID_SIZE + 32], key[ID_SIZE];
	struct record *now;
	enum problem_code code;

	teller_incident(t, call, id);
	code = get_incident(r, id, &now, p);
	if (code)
		return code;
	edit.if_match = now->rev;
	call_set_text(&edit, ARG_edit_incident, id);
	call_set_text(&edit, ARG_edit_outcome, c->outcome);
	snprintf(which, sizeof(which), "%s %lld", id, (long long)now->rev);
	make_id(t, "edit", which, key);
	if (!text_is(((struct incident *)now)->outcome, c->outcome))
		code = reach_command(r, &edit, key, p);
	record_free(now);
	return code;
}
