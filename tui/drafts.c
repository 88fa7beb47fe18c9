/*
 * See drafts.h. As bytes: a first line, then a draft a line, as texts with
 * their lengths, "4:talk3:chen6:i-0131".
 *
 *	form ACCOUNT NAME ABOUT, and KEY TEXT of each field
 *	talk ACCOUNT ROOM QUOTE TEXT
 *	line ACCOUNT - - TEXT
 */
#include "tui/drafts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/chat.h"
#include "tui/prompt.h"
#include "tui/words.h"

#define MAGIC "watchroom drafts 1\n"
#define DRAFTS_MOST 256
#define TEXTS_MOST (4 + 2 * FORM_FIELDS)
#define LENGTH_MOST ((size_t)1 << 20)

struct kept {
	struct kept *next;
	char *text[TEXTS_MOST]; /* owned */
	size_t count;
};

struct drafts {
	char sealed_by[SESSION_NAME_MAX]; /* the account of the journal's key */
	struct kept *first;
	size_t count;
};

/* ---- out ---- */

static void
put(struct buf *out, const char *text, size_t len)
{
	buf_printf(out, "%zu:", len);
	buf_add(out, text, len);
}

static void
put_text(struct buf *out, const char *text)
{
	put(out, text, strlen(text));
}

static void
put_edit(struct buf *out, const struct edit *e)
{
	put(out, buf_str(&e->text), e->text.len);
}

/* Not one that is under way, nor one that stands on a record as it was. */
static bool
is_kept(const struct form *f)
{
	return f && !*f->key && !f->base && f->ends == 0 && form_written(f);
}

static void
put_form(struct buf *out, const struct form *f)
{
	if (!is_kept(f))
		return;
	put_text(out, "form");
	put_text(out, f->account);
	put_text(out, f->name);
	put_text(out, f->about);
	for (size_t i = 0; i < f->count; i++) {
		put_text(out, f->field[i].key);
		put_edit(out, &f->field[i].edit);
	}
	buf_putc(out, '\n');
}

static void
put_talk(struct buf *out, const struct chat *chat, const struct draft *d)
{
	if (*d->correct || d->edit.text.len == 0)
		return;
	put_text(out, "talk");
	put_text(out, chat->account);
	put_text(out, d->room);
	put_text(out, d->quote);
	put_edit(out, &d->edit);
	buf_putc(out, '\n');
}

static void
put_line(struct buf *out, const struct console *c)
{
	struct buf line = {0};

	if (c->prompt && prompt_line(c, &line)) {
		put_text(out, "line");
		put_text(out, session_info(link_session(c->link))->account);
		put_text(out, "");
		put_text(out, "");
		put(out, buf_str(&line), line.len);
		buf_putc(out, '\n');
	}
	buf_free(&line);
}

static void
put_kept(struct buf *out, const struct kept *k)
{
	for (size_t i = 0; i < k->count; i++)
		put_text(out, k->text[i]);
	buf_putc(out, '\n');
}

void
drafts_save(struct console *c)
{
	const struct chat *chat = chat_of(c);
	const struct kept *k = c->kept ? c->kept->first : NULL;
	struct buf out = {0};

	if (!c->journal || !c->kept ||
	    strcmp(c->kept->sealed_by, journal_account(c->journal)) != 0)
		return;
	buf_puts(&out, MAGIC);
	put_form(&out, c->form);
	for (const struct form *f = c->drafts; f; f = f->next)
		put_form(&out, f);
	for (const struct draft *d = chat ? chat->drafts : NULL; d; d = d->next)
		put_talk(&out, chat, d);
	put_line(&out, c);
	for (; k; k = k->next)
		put_kept(&out, k);
	if (!buf_ok(&out) ||
	    !journal_save(c->journal, JOURNAL_DRAFTS, c->kept->sealed_by, &out))
		buf_free(&out);
}

/* ---- in ---- */

static void
free_kept(struct kept *k)
{
	for (size_t i = 0; i < k->count; i++) {
		explicit_bzero(k->text[i], strlen(k->text[i]));
		free(k->text[i]);
	}
	free(k);
}

