/*
 * See form.h. The open form is c->form; the others, half-written or under way,
 * stand in c->drafts. There are a handful.
 */
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/console.h"
#include "tui/drafts.h"
#include "tui/words.h"

static const char *
account_of(const struct console *c)
{
	return session_info(link_session(c->link))->account;
}

static void
form_free(struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		edit_free(&f->field[i].edit);
	if (f->own)
		explicit_bzero(f->own, f->own_size);
	free(f->own);
	record_free(f->base);
	explicit_bzero(f, sizeof(*f));
	free(f);
}

/* Takes it out of the drafts, if it is one of them. */
static void
take_out(struct console *c, const struct form *f)
{
	for (struct form **at = &c->drafts; *at; at = &(*at)->next)
		if (*at == f) {
			*at = f->next;
			return;
		}
}

static void
keep(struct console *c, struct form *f)
{
	f->next = c->drafts;
	c->drafts = f;
}

void
form_drop(struct console *c, struct form *f)
{
	take_out(c, f);
	if (c->form == f)
		c->form = NULL;
	form_free(f);
	console_touch(c);
}

void
form_forget(struct console *c)
{
	if (c->form)
		form_drop(c, c->form);
	while (c->drafts)
		form_drop(c, c->drafts);
}

/* What somebody else has written here is not for the next one's eyes. */
static void
forget_others(struct console *c)
{
	struct form *f = c->drafts, *next;

	for (; f; f = next) {
		next = f->next;
		if (strcmp(f->account, account_of(c)) != 0)
			form_drop(c, f);
	}
}

bool
form_written(const struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->field[i].edit.text.len > 0)
			return true;
	return false;
}

void
form_leave(struct console *c)
{
	struct form *f = c->form;

	if (!f)
		return;
	c->form = NULL;
	console_touch(c);
	f->dropping = false;
	f->kept = form_written(f) && f->edited;
	if (f->kept)
		keep(c, f);
	else
		form_free(f);
}

const struct form *
form_kept(const struct console *c)
{
	for (const struct form *f = c->drafts; f; f = f->next)
		if (f->kept && !*f->key &&
		    strcmp(f->account, account_of(c)) == 0)
			return f;
	return NULL;
}

void
form_tick(struct console *c)
{
	if (c->form && c->form->ends && c->boot >= c->form->ends)
		form_drop(c, c->form);
}

void
form_hide(struct console *c)
{
	if (c->form && c->form->ends)
		form_drop(c, c->form);
}

/* Opening */

static struct form *
find_draft(const struct console *c, const char *name, const char *about)
{
	for (struct form *f = c->drafts; f; f = f->next)
		if (!*f->key && strcmp(f->name, name) == 0 &&
		    strcmp(f->about, about) == 0)
			return f;
	return NULL;
}

static struct form *
make_form(struct console *c, const char *name, const char *about,
    void (*make)(struct console *c, struct form *f))
{
	struct form *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->name = name;
	text_copy_cut(f->about, sizeof(f->about), about);
	text_copy_cut(f->account, sizeof(f->account), account_of(c));
	make(c, f);
	drafts_fill_form(c, f);
	return f;
}

void
form_open(struct console *c, const char *name, const char *about,
    void (*make)(struct console *c, struct form *f))
{
	struct problem p;
	struct form *f;

	form_leave(c);
	forget_others(c);
	f = find_draft(c, name, about);
	if (f)
		take_out(c, f);
	else
		f = make_form(c, name, about, make);
	if (!f) {
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
		console_say_problem(c, &p);
		return;
	}
	list_close(c);
	c->form = f;
	f->touched = false;
	if (f->changed)
		f->changed(c, f);
	console_touch(c);
}

struct form_field *
form_add(struct form *f, const char *label, size_t arg)
{
	const struct arg *a = &command_get(f->command)->args[arg];
	struct form_field *field = &f->field[f->count];

	if (f->count == FORM_FIELDS)
		return NULL;
	f->count++;
	*field = (struct form_field){.key = a->name,
	    .label = label,
	    .arg = arg,
	    .needed = a->needed,
	    .lines = a->type == TYPE_TEXT,
	    .edit = {.max = a->max, .lines = a->type == TYPE_TEXT}};
	return field;
}

