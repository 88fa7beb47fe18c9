/*
 * Writing. Every printable key is text here and nothing is ever a command;
 * only Enter sends. A text of several lines (pasted, or typed ahead so fast
 * that it can only be a paste) is shown and asked for first. What is half
 * written is kept a room, whatever comes between.
 *
 * Names in a text are looked up when it is sent: the longest beginning of what
 * stands behind @ that somebody bears, for Chinese goes on without a blank.
 */
#include "tui/chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/fold.h"
#include "model/line-find.h"
#include "model/talk.h"
#include "model/text.h"
#include "tui/complete.h"
#include "tui/drafts.h"
#include "tui/say.h"
#include "tui/send.h"
#include "tui/words.h"

#define WRITE_ROWS_MOST 6 /* rows of what is being written */
#define NAME_MOST 96      /* bytes of a name */

/* ---- drafts ---- */

const struct draft *
chat_draft_of(const struct chat *chat, const char *room)
{
	for (const struct draft *d = chat->drafts; d; d = d->next)
		if (strcmp(d->room, room) == 0)
			return d;
	return NULL;
}

struct draft *
chat_draft(struct console *c, const char *room, bool make)
{
	struct chat *chat = chat_of(c);
	struct draft *d = (struct draft *)(uintptr_t)chat_draft_of(chat, room);

	if (d || !make)
		return d;
	d = calloc(1, sizeof(*d));
	if (!d) {
		console_end(c, PROBLEM_NO_MEMORY);
		return NULL;
	}
	text_copy_cut(d->room, sizeof(d->room), room);
	d->edit.lines = true;
	d->next = chat->drafts;
	chat->drafts = d;
	drafts_fill_talk(c, d);
	return d;
}

static void
drop_draft(struct chat *chat, struct draft *d)
{
	struct draft **at = &chat->drafts;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	edit_free(&d->edit);
	free(d);
}

void
chat_drafts_free(struct chat *chat)
{
	while (chat->drafts)
		drop_draft(chat, chat->drafts);
}

void
chat_write(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (!*chat->room) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("no room: h lists them, i makes one"));
		return;
	}
	if (!chat_draft(c, chat->room, true))
		return;
	chat->writing = true;
	chat->listing = false;
	chat->whole[0] = '\0';
	chat_find_end(chat);
	console_touch(c);
}

/* ---- names ---- */

static const struct record *
next_record(void *user, enum kind kind, size_t *at)
{
	const struct console *c = user;

	if (*at >= table_count(c->table, kind))
		return NULL;
	return table_all(c->table, kind)[(*at)++];
}

/* Who bears exactly that name; NULL when nobody does, or several. */
static const struct record *
find_name(
    const struct line_world *w, const char *station, char sign, char *name)
{
	static const enum kind kinds[] = {
	    KIND_OFFICER, KIND_STATION, KIND_ROOM};
	struct line_word word = {.text = name};
	char *slash = strchr(name, '/');
	struct found f;

	if (sign == '#') {
		word.mark = WORD_INCIDENT;
		f = find_incident(w, &word);
		return f.count == 1 ? f.record : NULL;
	}
	word.mark = WORD_NAME;
	if (slash) {
		*slash = '\0';
		word.of = name;
		word.text = slash + 1;
	}
	/* The room's own station first; a guest's unit has a name, too. */
	f = find_unit(w, station, &word);
	if (f.count == 0)
		f = find_unit(w, NULL, &word);
	if (f.count == 1)
		return f.record;
	f = find_team(w, name);
	for (size_t i = 0; f.count == 0 && i < COUNT_OF(kinds); i++)
		f = find_named(w, kinds[i], name);
	return f.count == 1 ? f.record : NULL;
}

/* Whether a letter or digit, of either width, stands there. */
static bool
is_of_word(const char *at, const char *end)
{
	int32_t ch = at < end ? fold_next(&at, end) : 0;

	return (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= 'a' && ch <= 'z');
}

