/*
 * Jump labels: `f` puts a letter before every unit and incident in sight, or
 * two when there are more than letters; typing it selects. Who has which is
 * settled when `f` is pressed: what comes or moves meanwhile renames nothing.
 * y stays out of it, as everywhere.
 */
#include "tui/map.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/words.h"

static const char alphabet[] = "asdfghjklqwertuiopzxcvbnm";

#define LETTERS (sizeof(alphabet) - 1)

static int
compare(const void *p, const void *q)
{
	return strcmp(((const struct map_letter *)p)->id,
	    ((const struct map_letter *)q)->id);
}

/* Letters in the order of the marks: what matters first has the near keys. */
static bool
settle(struct map *m)
{
	size_t count = m->marks;

	if (count > LETTERS * LETTERS)
		count = LETTERS * LETTERS;
	free(m->letter);
	m->letter = calloc(count + 1, sizeof(*m->letter));
	m->letters = 0;
	if (!m->letter)
		return false;
	for (size_t n = 0; n < count; n++) {
		struct map_letter *l = &m->letter[m->letters++];

		text_copy_cut(l->id, sizeof(l->id), m->mark[n].id);
		l->text[0] = alphabet[n % LETTERS];
		if (count > LETTERS) {
			l->text[0] = alphabet[n / LETTERS];
			l->text[1] = alphabet[n % LETTERS];
		}
	}
	qsort(m->letter, m->letters, sizeof(*m->letter), compare);
	return true;
}

void
map_jump(struct console *c)
{
	struct map *m = map_of(c);

	list_close(c);
	m->jumping = false;
	if (!map_make_marks(c) || !settle(m)) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	if (m->letters == 0) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("no unit and no incident is in sight"));
		return;
	}
	m->jumping = true;
	m->typed = '\0';
	console_say(c, STYLE_NORMAL, "%s",
	    _("type the letters of a unit or an incident; Esc none"));
}

void
map_give_letters(struct map *m)
{
	for (size_t n = 0; m->jumping && n < m->marks; n++) {
		struct map_mark *mark = &m->mark[n];
		struct map_letter key, *l;
		int width;

		text_copy_cut(key.id, sizeof(key.id), mark->id);
		l = bsearch(&key, m->letter, m->letters, sizeof(key), compare);
		if (!l || (m->typed && l->text[0] != m->typed))
			continue;
		text_copy_cut(mark->letter, sizeof(mark->letter), l->text);
		width = (int)strlen(mark->letter);
		mark->label.lead += width;
		mark->label.width += width;
	}
}

static void
leave(struct console *c, const char *word)
{
	map_of(c)->jumping = false;
	console_say(c, STYLE_NORMAL, "%s", word);
}

/* Everything a mark stands for may be gone by the time one types. */
static void
take(struct console *c, const char *id)
{
	struct map *m = map_of(c);
	struct point spot;

	if (console_incident(c, id))
		map_choose(c, KIND_INCIDENT, id);
	else if (console_unit(c, id))
		map_choose(c, KIND_UNIT, id);
	else {
		leave(c, _("that is not shown here"));
		return;
	}
	leave(c, "");
	if (map_chosen_spot(c, &spot))
		map_point_at(m, projection_flat(spot));
}

static void
press(struct console *c, char letter)
{
	struct map *m = map_of(c);
	bool begun = false;

	for (size_t n = 0; n < m->letters; n++) {
		const char *text = m->letter[n].text;

		if ((m->typed ? m->typed : letter) != text[0])
			continue;
		if (text[1] == (m->typed ? letter : '\0')) {
			take(c, m->letter[n].id);
			return;
		}
		begun = true;
	}
	if (!begun || m->typed)
		leave(c, _("no such letter: nothing was done"));
	else
		m->typed = letter;
}

bool
map_jump_key(struct console *c, const struct key *key)
{
	char letter;

	if (!map_of(c)->jumping)
		return false;
	console_touch(c);
	letter =
	    key->code == K_CHAR && key->ascii < 0x80 ? (char)key->ascii : '\0';
	if (letter && strchr(alphabet, letter))
		press(c, letter);
	else if (key->code == K_CHAR && key->ascii == 0)
		leave(c, _("the input method is on: press Shift; nothing was "
		           "done"));
	else
		leave(c, "");
	return true;
}
