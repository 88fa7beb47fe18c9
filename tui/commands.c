/*
 * See commands.h. A line is resolved against what this console shows; what can
 * be two things is refused with both.
 */
#include "tui/commands.h"

#include <stdlib.h>
#include <string.h>

#include "model/line.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/act-search.h"
#include "tui/chat.h"
#include "tui/go-place.h"
#include "tui/help.h"
#include "tui/login.h"
#include "tui/lookup.h"
#include "tui/say.h"
#include "tui/view-map.h"
#include "tui/view-tasks.h"
#include "tui/words.h"

static void
go_queue(struct console *c, const struct call *call)
{
	(void)call;
	console_go(c, SCREEN_QUEUE);
}

static void
go_units(struct console *c, const struct call *call)
{
	(void)call;
	console_go(c, SCREEN_UNITS);
}

static void
go_tasks(struct console *c, const struct call *call)
{
	const char *officer = call_text(call, ARG_tasks_officer);

	console_go(c, SCREEN_TASKS);
	if (officer)
		tasks_show(c, TASKS_PICKED, KIND_OFFICER, officer);
}

static void
go_map(struct console *c, const struct call *call)
{
	const char *id = call_text(call, ARG_map_record);

	console_go(c, SCREEN_MAP);
	if (!id)
		return;
	if (table_get(c->table, KIND_INCIDENT, id))
		map_show(c, KIND_INCIDENT, id);
	else if (table_get(c->table, KIND_UNIT, id))
		map_show(c, KIND_UNIT, id);
	else
		console_say(c, STYLE_ERROR, "%s", _("that is not shown here"));
}

static void
go_chat(struct console *c, const struct call *call)
{
	(void)call;
	console_go(c, SCREEN_CHAT);
}

static void
go_outbox(struct console *c, const struct call *call)
{
	(void)call;
	console_go(c, SCREEN_OUTBOX);
}

static void
go_record(struct console *c, const struct call *call)
{
	const char *place = call_text(call, ARG_go_place);
	const char *id = text_or(call_text(call, ARG_go_record), "");
	const struct message *m =
	    (const struct message *)table_get(c->table, KIND_MESSAGE, id);

	go_place_free(c);
	if (place)
		go_place(c, place);
	else if (table_get(c->table, KIND_INCIDENT, id))
		console_select(c, KIND_INCIDENT, id);
	else if (table_get(c->table, KIND_UNIT, id))
		console_select(c, KIND_UNIT, id);
	else if (m)
		chat_open(c, m->room);
	else if (table_get(c->table, KIND_ROOM, id))
		chat_open(c, id);
	else
		console_say(c, STYLE_ERROR, "%s", _("that is not shown here"));
}

static void
go_help(struct console *c, const struct call *call)
{
	help_open(c, call_text(call, ARG_help_word));
}

static void
lock(struct console *c, const struct call *call)
{
	(void)call;
	login_lock(c);
}

static void
language(struct console *c, const struct call *call)
{
	if (!words_switch(text_or(call_text(call, ARG_language_name), "")))
		console_say(c, STYLE_ERROR, "%s",
		    _("language en or zh; zh wants a UTF-8 locale"));
	else
		console_say(c, STYLE_NORMAL, "%s", _("English"));
	if (c->term)
		term_redraw(c->term);
}

/* Nobody leaves while an order of theirs may or may not have been given. */
static void
quit(struct console *c, const struct call *call)
{
	size_t open = outbox_open_own(link_outbox(c->link));

	(void)call;
	if (open == 0) {
		c->ending = true;
		return;
	}
	console_go(c, SCREEN_OUTBOX);
	console_say(c, STYLE_ERROR,
	    _("%zu not settled: v by voice, d send, - take back; then leave"),
	    open);
}

console_fn *const console_commands[COMMAND_COUNT] = {
    [COMMAND_QUEUE] = go_queue,
    [COMMAND_UNITS] = go_units,
    [COMMAND_TASKS] = go_tasks,
    [COMMAND_MAP] = go_map,
    [COMMAND_LEFT] = command_left,
    [COMMAND_RECOMMEND] = command_recommend,
    [COMMAND_GO] = go_record,
    [COMMAND_POSITION] = command_position,
    [COMMAND_PRINT] = command_print,
    [COMMAND_FILTER] = command_filter,
    [COMMAND_SEARCH] = command_search,
    [COMMAND_OUTBOX] = go_outbox,
    [COMMAND_CHAT] = go_chat,
    [COMMAND_FIND] = chat_command_find,
    [COMMAND_HELP] = go_help,
    [COMMAND_LOCK] = lock,
    [COMMAND_LANGUAGE] = language,
    [COMMAND_QUIT] = quit,
};

/* Lines */

