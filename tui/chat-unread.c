/*
 * What is unread and owed. The central tells it once the picture is whole;
 * from then on each line moves the count: of a watched room the line itself,
 * of the others the feed's `said`. A thin line is not told of those, and the
 * central is asked again now and then. What comes while an answer is under way
 * waits for it: the answer may be older. What was read is told to the central
 * at most every CHAT_MARKS_MS, one mark a room.
 */
#include "tui/chat.h"

#include <stdlib.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "tui/login.h"

#define ROOMS_MOST 20000 /* rooms whose count is kept */
#define OWED_MOST 2000
#define EARLY_MOST 512     /* lines that wait for an answer */
#define RETRY_MS 5000      /* after an answer that did not come */
#define THIN_ASK_MS 300000 /* between two questions on a thin line */

struct chat *
chat_of(const struct console *c)
{
	return c->own[SCREEN_CHAT];
}

bool
chat_unread_open(struct chat *chat)
{
	chat->rooms_size = 64;
	chat->room_state = calloc(chat->rooms_size, sizeof(*chat->room_state));
	return chat->room_state != NULL;
}

static void
forget(struct chat *chat)
{
	for (size_t i = 0; i < chat->owes; i++)
		record_free(&chat->owed[i]->head);
	chat->owes = chat->rooms = 0;
}

static void
forget_early(struct chat *chat)
{
	for (size_t i = 0; i < chat->earlies; i++)
		record_free(&chat->early[i]->head);
	free(chat->early);
	chat->early = NULL;
	chat->earlies = 0;
}

void
chat_unread_close(struct chat *chat)
{
	forget(chat);
	forget_early(chat);
	talk_cancel(chat->asked);
	talk_cancel(chat->readers);
	free(chat->owed);
	free(chat->room_state);
}

/* ---- who one is ---- */

bool
chat_is_me(const struct console *c, const char *id)
{
	const struct session_info *me = session_info(link_session(c->link));

	if (!id || !*id)
		return false;
	if (*me->unit)
		return strcmp(me->unit, id) == 0;
	return strcmp(me->officer, id) == 0 || strcmp(me->station, id) == 0;
}

bool
chat_wrote(const struct console *c, const char *by)
{
	const struct session_info *me = session_info(link_session(c->link));
	const char *who = *me->officer ? me->officer : me->account;
	size_t len = strlen(who);

	return by && len > 0 && strncmp(by, who, len) == 0 &&
	       (by[len] == '@' || by[len] == '\0');
}

static bool
names_me(const struct console *c, const struct refs *refs)
{
	for (size_t i = 0; i < refs->count; i++)
		if (chat_is_me(c, refs->id[i]))
			return true;
	return false;
}

/* ---- rooms ---- */

static struct talk_room *
find_room(const struct chat *chat, const char *room)
{
	for (size_t i = 0; i < chat->rooms; i++)
		if (strcmp(chat->room_state[i].id, room) == 0)
			return &chat->room_state[i];
	return NULL;
}

const struct talk_room *
chat_room_state(const struct chat *chat, const char *room)
{
	return find_room(chat, room);
}

/* A room's state, a new one when there is none; NULL: there is no memory. */
static struct talk_room *
take_room(struct chat *chat, const char *room)
{
	struct talk_room *r = find_room(chat, room);
	void *more;

	if (r || chat->rooms == ROOMS_MOST)
		return r;
	if (chat->rooms == chat->rooms_size) {
		more = realloc(chat->room_state,
		    chat->rooms_size * 2 * sizeof(*chat->room_state));
		if (!more)
			return NULL;
		chat->room_state = more;
		chat->rooms_size *= 2;
	}
	r = &chat->room_state[chat->rooms++];
	*r = (struct talk_room){0};
	text_copy_cut(r->id, sizeof(r->id), room);
	return r;
}

size_t
chat_unread(const struct console *c)
{
	const struct chat *chat = chat_of(c);
	size_t n = 0;

	for (size_t i = 0; chat && i < chat->rooms; i++)
		if (chat->room_state[i].unread > 0 &&
		    chat_record(c, chat->room_state[i].id))
			n += chat->room_state[i].unread;
	return n;
}