/*
 * Less by what may follow a name without a blank ("P1" of "P1到场"), 0 at the
 * beginning. A number or word is never cut: #9999 must not be read as #9.
 */
static size_t
shorten(const char *name, size_t len)
{
	const char *end = name + len;
	size_t before;

	do {
		before = len;
		do
			len--;
		while (len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80);
		for (before = len; before > 0;) {
			before--;
			if (((unsigned char)name[before] & 0xc0) != 0x80)
				break;
		}
	} while (len > 0 && is_of_word(name + len, end) &&
	         is_of_word(name + before, end));
	return len;
}

const struct record *
chat_resolve(const struct console *c, const char *station, char sign,
    const char *name, size_t len, size_t *used)
{
	const struct line_world w = {.user = (void *)(uintptr_t)c,
	    .next = next_record,
	    .station = station,
	    .now = c->now,
	    .zone = c->zone};
	char text[NAME_MOST];
	const struct record *r = NULL;

	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	for (; len > 0 && !r; len = shorten(name, len)) {
		const char *at = name;
		size_t put = 0;

		/* Full-width digits and letters are their ASCII twins. */
		while (at < name + len && put + 4 < sizeof(text)) {
			const char *from = at;
			int32_t ch = fold_next(&at, name + len);

			if (ch < 0x80)
				text[put++] = (char)ch;
			else
				while (from < at)
					text[put++] = *from++;
		}
		text[put] = '\0';
		r = find_name(&w, station, sign, text);
		*used = len;
	}
	return r;
}

/* The records that a text names, each once. */
struct named {
	const char *id[TALK_NAMES];
	size_t count;
};

static void
find_names(const struct console *c, const char *room, const char *text,
    struct named *n)
{
	const struct record *r = chat_record(c, room), *found;
	struct talk_name name;
	size_t at = 0, used, i;

	n->count = 0;
	while (n->count < TALK_NAMES &&
	       talk_next_name(text, strlen(text), &at, &name)) {
		found = chat_resolve(c, r ? r->station : NULL, name.sign,
		    name.text, name.len, &used);
		for (i = 0; found && i < n->count; i++)
			if (strcmp(n->id[i], found->id) == 0)
				found = NULL;
		if (found)
			n->id[n->count++] = found->id;
	}
}

/* ---- sending ---- */

static struct call
call_of(const struct draft *d, const char *text, const struct named *n)
{
	bool mends = *d->correct != '\0';
	struct call call = {
	    .command = command_get(mends ? COMMAND_CORRECT : COMMAND_MESSAGE)};
	struct refs names = {n->count, n->id};

	if (mends) {
		call_set_text(&call, ARG_correct_message, d->correct);
		call_set_text(&call, ARG_correct_text, text);
		if (n->count)
			call_set_refs(&call, ARG_correct_names, names);
		return call;
	}
	call_set_text(&call, ARG_message_room, d->room);
	call_set_text(&call, ARG_message_text, text);
	if (*d->quote)
		call_set_text(&call, ARG_message_quote, d->quote);
	if (n->count)
		call_set_refs(&call, ARG_message_names, names);
	return call;
}

static void
send(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct draft *d = chat_draft(c, chat->room, false);
	struct buf *b = d ? &d->edit.text : NULL;
	const char *text = d ? buf_str(b) : "";
	struct named names;
	struct call call;

	if (text[strspn(text, " \n")] == '\0')
		return;
	while (b->len > 0 && b->data[b->len - 1] == '\n')
		b->data[--b->len] = '\0'; /* an Enter that came too fast */
	find_names(c, d->room, text, &names);
	call = call_of(d, text, &names);
	console_send(c, &call, true);
	drop_draft(chat, d);
	chat->line[0] = '\0';
	if (chat->thread.apart)
		thread_open(c, &chat->thread, chat->room);
	chat_draft(c, chat->room, true);
	chat_note_read(c);
}

static size_t
count_lines(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == '\n' && text[1];
	return n;
}