static const struct record *
next_record(void *user, enum kind kind, size_t *at)
{
	const struct console *c = user;
	const struct record *found = lookup_found(c);
	size_t count = table_count(c->table, kind);

	if (*at < count)
		return table_all(c->table, kind)[(*at)++];
	if (*at > count || !found || found->kind != kind ||
	    table_get(c->table, kind, found->id))
		return NULL;
	(*at)++;
	return found;
}

/* A step that the desk types is said by the unit over the radio. */
static void
set_voice(const struct console *c, struct call *call)
{
	int voice = command_arg(call->command, "voice", strlen("voice"));

	if (voice < 0 || call->command->id == COMMAND_DISPATCH ||
	    *session_info(link_session(c->link))->unit)
		return;
	if (!call_has(call, (size_t)voice))
		call_set_number(call, (size_t)voice, true);
}

/* Whom an exchange takes away from where it is needed; NULL: nobody. */
static const struct assignment *
taken_off_scene(const struct console *c, const struct call *call)
{
	const struct assignment *a;

	if (call->command->id != COMMAND_EXCHANGE)
		return NULL;
	a = (const struct assignment *)table_get(c->table, KIND_ASSIGNMENT,
	    call_text(call, ARG_exchange_assignment));
	return a && a->state == ASSIGNMENT_ONSCENE ? a : NULL;
}

static void
give(struct console *c, const struct call *call)
{
	const struct assignment *there = taken_off_scene(c, call);

	if (!there) {
		console_send(c, call, false);
		return;
	}
	console_ask_send(c, call,
	    _("%s: %s is on the scene: take it off and send %s?"),
	    say_number_of(c, there->incident), say_callsign(c, there->unit),
	    say_callsign(c, call_text(call, ARG_exchange_unit)));
}

/* `clock` alone sets nothing: it asks what the clock says. */
static bool
tell_clock(struct console *c, const struct call *call)
{
	char at[TIME_SIZE];

	if (call->command->id != COMMAND_CLOCK ||
	    call_has(call, ARG_clock_speed) || call_has(call, ARG_clock_time))
		return false;
	time_hms(c->now, c->zone, at);
	if (link_is_drill(c->link))
		console_say(c, STYLE_NORMAL, _("%s, a drill at speed %g"), at,
		    link_speed(c->link));
	else
		console_say(c, STYLE_NORMAL, _("%s, the central's time"), at);
	return true;
}

static void
run(struct console *c, struct call *call)
{
	if (tell_clock(c, call))
		return;
	if (call->command->owner == OWNER_CONSOLE) {
		console_commands[call->command->id](c, call);
		return;
	}
	set_voice(c, call);
	if (call->command->id == COMMAND_NEW)
		form_new_line(c, call);
	else
		give(c, call);
}

/* A line that was read, and the call it comes to. */
struct reading {
	struct line line;
	struct line_call call;
};

static enum problem_code
read_line(const struct console *c, const char *text,
    const struct record *selected, struct reading *r, struct problem *p)
{
	const char *station = session_info(link_session(c->link))->station;
	const struct line_world world = {
	    .user = (void *)(uintptr_t)c,
	    .next = next_record,
	    .selected = selected,
	    .station = *station ? station : NULL,
	    .now = c->now,
	    .zone = c->zone,
	};
	enum problem_code code = line_parse(text, &r->line, p);

	if (code != PROBLEM_NONE || !r->line.command)
		return code;
	return line_resolve(&r->line, &world, &r->call, p);
}

void
console_line(struct console *c, const char *text, const struct record *selected)
{
	struct reading *r = calloc(1, sizeof(*r));
	struct problem p = {0};

	if (!r)
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
	else if (read_line(c, text, selected, r, &p) == PROBLEM_NONE)
		if (r->line.command)
			run(c, &r->call.call);
	if (p.code != PROBLEM_NONE &&
	    !(r && r->line.command &&
	        lookup_begin(c, text, &r->line, selected)))
		console_say_problem(c, &p);
	free(r);
}

void
command_found(
    struct console *c, const char *text, const struct record *selected)
{
	const struct incident *i = (const struct incident *)lookup_found(c);
	struct reading *r = calloc(1, sizeof(*r));
	struct problem p = {0};

	if (!r)
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
	else if (read_line(c, text, selected, r, &p) != PROBLEM_NONE)
		;
	else if (r->line.command->id == COMMAND_GO)
		search_say(c, i);
	else
		console_ask_send(c, &r->call.call, _("%s %s (%s, %s)?"),
		    words_in("command", r->line.command->name),
		    text_or(i->number, "?"),
		    words_of(&enum_incident_state, i->state),
		    text_or(i->place, "-"));
	c->question.unasked = true; /* an answer asks it, no key did */
	if (p.code != PROBLEM_NONE)
		console_say_problem(c, &p);
	free(r);
}