/* "4:talk" at *at, which moves behind it; NULL when it is none. */
static char *
take_text(const char **at, const char *end)
{
	size_t len = 0;
	const char *s = *at;
	char *text;

	for (; s < end && *s >= '0' && *s <= '9' && len < LENGTH_MOST; s++)
		len = len * 10 + (size_t)(*s - '0');
	if (s == *at || s == end || *s++ != ':' || len > (size_t)(end - s))
		return NULL;
	text = strndup(s, len);
	*at = s + len;
	return text;
}

/* A line at *at, which moves behind it; NULL when it is none. */
static struct kept *
take_line(const char **at, const char *end)
{
	struct kept *k = calloc(1, sizeof(*k));
	char *text;

	while (k && k->count < TEXTS_MOST && (text = take_text(at, end)))
		k->text[k->count++] = text;
	if (k && k->count >= 5 && *at < end && *(*at)++ == '\n')
		return k;
	if (k)
		free_kept(k);
	return NULL;
}

static void
forget(struct drafts *d)
{
	struct kept *next;

	for (struct kept *k = d->first; k; k = next) {
		next = k->next;
		free_kept(k);
	}
	d->first = NULL;
	d->count = 0;
}

void
drafts_take(
    struct console *c, const char *account, const char *bytes, size_t len)
{
	const char *at, *end = bytes + len;
	struct kept *k;

	if (!c->kept)
		c->kept = calloc(1, sizeof(*c->kept));
	if (!c->kept)
		return;
	forget(c->kept);
	text_copy_cut(c->kept->sealed_by, sizeof(c->kept->sealed_by), account);
	if (len < strlen(MAGIC) || memcmp(bytes, MAGIC, strlen(MAGIC)) != 0)
		return;
	at = bytes + strlen(MAGIC);
	while (at < end && c->kept->count < DRAFTS_MOST &&
	       (k = take_line(&at, end))) {
		k->next = c->kept->first;
		c->kept->first = k;
		c->kept->count++;
	}
	if (c->kept->count > 0 && !*c->result.text)
		console_say(c, STYLE_DIM,
		    _("drafts of before are kept: %zu; they are where they "
		      "were written"),
		    c->kept->count);
}

void
drafts_free(struct console *c)
{
	if (c->kept)
		forget(c->kept);
	free(c->kept);
	c->kept = NULL;
}

/* ---- asked for ---- */

/* The draft of that sort, account and place, taken out; NULL: there is none. */
static struct kept *
take_out(struct console *c, const char *sort, const char *account,
    const char *name, const char *about)
{
	struct kept **at = c->kept ? &c->kept->first : NULL;

	for (; at && *at; at = &(*at)->next) {
		struct kept *k = *at;

		if (strcmp(k->text[0], sort) != 0 ||
		    strcmp(k->text[1], account) != 0 ||
		    strcmp(k->text[2], name) != 0 ||
		    (about && strcmp(k->text[3], about) != 0))
			continue;
		*at = k->next;
		c->kept->count--;
		return k;
	}
	return NULL;
}

void
drafts_fill_form(struct console *c, struct form *f)
{
	struct kept *k = f->base || f->ends ? NULL
	                                    : take_out(c, "form", f->account,
	                                          f->name, f->about);

	if (!k)
		return;
	for (size_t i = 4; i + 1 < k->count; i += 2)
		for (size_t n = 0; n < f->count; n++)
			if (strcmp(f->field[n].key, k->text[i]) == 0)
				edit_set(&f->field[n].edit, k->text[i + 1]);
	free_kept(k);
}

void
drafts_fill_prompt(struct console *c)
{
	struct kept *k = take_out(
	    c, "line", session_info(link_session(c->link))->account, "", NULL);

	if (!k)
		return;
	prompt_remember(c->prompt, k->text[4]);
	free_kept(k);
}

void
drafts_fill_talk(struct console *c, struct draft *d)
{
	struct kept *k =
	    take_out(c, "talk", chat_of(c)->account, d->room, NULL);

	if (!k)
		return;
	text_copy_cut(d->quote, sizeof(d->quote), k->text[3]);
	edit_set(&d->edit, k->text[4]);
	free_kept(k);
}