void *
form_own(struct form *f, size_t size)
{
	f->own = calloc(1, size);
	f->own_size = f->own ? size : 0;
	return f->own;
}

static struct form_field *
field_of(struct form *f, size_t arg)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->field[i].arg == arg)
			return &f->field[i];
	return NULL;
}

const char *
form_text(const struct form *f, size_t arg)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->field[i].arg == arg)
			return buf_str(&f->field[i].edit.text);
	return "";
}

void
form_set(struct form *f, size_t arg, const char *text)
{
	struct form_field *field = field_of(f, arg);

	if (field)
		edit_set(&field->edit, text);
}

/* Sending */

/* Marks the field that a problem is about, and goes there. */
static void
mark(struct form *f, const struct problem *p)
{
	f->problem = *p;
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->field[i].key, problem_get(p, "key")) == 0)
			f->at = i;
}

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static enum problem_code
check_needed(const struct form *f, struct problem *p)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->field[i].needed &&
		    is_blank(buf_str(&f->field[i].edit.text)))
			return problem_set(p, PROBLEM_MISSING_KEY, "key",
			    f->field[i].key, NULL);
	return PROBLEM_NONE;
}

/* Sent, it is kept out of sight until its answer comes. */
static void
send_form(struct console *c, struct form *f)
{
	struct problem p = {0};
	enum problem_code code = check_needed(f, &p);

	f->problem = (struct problem){0};
	if (!code)
		code = f->send(c, f, &p);
	if (code) {
		mark(f, &p);
		return;
	}
	if (f->press)
		return;
	c->form = NULL;
	f->edited = f->kept = true; /* it is a draft again if it is refused */
	if (*f->key)
		keep(c, f);
	else
		form_free(f);
}

void
form_fill(const struct form *f, struct call *call)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct form_field *field = &f->field[i];
		enum field_type type = call->command->args[field->arg].type;
		const char *text = buf_str(&field->edit.text);

		if ((type == TYPE_STRING || type == TYPE_TEXT) &&
		    !call_has(call, field->arg) && !is_blank(text))
			call_set_text(call, field->arg, text);
	}
}

/* The key of the newest entry, "" when there is none. */
static void
newest_key(const struct console *c, char key[ID_SIZE])
{
	const struct outbox *o = link_outbox(c->link);
	size_t n = outbox_count(o);

	text_copy_cut(key, ID_SIZE, n ? outbox_at(o, n - 1)->key : "");
}

enum problem_code
form_give(struct console *c, struct form *f, const struct call *call,
    struct problem *p)
{
	const struct session *s = link_session(c->link);
	char before[ID_SIZE];

	/* A token that nobody asked about yet says nothing of its rights. */
	if (*account_of(c) && !session_may(s, call->command->permission))
		return problem_set(p, PROBLEM_FORBIDDEN, "may",
		    words_in("command", call->command->name), NULL);
	newest_key(c, before);
	console_send(c, call, true);
	newest_key(c, f->key);
	if (strcmp(before, f->key) != 0)
		return PROBLEM_NONE;
	f->key[0] = '\0';
	return problem_set(p, PROBLEM_OUTBOX_FULL, NULL);
}

static struct form *
find_sent(const struct console *c, const char *key)
{
	if (c->form && strcmp(c->form->key, key) == 0)
		return c->form;
	for (struct form *f = c->drafts; f; f = f->next)
		if (strcmp(f->key, key) == 0)
			return f;
	return NULL;
}

void
form_settle(struct console *c, struct form *f, const struct outbox_entry *e)
{
	if (e->state == OUTBOX_ACCEPTED || e->state == OUTBOX_WITHDRAWN) {
		form_drop(c, f);
	} else if (e->state == OUTBOX_REFUSED) {
		f->key[0] = '\0';
		mark(f, &e->problem);
	}
}

