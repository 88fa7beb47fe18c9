/*
 * See complete.h. Candidates are walked, not gathered: there may be thousands
 * of incidents, and a person reads a handful.
 */
#include "tui/complete.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/words.h"

#define SHOWN 12 /* candidates in the list for people */

struct found {
	const char *word; /* what was typed */
	size_t len;
	char *common, *all;
	size_t common_size, all_size;
	size_t count;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == ',' || c == ':';
}

/* One candidate: with its mark as typed in front. */
static void
offer(struct found *f, const char *candidate)
{
	size_t same = 0, used = strlen(f->all);

	if (!candidate || strncasecmp(candidate, f->word, f->len) != 0)
		return;
	if (f->count == 0)
		text_copy_cut(f->common, f->common_size, candidate);
	while (f->common[same] && f->common[same] == candidate[same])
		same++;
	while (same > 0 && ((unsigned char)candidate[same] & 0xc0) == 0x80)
		same--;
	f->common[same] = '\0';
	if (f->count < SHOWN)
		snprintf(f->all + used, f->all_size - used, "%s%s",
		    used ? " " : "", candidate);
	else if (f->count == SHOWN)
		snprintf(f->all + used, f->all_size - used, " ...");
	f->count++;
}

static bool
has_alias(const char *aliases, const char *word, size_t len)
{
	size_t n;

	for (const char *s = aliases; *s; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == len && strncasecmp(s, word, len) == 0)
			return true;
	}
	return false;
}

static size_t
first_word(const char *text, size_t len, size_t *from)
{
	size_t to;

	for (*from = 0; *from < len && is_blank(text[*from]);)
		++*from;
	for (to = *from; to < len && !is_blank(text[to]) && text[to] != ';';)
		to++;
	return to - *from;
}

const struct command *
complete_command(const char *text, size_t len)
{
	size_t from, n = first_word(text, len, &from);
	const struct command *c, *found = NULL;

	for (enum command_id i = 0; n > 0 && i < COMMAND_COUNT; i++) {
		c = command_get(i);
		if (strlen(c->name) == n &&
		    strncasecmp(c->name, text + from, n) == 0)
			return c;
		if (has_alias(c->aliases, text + from, n))
			found = c;
	}
	return found;
}

static void
offer_commands(struct found *f)
{
	for (enum command_id i = 0; i < COMMAND_COUNT; i++)
		offer(f, command_get(i)->name);
}

static void
offer_units(const struct console *c, struct found *f)
{
	size_t n = table_count(c->table, KIND_UNIT);
	const struct record *const *all = table_all(c->table, KIND_UNIT);

	for (size_t i = 0; i < n; i++)
		offer(f, ((const struct unit *)all[i])->callsign);
}

static void
offer_incidents(const struct console *c, struct found *f)
{
	size_t n = table_count(c->table, KIND_INCIDENT);
	const struct record *const *all = table_all(c->table, KIND_INCIDENT);

	for (size_t i = 0; i < n; i++) {
		const struct incident *in = (const struct incident *)all[i];

		if (incident_open(in->state))
			offer(f, console_number(in));
	}
}

static void
offer_sectors(const struct console *c, struct found *f)
{
	size_t n = table_count(c->table, KIND_SECTOR);
	const struct record *const *all = table_all(c->table, KIND_SECTOR);

	for (size_t i = 0; i < n; i++) {
		const struct sector *s = (const struct sector *)all[i];

		if (text_is(s->incident, c->incident) &&
		    s->state != SECTOR_DROPPED)
			offer(f, s->name);
	}
}

static void
offer_settings(const struct console *c, struct found *f, enum topic topic)
{
	size_t n = table_count(c->table, KIND_SETTING);
	const struct record *const *all = table_all(c->table, KIND_SETTING);

	for (size_t i = 0; i < n; i++) {
		const struct setting *s = (const struct setting *)all[i];

		bool label = words_chinese() && topic != TOPIC_CATEGORY &&
		             s->zh && !strchr(s->zh, ' ');

		if (s->topic == topic && !s->retired)
			offer(f, label ? s->zh : s->name);
	}
}

static void
offer_words(struct found *f, const struct enum_table *t)
{
	for (size_t i = 0; t && i < t->count; i++)
		offer(f, t->words[i]);
}

/* What this argument may be. */
static void
offer_arg(const struct console *c, struct found *f, const struct arg *a)
{
	if (a->type == TYPE_ENUM)
		offer_words(f, a->words);
	else if (a->to == KIND_UNIT || a->to == KIND_ASSIGNMENT)
		offer_units(c, f);
	else if (a->to == KIND_INCIDENT)
		offer_incidents(c, f);
	else if (a->to == KIND_SECTOR)
		offer_sectors(c, f);
	else if (a->to == KIND_SETTING)
		offer_settings(c, f,
		    strcmp(a->name, "template") == 0 ? TOPIC_TEMPLATE
		                                     : TOPIC_CATEGORY);
	else if (strcmp(a->name, "outcome") == 0)
		offer_settings(c, f, TOPIC_OUTCOME);
}

static bool
repeats(const struct command *command, size_t arg)
{
	for (size_t i = 0; i < arg; i++)
		if (command->args[i].type == command->args[arg].type &&
		    command->args[i].to == command->args[arg].to)
			return true;
	return false;
}

size_t
complete(const struct console *c, const char *text, size_t len, size_t *from,
    char *common, size_t common_size, char *all, size_t all_size)
{
	struct found f = {.common = common,
	    .all = all,
	    .common_size = common_size,
	    .all_size = all_size};
	const struct command *command = complete_command(text, len);
	size_t first;

	first_word(text, len, &first);
	for (*from = len; *from > 0 && !is_blank(text[*from - 1]);)
		--*from;
	common[0] = all[0] = '\0';
	if (memchr(text, ';', len))
		return 0;
	if (*from < len && (text[*from] == '@' || text[*from] == '#'))
		++*from;
	f.word = text + *from;
	f.len = len - *from;
	if (*from <= first) {
		offer_commands(&f);
	} else if (f.word > text && f.word[-1] == '@') {
		offer_units(c, &f);
	} else if (f.word > text && f.word[-1] == '#') {
		offer_incidents(c, &f);
	} else if (command) {
		for (size_t i = 0; i < command->count; i++)
			if (!repeats(command, i))
				offer_arg(c, &f, &command->args[i]);
	}
	return f.count;
}
