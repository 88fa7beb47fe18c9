/*
 * Words to places. A command's shape (how many incidents and units it wants,
 * which argument takes a number, a time, a word) is read from its row; each
 * word goes to the one place where it fits, and is refused when there is none
 * or more than one.
 */
#include "model/line-resolver.h"

#include "model/line-value.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

/* ---- the command's shape ---- */

static void
shape_incidents(struct resolver *r, const struct arg *a, size_t i)
{
	struct shape *s = &r->shape;

	if (a->type == TYPE_REF && a->to == KIND_ANY) {
		s->record = i;
		s->incidents = 1;
		s->units = 1;
	}
	if (a->type == TYPE_REF && a->to == KIND_INCIDENT && a->needed)
		s->incidents++;
	if (a->type == TYPE_REF && a->to == KIND_UNIT)
		s->units++;
	if (a->type == TYPE_REFS && a->to == KIND_UNIT)
		s->units = REFS_MAX;
	if (a->type == TYPE_REFS && a->to == KIND_SECTOR)
		s->sectors = i;
	s->company = s->record != NO_ARG && s->units == REFS_MAX;
}

static void
shape_values(struct resolver *r, const struct arg *a, size_t i, size_t *strings)
{
	struct shape *s = &r->shape;

	if (a->type == TYPE_INTEGER && s->number == NO_ARG)
		s->number = i;
	if (a->type == TYPE_TEXT && s->text == NO_ARG)
		s->text = i;
	if (a->type == TYPE_TIME &&
	    (strcmp(a->name, "happened") == 0 || r->c->id == COMMAND_CLOCK))
		s->time = i;
	if (a->type != TYPE_STRING)
		return;
	++*strings;
	if (a->needed || (*strings == 1 && !s->phrase))
		s->string = i;
	s->phrase |= a->needed;
}

void
read_shape(struct resolver *r)
{
	size_t strings = 0;

	r->shape = (struct shape){.record = NO_ARG,
	    .number = NO_ARG,
	    .time = NO_ARG,
	    .sectors = NO_ARG,
	    .string = NO_ARG,
	    .text = NO_ARG};
	for (size_t i = 0; i < r->c->count; i++) {
		shape_incidents(r, &r->c->args[i], i);
		shape_values(r, &r->c->args[i], i, &strings);
	}
	if (r->c->flags & COMMAND_WANTS_ASSIGNMENT) {
		r->shape.incidents++;
		r->shape.units++;
	}
	/* Of several optional words none is meant by a bare one. */
	if (!r->shape.phrase && strings > 1)
		r->shape.string = NO_ARG;
	if (r->c->id == COMMAND_TRANSFER && !r->line->department)
		r->shape.string = NO_ARG;
	/* A team that is no unit is said by name: who=villagers. */
	if (r->shape.sectors != NO_ARG)
		r->shape.string = NO_ARG;
	if (r->c->id == COMMAND_SECTOR)
		r->shape.phrase = false;
}

static bool
wants_incident(const struct resolver *r)
{
	bool any = r->shape.record != NO_ARG && !r->shape.company;

	return r->incidents < r->shape.incidents &&
	       !(any && (r->units || r->room));
}

static bool
wants_unit(const struct resolver *r)
{
	bool any = r->shape.record != NO_ARG && !r->shape.company;

	return r->units < r->shape.units && !(any && (r->incidents || r->room));
}

static bool
wants_arg(const struct resolver *r, size_t arg)
{
	return arg != NO_ARG && !call_has(&r->out->call, arg);
}

/* ---- words that name records ---- */

static enum problem_code
add_incident(struct resolver *r, const struct incident *i, const char *word)
{
	if (!wants_incident(r))
		return refuse_word(r, word, why_too_many_incidents);
	r->incident[r->incidents++] = i;
	return PROBLEM_NONE;
}

static enum problem_code
add_unit(struct resolver *r, const struct unit *u, const char *word)
{
	if (!wants_unit(r))
		return refuse_word(r, word, why_too_many_units);
	for (size_t k = 0; k < r->units; k++)
		if (r->unit[k] == u)
			return refuse_word(r, word, why_named_twice);
	r->unit[r->units++] = u;
	return PROBLEM_NONE;
}

enum problem_code
refuse_found(struct resolver *r, const struct found *f, const char *word)
{
	if (f->count == 1)
		return PROBLEM_NONE;
	if (f->candidates[0])
		return refuse_ambiguous(r, word, f->candidates);
	return refuse_unknown(r, word);
}