void
form_command(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	struct form *f = find_sent(c, e->key);

	if (!f && a && a->caller)
		form_show_caller(c, e, a);
	if (!f)
		return;
	if (f->settled && outbox_is_settled(e))
		f->settled(c, f, e, a);
	else
		form_settle(c, f, e);
}

/* Keys */

static void
text_changed(struct console *c, struct form *f)
{
	f->problem = (struct problem){0};
	f->edited = true;
	if (f->changed)
		f->changed(c, f);
}

static void
move(struct form *f, size_t to)
{
	if (to < f->count)
		f->at = to;
}

/* Says of a needed field that it is empty, and marks it. */
static bool
lacks_text(struct console *c, struct form *f, const struct form_field *field)
{
	if (!field->needed || !is_blank(buf_str(&field->edit.text)))
		return false;
	problem_set(&f->problem, PROBLEM_MISSING_KEY, "key", field->key, NULL);
	console_say(c, STYLE_ERROR, _("%s is needed: nothing was sent"),
	    _(field->label));
	return true;
}

static void
press_enter(struct console *c, struct form *f, const struct key *key)
{
	struct form_field *field = &f->field[f->at];
	bool last = f->at + 1 == f->count;

	if (key->burst && field->lines) {
		edit_key(&field->edit, key);
		text_changed(c, f);
	} else if (key->burst && last) {
		console_say(c, STYLE_DIM, "%s",
		    _("taken for a paste, not sent: Enter again sends"));
	} else if (lacks_text(c, f, field)) {
		return;
	} else if (last && !f->touched) {
		console_say(c, STYLE_ERROR, "%s",
		    _("nothing was typed, nothing sent: Down, then Enter sends "
		      "it as it is"));
	} else if (last) {
		send_form(c, f);
	} else {
		move(f, f->at + 1);
	}
}

/* Round and round, so that no key leads out of the form by chance. */
static void
press_tab(struct console *c, struct form *f, bool back)
{
	if (!back && f->complete && f->complete(c, f)) {
		text_changed(c, f);
		return;
	}
	f->at = (f->at + (back ? f->count - 1 : 1)) % f->count;
}

static void
press_text(struct console *c, struct form *f, const struct key *key)
{
	struct edit *e = &f->field[f->at].edit;
	size_t max = e->max ? e->max : TEXT_MAX, len = e->text.len;

	if (!edit_key(e, key))
		return;
	if (key->code == K_PASTE &&
	    (key->paste.cut || key->paste.len > max - len))
		console_say(c, STYLE_ERROR, "%s",
		    _("that was too long to paste whole: look at its end"));
	text_changed(c, f);
}

/* ^X: once to be asked, twice to drop it; true when it is gone. */
static bool
press_drop(struct console *c, struct form *f, const struct key *key)
{
	bool drops = key->code == K_CTRL && key->ascii == 'x';
	bool again = f->dropping;

	f->dropping = drops && !again;
	if (f->dropping && form_written(f)) {
		console_say(c, STYLE_ERROR, "%s",
		    _("^X once more drops what was written, another key "
		      "does not"));
		return true;
	}
	if (!drops)
		return false;
	form_drop(c, f);
	console_say(c, STYLE_NORMAL, "%s", _("dropped"));
	return true;
}

bool
form_key(struct console *c, const struct key *key)
{
	struct form *f = c->form;

	if (!f)
		return false;
	console_touch(c);
	if (f->press && f->press(c, f, key))
		return true;
	if (press_drop(c, f, key))
		return true;
	f->touched = f->touched || key->code != K_ENTER;
	switch (key->code) {
	case K_ESC:
		form_leave(c);
		break;
	case K_ENTER:
		press_enter(c, f, key);
		break;
	case K_TAB:
	case K_BACKTAB:
		press_tab(c, f, key->code == K_BACKTAB);
		break;
	case K_DOWN:
		move(f, f->at + 1);
		break;
	case K_UP:
		move(f, f->at - 1);
		break;
	default:
		press_text(c, f, key);
		break;
	}
	return true;
}