/* Several lines are asked for: they stand above, all of them. */
static void
enter(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct draft *d = chat_draft(c, chat->room, false);
	size_t lines = d ? count_lines(buf_str(&d->edit.text)) : 0;
	char name[SAY_SIZE];

	if (lines > 1)
		console_ask(c, send, _("send these %zu lines to %s?"), lines,
		    chat_room_name(c, chat->room, name, sizeof(name)));
	else if (d)
		send(c);
}

/* ---- keys ---- */

static bool
is_name_byte(char b)
{
	return b != ' ' && b != '\n';
}

/* Completes the name that ends at the cursor. */
static void
tab(struct console *c, struct draft *d)
{
	const char *text = buf_str(&d->edit.text);
	size_t from = d->edit.at, got;
	char line[NAME_MOST + 8], common[NAME_MOST], all[512];
	struct key more = {.code = K_PASTE};

	while (from > 0 && is_name_byte(text[from - 1]) && text[from] != '@' &&
	       text[from] != '#')
		from--;
	if ((text[from] != '@' && text[from] != '#') ||
	    d->edit.at - from >= NAME_MOST)
		return;
	snprintf(line, sizeof(line), "add %.*s", (int)(d->edit.at - from),
	    text + from);
	if (complete(c, line, strlen(line), &got, common, sizeof(common), all,
	        sizeof(all)) == 0)
		return;
	more.paste.bytes = common + (d->edit.at - from - 1);
	more.paste.len = strlen(more.paste.bytes);
	edit_key(&d->edit, &more);
	console_say(c, STYLE_DIM, "%s", all);
}

static void
leave(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct draft *d = chat_draft(c, chat->room, false);

	chat->writing = false;
	if (d && d->edit.text.len == 0)
		drop_draft(chat, d);
}

/* What is a key also while one writes; false: it is text, or nobody's. */
static bool
write_key(struct console *c, struct draft *d, const struct key *key)
{
	struct key line_end = {.code = K_PASTE, .paste = {"\n", 1, false}};

	switch (key->code) {
	case K_ENTER:
		if (key->burst || key->flood)
			edit_key(&d->edit, &line_end);
		else
			enter(c);
		return true;
	case K_ESC:
		leave(c);
		return true;
	case K_TAB:
		tab(c, d);
		return true;
	case K_UP:
	case K_DOWN:
		chat_move(c, key->code == K_UP ? 1 : -1);
		return true;
	case K_PGUP:
	case K_PGDN:
		chat_move(c, key->code == K_PGUP
		                 ? (int64_t)chat_page(c, true)
		                 : -(int64_t)chat_page(c, false));
		return true;
	default:
		return false;
	}
}

/* What is typed or pasted beyond the most that a line may have is left out. */
static bool
edit_draft(struct console *c, struct draft *d, const struct key *key)
{
	bool used = edit_key(&d->edit, key);
	bool adds = key->code == K_CHAR || key->code == K_PASTE;

	if (adds && d->edit.text.len + 4 > TEXT_MAX)
		console_say(c, STYLE_ERROR,
		    _("no more than %d bytes fit: look at its end"), TEXT_MAX);
	else if (key->code == K_PASTE && key->paste.cut)
		console_say(c, STYLE_ERROR, "%s",
		    _("that was too long to paste whole: look at its end"));
	return used;
}

bool
chat_is_writing(const struct console *c)
{
	const struct chat *chat = chat_of(c);

	return chat && chat->writing && c->screen == SCREEN_CHAT;
}

bool
chat_write_key(struct console *c, const struct key *key)
{
	struct chat *chat = chat_of(c);
	struct draft *d;

	if (!chat_is_writing(c))
		return false;
	d = chat_draft(c, chat->room, true);
	if (!d)
		return false;
	if (key->code >= K_F1 && key->code <= K_F12) {
		leave(c);
		return false;
	}
	if (!write_key(c, d, key) && !edit_draft(c, d, key) &&
	    key->code == K_CTRL)
		return false;
	return true;
}

/* ---- what is unsent ---- */