static enum problem_code
take_incident(struct resolver *r, const struct line_word *word)
{
	struct found f = find_incident(r->w, word);
	enum problem_code bad = refuse_found(r, &f, word->text);

	if (bad)
		return bad;
	return add_incident(r, (const struct incident *)f.record, word->text);
}

/* Adds one to a list of members; the list that has the kind takes it. */
static enum problem_code
add_member(struct resolver *r, size_t arg, size_t list, const char *id)
{
	const char **members = r->out->members[list];
	struct refs refs = call_refs(&r->out->call, arg);
	const char *kept = pool_text(r->out, id, strlen(id));

	if (!kept || refs.count == REFS_MAX)
		return refuse_full(r);
	members[refs.count++] = kept;
	call_set_refs(&r->out->call, arg, (struct refs){refs.count, members});
	return PROBLEM_NONE;
}

/* Who is meant by a word: an officer, a station, a role. */
static enum problem_code
take_member(struct resolver *r, const char *s, bool *took)
{
	static const enum kind kinds[] = {
	    KIND_OFFICER, KIND_STATION, KIND_SETTING};
	struct found found = {0};
	size_t arg = 0, list = 0;

	*took = false;
	for (size_t k = 0; r->shape.company && k < COUNT_OF(kinds); k++) {
		struct found f = kinds[k] == KIND_SETTING
		                     ? find_team(r->w, s)
		                     : find_named(r->w, kinds[k], s);

		if (f.count == 0)
			continue;
		if (found.count > 0)
			return refuse_ambiguous(r, s, f.candidates);
		found = f;
		list = k;
		while (r->c->args[arg].type != TYPE_REFS ||
		       r->c->args[arg].to != kinds[k])
			arg++;
	}
	if (found.count == 0)
		return PROBLEM_NONE;
	*took = true;
	return found.count > 1 ? refuse_ambiguous(r, s, found.candidates)
	                       : add_member(r, arg, list, found.record->id);
}

/* @: a unit; where any record will do, a room's name is one too. */
static enum problem_code
take_name(struct resolver *r, const struct line_word *word)
{
	struct found f = find_unit(r->w, r->station, word);
	struct found room = {0};
	enum problem_code bad = PROBLEM_NONE;
	bool took = false;

	if (f.count == 0 && !word->of)
		bad = take_member(r, word->text, &took);
	if (bad || took)
		return bad;
	if (r->shape.record != NO_ARG && f.count == 0 && !word->of)
		room = find_named(r->w, KIND_ROOM, word->text);
	if (room.count == 1) {
		r->room = room.record;
		return PROBLEM_NONE;
	}
	bad = refuse_found(r, &f, word->text);
	if (bad)
		return bad;
	return add_unit(r, (const struct unit *)f.record, word->text);
}

static enum problem_code
take_selected(struct resolver *r)
{
	if (r->picked_order && (r->c->flags & COMMAND_WANTS_ASSIGNMENT))
		return PROBLEM_NONE;
	if (r->picked && wants_incident(r))
		return add_incident(r, r->picked, ".");
	if (r->picked_unit && wants_unit(r))
		return add_unit(r, r->picked_unit, ".");
	return refuse_word(r, ".", why_nothing_selected);
}

/* ---- bare words ---- */

/* Whether a needed word of a closed set is still to come. */
static bool
owes_enum(const struct resolver *r)
{
	for (size_t i = 0; i < r->c->count; i++)
		if (r->c->args[i].type == TYPE_ENUM && r->c->args[i].needed &&
		    !call_has(&r->out->call, i))
			return true;
	return false;
}

static bool
last_number(const struct resolver *r, size_t at)
{
	for (size_t i = at + 1; i < r->line->words; i++)
		if (r->line->word[i].mark == WORD_NUMBER)
			return false;
	return true;
}

/* Whether the number can be a count: 2 and 30, but not 0131. */
static bool
can_be_count(const struct resolver *r, size_t at)
{
	const char *s = r->line->word[at].text;

	if (!wants_arg(r, r->shape.number) || strchr(s, '-') || strlen(s) > 9 ||
	    (s[0] == '0' && s[1]))
		return false;
	return r->c->args[r->shape.number].needed ? last_number(r, at)
	                                          : !owes_enum(r);
}

static enum problem_code
give_count(struct resolver *r, const char *s)
{
	int64_t n = 0;

	for (; *s; s++)
		n = n * 10 + (*s - '0');
	call_set_number(&r->out->call, r->shape.number, n);
	return PROBLEM_NONE;
}