/* ---- must-reads ---- */

static size_t
find_owed(const struct chat *chat, const char *id)
{
	size_t i = 0;

	while (i < chat->owes && !text_is(chat->owed[i]->head.id, id))
		i++;
	return i;
}

/* Takes the record over. */
static void
put_owed(struct chat *chat, struct message *m)
{
	size_t size = chat->owed_size ? chat->owed_size * 2 : 16;
	void *more;

	if (chat->owes == chat->owed_size && chat->owes < OWED_MOST) {
		more = realloc(chat->owed, size * sizeof(*chat->owed));
		if (more) {
			chat->owed = more;
			chat->owed_size = size;
		}
	}
	if (chat->owes == chat->owed_size)
		record_free(&m->head);
	else
		chat->owed[chat->owes++] = m;
}

/* A copy without its words. */
static struct message *
copy_headline(const struct message *m)
{
	struct message headline = *m;

	headline.text = headline.former = NULL;
	return (struct message *)record_freeze(&headline.head);
}

static void
note_owed(struct console *c, const struct message *m)
{
	struct chat *chat = chat_of(c);
	size_t at = find_owed(chat, m->head.id);
	bool known = at < chat->owes;
	struct message *copy;

	if (known) {
		record_free(&chat->owed[at]->head);
		chat->owed[at] = chat->owed[--chat->owes];
	}
	if (m->owed.count == 0)
		return;
	copy = copy_headline(m);
	if (copy)
		put_owed(chat, copy);
	if (!known && names_me(c, &m->owed) && m->head.rev == 1)
		console_ring(c, "mustread", m->head.id);
}

size_t
chat_mustreads(const struct console *c)
{
	const struct chat *chat = chat_of(c);
	size_t n = 0;

	for (size_t i = 0; chat && i < chat->owes; i++)
		n += chat_record(c, chat->owed[i]->room) != NULL;
	return n;
}

const struct message *
chat_owed(const struct console *c, const char *room, bool any)
{
	const struct chat *chat = chat_of(c);
	const struct message *best = NULL;

	for (size_t i = 0; i < chat->owes; i++) {
		const struct message *m = chat->owed[i];

		if (text_is(m->room, room) && (any || names_me(c, &m->owed)) &&
		    (!best || message_before(m, best)))
			best = m;
	}
	return best;
}

/* ---- reading ---- */

static bool
is_seen(const struct console *c, const char *room)
{
	const struct chat *chat = chat_of(c);

	return c->screen == SCREEN_CHAT && !login_is_open(c) &&
	       strcmp(chat->room, room) == 0 && !*chat->line && !*chat->words &&
	       !*chat->whole && !chat->thread.apart;
}

static void
mark(struct chat *chat, const char *room, int64_t told)
{
	size_t i = 0;

	while (i < chat->dues && strcmp(chat->due[i].room, room) != 0)
		i++;
	if (i == TALK_MARKS)
		return; /* the next one that is read says it again */
	if (i == chat->dues)
		text_copy_cut(chat->due[chat->dues++].room, ID_SIZE, room);
	chat->due[i].told = told;
}

void
chat_note_read(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct talk_room *r;

	if (!*chat->room || !is_seen(c, chat->room))
		return;
	r = find_room(chat, chat->room);
	if (!r || r->read >= r->last)
		return;
	r->read = r->last;
	r->unread = r->named = 0;
	mark(chat, r->id, r->read);
	console_touch(c);
}

size_t
chat_take_marks(struct console *c, struct talk_mark marks[TALK_MARKS])
{
	struct chat *chat = chat_of(c);
	size_t n = chat->dues;

	if (n == 0 || c->boot < chat->due_at)
		return 0;
	memcpy(marks, chat->due, n * sizeof(*marks));
	chat->due_at = c->boot + CHAT_MARKS_MS;
	chat->dues = 0;
	return n;
}

void
chat_marks_tick(struct console *c)
{
	struct talk_mark marks[TALK_MARKS];
	struct chat *chat = chat_of(c);
	size_t n = link_is_up(c->link) ? chat_take_marks(c, marks) : 0;

	if (n == 0 || talk_send_marks(c->link, marks, n))
		return;
	memcpy(chat->due, marks, n * sizeof(*marks));
	chat->dues = n;
}