/* The words of a line of this room that is not settled; NULL: it is none. */
static const char *
unsent_text(const struct console *c, const struct sent *s)
{
	const struct outbox_entry *e =
	    outbox_find(link_outbox(c->link), s->key);

	if (!s->call || !e || outbox_is_settled(e) ||
	    (s->call->command->id != COMMAND_MESSAGE &&
	        s->call->command->id != COMMAND_MUSTREAD) ||
	    !text_is(call_text(s->call, ARG_message_room), chat_of(c)->room))
		return NULL;
	return call_text(s->call, ARG_message_text);
}

const struct outbox_entry *
chat_unsent(const struct console *c)
{
	for (const struct sent *s = c->sent; s; s = s->next)
		if (unsent_text(c, s))
			return outbox_find(link_outbox(c->link), s->key);
	return NULL;
}

int
chat_unsent_rows(const struct console *c, struct area a)
{
	int n = 0, most = a.rows / 4;

	for (const struct sent *s = c->sent; s && n < most; s = s->next)
		n += unsent_text(c, s) != NULL;
	return n;
}

/* c->sent has the newest first. */
void
chat_draw_unsent(const struct console *c, struct area a)
{
	int row = a.rows;

	for (const struct sent *s = c->sent; s && row > 0; s = s->next) {
		const char *text = unsent_text(c, s);

		if (!text)
			continue;
		row--;
		draw_text(a, row, 0, 2, STYLE_UNSENT, "^");
		draw_text_flags(a, row, 2, a.cols - 2, STYLE_UNSENT, DRAW_MARK,
		    text, strcspn(text, "\n"));
	}
}

/* ---- drawing ---- */

static void
say_mode(const struct console *c, const struct draft *d, char *out, size_t size)
{
	size_t n;
	const struct message *m = NULL;
	char who[SAY_SIZE];

	text_copy_cut(out, size, ">");
	if (*d->correct)
		text_copy_cut(out, size, _("correct>"));
	if (!*d->quote)
		return;
	n = thread_find(&chat_of(c)->thread, d->quote);
	if (n != SIZE_MAX)
		m = thread_at(&chat_of(c)->thread, n);
	snprintf(out, size, _("to %s>"), m ? say_by(c, m->head.by, who) : "?");
}

/* The text as it stands, for what takes more than a row. */
static size_t
lay(const struct draft *d, int cols, struct flow *flow)
{
	flow_set(
	    flow, buf_str(&d->edit.text), d->edit.text.len, (size_t)cols, 0);
	return flow_rows(flow, WRITE_ROWS_MOST);
}

int
chat_write_rows(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	const struct draft *d = chat_draft_of(chat, chat->room);
	struct flow flow = {0};
	int rows = 1, most = a.rows / 3 > 1 ? a.rows / 3 : 1;

	if (d && count_lines(buf_str(&d->edit.text)) > 1)
		rows += (int)lay(d, a.cols, &flow);
	flow_free(&flow);
	return rows < most ? rows : most;
}

void
chat_draw_write(const struct console *c, struct area a)
{
	const struct chat *chat = chat_of(c);
	const struct draft *d = chat_draft_of(chat, chat->room);
	struct flow flow = {0};
	char mode[64];
	int col;

	draw_blank(a);
	if (!d) {
		draw_text(a, a.rows - 1, 0, a.cols, STYLE_DIM,
		    *chat->room ? _("m writes; what is typed here sends nobody")
		                : "");
		return;
	}
	if (a.rows > 1) {
		lay(d, a.cols, &flow);
		flow_draw(&flow, a, 0, 0, (size_t)a.rows - 1, STYLE_INPUT);
		flow_free(&flow);
	}
	say_mode(c, d, mode, sizeof(mode));
	col = draw_text_flags(a, a.rows - 1, 0, a.cols / 2,
	    chat->writing ? STYLE_KEY : STYLE_DIM, DRAW_NO_PAD, mode,
	    strlen(mode));
	edit_draw(&d->edit, a, a.rows - 1, col, a.cols - col, chat->writing);
}