enum problem_code
refuse_number(struct resolver *r, const struct line_word *word, bool incident,
    bool unit, bool count)
{
	char text[160];

	snprintf(text, sizeof(text), "%s%s%s%s%s%s%s%s%s", incident ? "#" : "",
	    incident ? word->text : "", incident && unit ? ", " : "",
	    unit ? "@" : "", unit ? word->text : "", count ? ", " : "",
	    count ? r->c->args[r->shape.number].name : "", count ? "=" : "",
	    count ? word->text : "");
	return refuse_ambiguous(r, word->text, text);
}

static enum problem_code
take_number(struct resolver *r, size_t at)
{
	const struct line_word *word = &r->line->word[at];
	struct found i = {0}, u = {0};
	bool count = can_be_count(r, at);

	if (count && r->c->args[r->shape.number].needed)
		return give_count(r, word->text);
	if (wants_incident(r))
		i = find_incident(r->w, word);
	if (wants_unit(r))
		u = find_unit(r->w, r->station, word);
	if ((i.count > 0) + (u.count > 0) + count > 1)
		return refuse_number(r, word, i.count > 0, u.count > 0, count);
	if (count)
		return give_count(r, word->text);
	if (i.count || (!u.count && i.candidates[0]))
		return take_incident(r, word);
	if (u.count || u.candidates[0])
		return take_name(r, word);
	if ((r->line->department || (!wants_incident(r) && !wants_unit(r))) &&
	    wants_arg(r, r->shape.string))
		return give_text(r, r->shape.string, word->text);
	return refuse_unknown(r, word->text);
}

/* A word of a closed set, as `meal`, or the name of a yes-or-no, as `off`. */
static bool
take_closed(struct resolver *r, const char *s)
{
	int value;

	for (size_t i = 0; i < r->c->count; i++) {
		const struct arg *a = &r->c->args[i];

		if (call_has(&r->out->call, i))
			continue;
		if (a->type == TYPE_BOOL && strcmp(a->name, s) == 0) {
			call_set_number(&r->out->call, i, 1);
			return true;
		}
		value = a->type == TYPE_ENUM ? enum_find(a->words, s, strlen(s))
		                             : -1;
		if (value >= 0) {
			call_set_number(&r->out->call, i, value);
			return true;
		}
	}
	return false;
}

/* A reference to a kind that people call by name: a station, an officer. */
static enum problem_code
take_named(struct resolver *r, const char *s, bool *took)
{
	*took = false;
	for (size_t i = 0; i < r->c->count && !r->line->department; i++) {
		const struct arg *a = &r->c->args[i];
		struct found f;

		if (a->type != TYPE_REF || call_has(&r->out->call, i) ||
		    (a->to != KIND_STATION && a->to != KIND_OFFICER &&
		        a->to != KIND_SETTING && a->to != KIND_ITEM &&
		        a->to != KIND_TASK && a->to != KIND_ROOM &&
		        a->to != KIND_ROUTE))
			continue;
		f = find_named(r->w, a->to, s);
		if (f.count == 0)
			continue;
		*took = true;
		return f.count == 1 ? give_text(r, i, f.record->id)
		                    : refuse_ambiguous(r, s, f.candidates);
	}
	return PROBLEM_NONE;
}

/* Whether the line of a checklist is still to be named. */
static bool
lacks_item(const struct resolver *r)
{
	for (size_t i = 0; i < r->c->count; i++)
		if (r->c->args[i].type == TYPE_REF &&
		    r->c->args[i].to == KIND_ITEM)
			return !call_has(&r->out->call, i);
	return false;
}

/*
 * Whether a bare word may be the command's own word (an outcome): where units
 * are named, one with a digit is rather a callsign that is not there.
 */
static bool
may_be_string(const struct resolver *r, const char *s)
{
	if (!wants_arg(r, r->shape.string) || lacks_item(r))
		return false;
	return r->shape.units == 0 || !strpbrk(s, "0123456789");
}

static enum problem_code
unknown_word(struct resolver *r, const char *s)
{
	if (!lacks_item(r) && wants_arg(r, r->shape.text) && !r->line->text &&
	    (r->c->flags & COMMAND_TAKES_TEXT) && !wants_unit(r))
		return refuse_word(r, s, why_text_after_semicolon);
	return refuse_unknown(r, s);
}

