/*
 * Sectors of a search by name. A name means one of the incident that the line
 * is about, named or selected; where none is, of the only search that has it,
 * and the line is about that one.
 */
#include <stdio.h>
#include <string.h>

#include "model/fold.h"
#include "model/line-resolver.h"
#include "model/line-value.h"

/* The id of the incident whose sectors are meant; NULL: nobody said. */
static const char *
search_of(const struct resolver *r)
{
	for (size_t i = 0; i < r->line->words; i++) {
		const struct line_word *word = &r->line->word[i];
		struct found f;

		if (word->mark != WORD_INCIDENT)
			continue;
		f = find_incident(r->w, word);
		if (f.count == 1)
			return f.record->id;
	}
	return r->picked ? r->picked->head.id : NULL;
}

static bool
is_called(const struct sector *s, const char *incident, const char *name)
{
	return s->state != SECTOR_DROPPED &&
	       fold_is(s->name, name, strlen(name)) &&
	       (!incident || text_is(s->incident, incident));
}

static const struct sector *
find_sector(const struct resolver *r, const char *name, size_t *count)
{
	const char *incident = search_of(r);
	const struct sector *found = NULL;
	const struct record *s;
	size_t at = 0;

	*count = 0;
	while ((s = r->w->next(r->w->user, KIND_SECTOR, &at)))
		if (is_called((const struct sector *)s, incident, name)) {
			found = (const struct sector *)s;
			++*count;
		}
	return found;
}

static enum problem_code
add_sector(struct resolver *r, const struct sector *s)
{
	struct refs refs = call_refs(&r->out->call, r->shape.sectors);
	const char *kept = pool_text(r->out, s->head.id, strlen(s->head.id));

	if (!kept || refs.count == REFS_MAX)
		return refuse_full(r);
	for (size_t k = 0; k < refs.count; k++)
		if (text_is(refs.id[k], s->head.id))
			return refuse_word(r, s->name, why_named_twice);
	r->out->refs[refs.count++] = kept;
	call_set_refs(&r->out->call, r->shape.sectors,
	    (struct refs){refs.count, r->out->refs});
	if (!r->picked)
		r->picked = (const struct incident *)find_id(
		    r->w, KIND_INCIDENT, s->incident);
	return PROBLEM_NONE;
}

enum problem_code
take_sector(struct resolver *r, const struct line_word *word, bool *took)
{
	const struct sector *s;
	char both[160];
	size_t count;

	*took = false;
	if (r->shape.sectors == NO_ARG || word->of)
		return PROBLEM_NONE;
	s = find_sector(r, word->text, &count);
	if (count == 0)
		return PROBLEM_NONE;
	snprintf(both, sizeof(both), "@%.60s, sectors=%.60s", word->text,
	    word->text);
	if (count > 1)
		return refuse_word(r, word->text, why_several_searches);
	if (find_unit(r->w, r->station, word).count > 0)
		return refuse_ambiguous(r, word->text, both);
	*took = true;
	return add_sector(r, s);
}

void
expect_sectors(struct resolver *r)
{
	struct refs refs;

	if (r->shape.sectors == NO_ARG || !(r->c->flags & COMMAND_EXPECTS))
		return;
	refs = call_refs(&r->out->call, r->shape.sectors);
	for (size_t k = 0; k < refs.count; k++) {
		const struct sector *s = (const struct sector *)find_id(
		    r->w, KIND_SECTOR, refs.id[k]);

		if (s)
			call_expect(
			    &r->out->call, KIND_SECTOR, s->head.id, s->state);
	}
}