/* ---- what the central tells ---- */

/* A new line of somebody else's; or one that was taken back unread. */
static void
count_line(struct console *c, struct talk_room *r, const struct message *m)
{
	int64_t place = message_place(m);

	if (chat_wrote(c, m->head.by))
		return;
	if (place > r->last) {
		r->unread++;
		r->named += names_me(c, &m->names);
	} else if (m->retracted && place > r->read && r->unread > 0) {
		r->unread--;
	}
}

static void
take_line(struct console *c, const struct message *m)
{
	struct chat *chat = chat_of(c);
	struct talk_room *r = take_room(chat, m->room);

	if (!r)
		return;
	count_line(c, r, m);
	if (message_place(m) > r->last)
		r->last = message_place(m);
	if (m->class == MESSAGE_MUSTREAD)
		note_owed(c, m);
	chat_note_read(c);
}

/* More than that are not counted until the central is asked again. */
static void
keep_early(struct chat *chat, const struct message *m)
{
	struct message *copy;

	if (!chat->early)
		chat->early = calloc(EARLY_MOST, sizeof(*chat->early));
	if (!chat->early || chat->earlies == EARLY_MOST)
		return;
	copy = copy_headline(m);
	if (copy)
		chat->early[chat->earlies++] = copy;
}

void
chat_said(struct console *c, const struct message *m)
{
	struct chat *chat = chat_of(c);

	if (!message_is_talk(m) || !m->room)
		return;
	if (chat->asked)
		keep_early(chat, m);
	else
		take_line(c, m);
	console_touch(c);
}

void
chat_came(
    struct console *c, const struct message *old, const struct message *now)
{
	/* A page of older lines tells of nothing that was done just now. */
	if (old ? now->head.rev > old->head.rev : !now->retracted)
		chat_said(c, now);
}

/* ---- asking the central ---- */

static void
take_rooms(struct console *c, struct talk_page *page)
{
	struct chat *chat = chat_of(c);

	forget(chat);
	for (size_t i = 0; i < page->count; i++) {
		struct talk_room *r = take_room(chat, page->rooms[i].id);

		if (r)
			*r = page->rooms[i];
	}
	for (size_t i = 0; i < page->owes; i++) {
		put_owed(chat, (struct message *)page->owed[i]);
		page->owed[i] = NULL;
	}
}

static void
take_summary(void *ctx, struct talk_page *page)
{
	struct console *c = ctx;
	struct chat *chat = chat_of(c);

	chat->asked = NULL;
	chat->ask_at = c->boot + THIN_ASK_MS;
	chat->ask_again = page->problem.code != PROBLEM_NONE;
	if (chat->ask_again)
		chat->ask_at = c->boot + RETRY_MS;
	else
		take_rooms(c, page);
	for (size_t i = 0; i < chat->earlies; i++)
		take_line(c, chat->early[i]);
	forget_early(chat);
	chat_note_read(c);
	console_touch(c);
}

void
chat_ask(struct console *c)
{
	struct chat *chat = chat_of(c);
	struct problem p;

	talk_cancel(chat->asked);
	chat->asked = talk_ask(c->link, take_summary, c, &p);
	chat->ask_again = !chat->asked;
	chat->ask_at = c->boot + RETRY_MS;
}

void
chat_ask_tick(struct console *c)
{
	struct chat *chat = chat_of(c);

	if (!chat->asked && c->boot >= chat->ask_at && link_is_up(c->link) &&
	    (chat->ask_again || link_is_thin(c->link)))
		chat_ask(c);
}

void
chat_ready(struct console *c)
{
	const char *account = session_info(link_session(c->link))->account;
	struct chat *chat = chat_of(c);

	/* What one began to write is not for whoever sits down next. */
	if (*account && *chat->account && strcmp(account, chat->account)) {
		chat->writing = false;
		chat->dues = 0;
		forget(chat);
		chat_drafts_free(chat);
	}
	if (*account)
		text_copy_cut(chat->account, sizeof(chat->account), account);
	forget_early(chat);
	chat_ask(c);
}