static enum problem_code
take_plain(struct resolver *r, const struct line_word *word)
{
	const char *s = word->text;
	enum problem_code bad;
	struct found f = {0};
	bool took;

	if (!word->of && take_closed(r, s))
		return PROBLEM_NONE;
	if (word->of && wants_incident(r) && s[strspn(s, "0123456789")] == '\0')
		f = find_incident(r->w, word);
	if (f.count)
		return take_incident(r, word);
	bad = take_sector(r, word, &took);
	if (bad || took)
		return bad;
	if (wants_unit(r))
		f = find_unit(r->w, r->station, word);
	if (f.count || f.candidates[0])
		return take_name(r, word);
	bad = take_member(r, s, &took);
	if (!bad && !took)
		bad = take_named(r, s, &took);
	if (bad || took)
		return bad;
	if (r->shape.record != NO_ARG && wants_incident(r) &&
	    (!may_be_string(r, s) || find_named(r->w, KIND_ROOM, s).count))
		return take_name(r, word);
	if (may_be_string(r, s))
		return give_text(r, r->shape.string, s);
	return unknown_word(r, s);
}

static enum problem_code
take_time(struct resolver *r, const struct line_word *word)
{
	struct value_wanted wanted = {.key = "time", .type = TYPE_TIME};
	enum problem_code bad;
	struct value v;

	if (!wants_arg(r, r->shape.time))
		return refuse_word(r, word->text, why_no_time_wanted);
	wanted.key = r->c->args[r->shape.time].name;
	bad = line_value(r->w, r->out, &wanted, word->text, &v, r->p);
	if (!bad)
		call_set_number(&r->out->call, r->shape.time, v.number);
	return bad;
}

static enum problem_code
take_pair(struct resolver *r, const struct line_word *word)
{
	int arg = command_arg(r->c, word->of, strlen(word->of));
	const struct arg *a = &r->c->args[arg < 0 ? 0 : arg];
	struct value_wanted wanted = {
	    a->name, a->type, a->max, a->to, a->words};
	const char *names[ARGS_MAX], *near;
	enum problem_code bad;
	struct value v;

	for (size_t i = 0; i < r->c->count; i++)
		names[i] = r->c->args[i].name;
	near = text_nearest(word->of, names, r->c->count);
	if (arg < 0 && near)
		return problem_set(r->p, PROBLEM_UNKNOWN_KEY, "key", word->of,
		    "nearest", near, NULL);
	if (arg < 0)
		return refuse_word(r, word->of, why_no_such_argument);
	bad = line_value(r->w, r->out, &wanted, word->text, &v, r->p);
	if (bad)
		return bad;
	r->out->call.value[arg] = v;
	r->out->call.given |= (uint32_t)1 << arg;
	return PROBLEM_NONE;
}

static enum problem_code
take_word(struct resolver *r, size_t at)
{
	const struct line_word *word = &r->line->word[at];

	switch (word->mark) {
	case WORD_PAIR:
		return take_pair(r, word);
	case WORD_SELECTED:
		return take_selected(r);
	case WORD_INCIDENT:
		return wants_incident(r)
		           ? take_incident(r, word)
		           : refuse_word(r, word->text, why_no_incident_wanted);
	case WORD_NAME:
		return wants_unit(r) || r->shape.record != NO_ARG
		           ? take_name(r, word)
		           : refuse_word(r, word->text, why_no_unit_wanted);
	case WORD_TIME:
		return take_time(r, word);
	case WORD_NUMBER:
		return take_number(r, at);
	case WORD_QUOTED:
		return wants_arg(r, r->shape.string)
		           ? give_text(r, r->shape.string, word->text)
		           : refuse_word(r, word->text, why_no_text_wanted);
	case WORD_PLAIN:
		break;
	}
	return take_plain(r, word);
}

/* ---- phrases: `new` and what else takes all its words as one ---- */

const char *
join_words(struct resolver *r, size_t from, size_t to)
{
	const struct line_word *w = r->line->word;
	const char *s = r->line->source + w[from].from;
	size_t len = w[to - 1].to - w[from].from, put = 0, n;
	char text[LINE_HEAD + 1], c;

	if (to - from == 1 && w[from].mark == WORD_QUOTED)
		return w[from].text;
	if (len > LINE_HEAD)
		return NULL;
	for (size_t i = 0; i < len; i += n) {
		n = text_fold_next(s + i, len - i, &c);
		if (c)
			text[put++] = c;
		else
			for (size_t k = 0; k < n; k++)
				text[put++] = s[i + k];
	}
	return pool_text(r->out, text, put);
}

static bool
known_pair(const struct resolver *r, const struct line_word *w)
{
	return w->mark == WORD_PAIR &&
	       command_arg(r->c, w->of, strlen(w->of)) >= 0;
}

/* The category that words from `from` on name; how many words that took. */
static enum problem_code
take_category(struct resolver *r, size_t from, size_t to, size_t *took)
{
	int arg = command_arg(r->c, "category", strlen("category"));
	size_t most = to - from < 3 ? to - from : 3;

	*took = 0;
	if (arg < 0 || call_has(&r->out->call, (size_t)arg))
		return PROBLEM_NONE;
	for (size_t n = most; n > 0; n--) {
		size_t used = r->out->used;
		const char *text = r->line->word[from].mark == WORD_QUOTED
		                       ? NULL
		                       : join_words(r, from, from + n);
		struct found f = {0};

		if (text)
			f = find_named(r->w, KIND_SETTING, text);
		r->out->used = used;
		if (f.count == 0)
			continue;
		*took = n;
		return f.count == 1
		           ? give_text(r, (size_t)arg, f.record->id)
		           : refuse_ambiguous(
		                 r, r->line->word[from].text, f.candidates);
	}
	return PROBLEM_NONE;
}

/* `task OFFICER WHAT`: the first word, when it names an officer. */
static enum problem_code
take_officer(struct resolver *r, size_t from, size_t *took)
{
	const struct line_word *word = &r->line->word[from];
	struct found f;

	*took = 0;
	if (r->c->id != COMMAND_TASK || word->mark == WORD_QUOTED ||
	    call_has(&r->out->call, ARG_task_officer))
		return PROBLEM_NONE;
	f = find_named(r->w, KIND_OFFICER, word->text);
	if (f.count == 0)
		return PROBLEM_NONE;
	*took = 1;
	return f.count == 1 ? give_text(r, ARG_task_officer, f.record->id)
	                    : refuse_ambiguous(r, word->text, f.candidates);
}

static enum problem_code
take_phrase(struct resolver *r)
{
	size_t from = 0, to = r->line->words, took;
	enum problem_code bad = PROBLEM_NONE;
	const char *text;

	while (!bad && from < to && known_pair(r, &r->line->word[from]))
		bad = take_pair(r, &r->line->word[from++]);
	while (!bad && to > from && known_pair(r, &r->line->word[to - 1]))
		bad = take_pair(r, &r->line->word[--to]);
	if (bad)
		return bad;
	bad = r->c->id == COMMAND_TASK && from < to
	          ? take_officer(r, from, &took)
	          : take_category(r, from, to, &took);
	if (bad || from + took == to)
		return bad;
	text = join_words(r, from + took, to);
	return text ? give_text(r, r->shape.string, text) : refuse_full(r);
}

/*
 * `go` takes a place by its words: several, or one that is no record here. A
 * word like a callsign with a digit (P9) is rather one that is not there.
 */
static bool
names_place(const struct resolver *r)
{
	const struct line_word *word = r->line->word;
	struct found f;

	if (r->c->id != COMMAND_GO || r->line->words == 0)
		return false;
	for (size_t i = 0; i < r->line->words; i++)
		if (word[i].mark != WORD_PLAIN && word[i].mark != WORD_NUMBER &&
		    word[i].mark != WORD_QUOTED)
			return false;
	if (r->line->words > 1 || word->mark == WORD_QUOTED)
		return true;
	if (word->mark == WORD_NUMBER || word->of)
		return false;
	f = find_unit(r->w, r->station, word);
	if (f.count || (f.candidates[0] && strpbrk(word->text, "0123456789")))
		return false;
	f = find_named(r->w, KIND_ROOM, word->text);
	return f.count == 0;
}

static enum problem_code
take_place(struct resolver *r)
{
	const char *text = join_words(r, 0, r->line->words);

	return text ? give_text(r, ARG_go_place, text) : refuse_full(r);
}

enum problem_code
take_words(struct resolver *r)
{
	enum problem_code bad = PROBLEM_NONE;

	if (r->c->owner == OWNER_CONSOLE && (r->c->flags & COMMAND_TAKES_TEXT))
		return PROBLEM_NONE;
	if (r->shape.phrase)
		return take_phrase(r);
	if (names_place(r))
		return take_place(r);
	for (size_t i = 0; !bad && i < r->line->words; i++)
		bad = take_word(r, i);
	return bad;
}
