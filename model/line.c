/*
 * Reading a line: where its head ends, which verb it is, where its words are
 * and how they are marked. Nothing here knows any record.
 */
#include "model/line.h"

#include "model/text.h"
#include "model/verb.h"

#include <stdio.h>
#include <string.h>

/* What is being read; `at` moves over `source` up to `end` of its head. */
struct reader {
	struct line *line;
	const char *source;
	size_t at, end;
	struct problem *p;
};

/* The ASCII of the character at offset i of the head and its bytes in *n. */
static char
peek(const struct reader *r, size_t i, size_t *n)
{
	char c;

	*n = 0;
	if (i >= r->end)
		return '\0';
	*n = text_fold_next(r->source + i, r->end - i, &c);
	return c;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\n' || c == '\r';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bytes of a quotation mark at s: ASCII, or curled as input methods do. */
static size_t
quote(const char *s, const char *end)
{
	size_t left = (size_t)(end - s);

	if (left >= 1 && *s == '"')
		return 1;
	if (left >= 3 && (memcmp(s, "\xE2\x80\x9C", 3) == 0 ||
	                     memcmp(s, "\xE2\x80\x9D", 3) == 0))
		return 3;
	return 0;
}

static enum problem_code
bad_line(struct reader *r, const char *word, size_t len, const char *why)
{
	char text[96];

	snprintf(text, sizeof(text), "%.*s", (int)(len < 80 ? len : 80), word);
	return problem_set(
	    r->p, PROBLEM_BAD_LINE, "word", text, "why", why, NULL);
}

static enum problem_code
too_long(struct problem *p, const char *key, size_t limit)
{
	char text[24];

	snprintf(text, sizeof(text), "%zu", limit);
	return problem_set(
	    p, PROBLEM_TOO_LONG, "key", key, "limit", text, NULL);
}

/*
 * Where the head ends: at the first ; (of either width) outside quotes. A
 * quote opens at a word's beginning or after =, so that 5" is no quote. *text
 * is where the text begins, or NULL.
 */
static size_t
head_end(const char *s, size_t len, const char **text)
{
	bool quoted = false, edge = true;
	size_t n;
	char c;

	*text = NULL;
	for (size_t i = 0; i < len; i += n) {
		size_t q = quote(s + i, s + len);

		n = text_fold_next(s + i, len - i, &c);
		if (q && (quoted || edge))
			quoted = !quoted;
		else if (c == ';' && !quoted) {
			*text = s + i + n;
			return i;
		}
		edge = is_blank(c) || c == '=';
	}
	return len;
}

/* Moves source[from, to) normalised to the line's bytes; NULL: no room. */
static const char *
keep(struct line *line, const char *source, size_t from, size_t to)
{
	char *put = line->bytes + line->used;
	size_t n;
	char c;

	if (line->used + (to - from) + 1 > sizeof(line->bytes))
		return NULL;
	for (size_t i = from; i < to; i += n) {
		n = text_fold_next(source + i, to - i, &c);
		if (c)
			line->bytes[line->used++] = c;
		else
			for (size_t k = 0; k < n; k++)
				line->bytes[line->used++] = source[i + k];
	}
	line->bytes[line->used++] = '\0';
	return put;
}

static void
skip_blanks(struct reader *r)
{
	size_t n;

	while (is_blank(peek(r, r->at, &n)))
		r->at += n;
}

/* Where the word at `from` ends: at a blank, or where `stop` says. */
static size_t
word_end(const struct reader *r, size_t from, const char *stop)
{
	size_t i = from, n;
	char c;

	while (i < r->end) {
		c = peek(r, i, &n);
		if (is_blank(c) || (i > from && c && strchr(stop, c)))
			break;
		i += n;
	}
	return i;
}

/* Past the quoted text that begins at `from`; 0 when it never ends. */
static size_t
quoted_end(const struct reader *r, size_t from)
{
	const char *s = r->source, *end = r->source + r->end;
	size_t i = from + quote(s + from, end);

	for (; i < r->end; i++) {
		size_t q = quote(s + i, end);

		if (q)
			return i + q;
	}
	return 0;
}

/* The length of NAME in NAME=..., 0 when the word is no pair. */
static size_t
pair_name(const struct reader *r, size_t from)
{
	size_t i = from;

	while (i < r->end && (is_letter(r->source[i]) || r->source[i] == '-'))
		i++;
	return i > from && i < r->end && r->source[i] == '=' ? i - from : 0;
}

static bool
all_digits(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

/* 0131, or 20261121-0131. */
static bool
is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return all_digits(s) || (n == 8 && s[n] == '-' && all_digits(s + 9));
}

/* 19:48, 9:48:30, -5. Whether there is such a time is asked later. */
static bool
is_time(const char *s)
{
	if (*s == '-')
		return all_digits(s + 1);
	return is_digit(*s) && strchr(s, ':') &&
	       s[strspn(s, "0123456789:")] == '\0';
}

static enum word_mark
mark_of(const char *s)
{
	if (*s == '#')
		return WORD_INCIDENT;
	if (*s == '@')
		return WORD_NAME;
	if (strcmp(s, ".") == 0)
		return WORD_SELECTED;
	if (is_number(s))
		return WORD_NUMBER;
	return is_time(s) ? WORD_TIME : WORD_PLAIN;
}

/* Takes station/P1 apart; the station stands first in the same bytes. */
static void
split_station(struct line *line, struct line_word *w)
{
	size_t at = (size_t)(w->text - line->bytes);
	char *slash = strchr(line->bytes + at, '/');

	if (!slash || slash == w->text || !slash[1])
		return;
	*slash = '\0';
	w->of = w->text;
	w->text = slash + 1;
}

/* Makes a word of source[from, to), which is neither quoted nor a pair. */
static enum problem_code
bare_word(struct reader *r, size_t from, size_t to, struct line_word *w)
{
	const char *s = keep(r->line, r->source, from, to);

	if (!s)
		return too_long(r->p, "line", LINE_HEAD);
	*w = (struct line_word){mark_of(s), s, NULL, from, to};
	if (w->mark == WORD_INCIDENT || w->mark == WORD_NAME) {
		w->text++;
		if (!*w->text)
			return bad_line(r, s, strlen(s), why_mark_alone);
	}
	if (w->mark == WORD_INCIDENT || w->mark == WORD_NAME ||
	    w->mark == WORD_PLAIN)
		split_station(r->line, w);
	return PROBLEM_NONE;
}

/* Reads "text" from the quote at `from`, as text kept as it is. */
static enum problem_code
quoted_text(struct reader *r, size_t from, size_t *to, const char **text)
{
	const char *s = r->source, *end = s + r->end;
	size_t open = quote(s + from, end), close;

	*to = quoted_end(r, from);
	if (*to == 0)
		return bad_line(r, s + from, r->end - from, why_quote_open);
	close = *to - from > open && s[*to - 1] == '"' ? 1 : 3;
	*text = keep(r->line, s, from + open, *to - close);
	return *text ? PROBLEM_NONE : too_long(r->p, "line", LINE_HEAD);
}

static enum problem_code
read_pair(struct reader *r, size_t name, struct line_word *w)
{
	size_t from = r->at, value = from + name + 1, to = value, n;
	enum problem_code bad = PROBLEM_NONE;

	w->mark = WORD_PAIR;
	w->of = keep(r->line, r->source, from, from + name);
	if (!w->of)
		return too_long(r->p, "line", LINE_HEAD);
	if (quote(r->source + value, r->source + r->end)) {
		bad = quoted_text(r, value, &to, &w->text);
	} else {
		while (to < r->end &&
		       (peek(r, to, &n) == ',' || !is_blank(peek(r, to, &n))))
			to += n;
		w->text = keep(r->line, r->source, value, to);
		if (!w->text)
			return too_long(r->p, "line", LINE_HEAD);
	}
	w->from = from;
	w->to = to;
	return bad;
}

static enum problem_code
read_word(struct reader *r, struct line_word *w)
{
	size_t from = r->at, name = pair_name(r, from), to;
	enum problem_code bad;

	*w = (struct line_word){.from = from};
	if (name) {
		bad = read_pair(r, name, w);
	} else if (quote(r->source + from, r->source + r->end)) {
		w->mark = WORD_QUOTED;
		bad = quoted_text(r, from, &to, &w->text);
		w->to = to;
	} else {
		bad = bare_word(r, from, word_end(r, from, ""), w);
	}
	r->at = w->to;
	return bad;
}

static enum problem_code
read_words(struct reader *r)
{
	struct line *line = r->line;
	enum problem_code bad;

	for (;;) {
		skip_blanks(r);
		if (r->at >= r->end)
			return PROBLEM_NONE;
		if (line->words == LINE_WORDS)
			return too_long(r->p, "line", LINE_WORDS);
		bad = read_word(r, &line->word[line->words]);
		if (bad)
			return bad;
		line->words++;
	}
}

/* "0131:" before the verb, with or without a blank behind it. */
static enum problem_code
read_subject(struct reader *r)
{
	size_t n, to = word_end(r, r->at, ":");
	struct line_word *w = &r->line->subject;
	enum problem_code bad;

	if (peek(r, to, &n) != ':' || to == r->at)
		return PROBLEM_NONE;
	if (is_digit(peek(r, to + n, &n)) && is_digit(peek(r, r->at, &n)))
		return PROBLEM_NONE; /* 19:48 */
	bad = bare_word(r, r->at, to, w);
	if (bad)
		return bad;
	(void)peek(r, to, &n);
	r->at = to + n;
	skip_blanks(r);
	return PROBLEM_NONE;
}

/* A line that begins with a record and says nothing else goes there. */
static bool
goes_there(struct reader *r)
{
	enum word_mark mark = r->line->word[0].mark;

	return r->line->words == 1 && !r->line->text &&
	       (mark == WORD_INCIDENT || mark == WORD_NAME ||
	           mark == WORD_NUMBER);
}

static enum problem_code
read_verb(struct reader *r)
{
	size_t to = word_end(r, r->at, "#@");
	const char *verb = keep(r->line, r->source, r->at, to);
	enum problem_code bad;

	if (!verb)
		return too_long(r->p, "line", LINE_HEAD);
	for (char *s = r->line->bytes + (verb - r->line->bytes); *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 32);
	bad = verb_find(verb, &r->line->command, &r->line->other, r->p);
	r->line->department = strcmp(verb, "lz") == 0;
	r->at = to;
	return bad;
}

/* Whether the head begins with something that is no verb by its first sign. */
static bool
begins_with_record(struct reader *r)
{
	size_t n;
	char c = peek(r, r->at, &n);

	return c == '#' || c == '@' || is_digit(c);
}

static enum problem_code
read_head(struct reader *r)
{
	enum problem_code bad;

	if (begins_with_record(r)) {
		bad = read_words(r);
		if (bad)
			return bad;
		r->line->command = command_get(COMMAND_GO);
		return goes_there(r) ? PROBLEM_NONE
		                     : bad_line(r, r->source, r->end,
		                           why_no_command_first);
	}
	bad = read_verb(r);
	return bad ? bad : read_words(r);
}

/* A mark among the words decides what `qs` is; else the records do. */
static void
choose_by_mark(struct line *line)
{
	for (size_t i = 0; line->other && i < line->words; i++) {
		if (line->word[i].mark == WORD_INCIDENT)
			line->other = NULL;
		else if (line->word[i].mark == WORD_NAME) {
			line->command = line->other;
			line->other = NULL;
		}
	}
}

static enum problem_code
check_text(const char *source, size_t len, struct reader *r)
{
	char at[24];
	size_t bad;

	if (r->end > LINE_HEAD)
		return too_long(r->p, "line", LINE_HEAD);
	if (r->line->text && strlen(r->line->text) > TEXT_MAX)
		return too_long(r->p, "text", TEXT_MAX);
	if (text_valid(source, len, &bad))
		return PROBLEM_NONE;
	snprintf(at, sizeof(at), "%zu", bad);
	return problem_set(
	    r->p, PROBLEM_BAD_TEXT, "key", "line", "byte", at, NULL);
}

enum problem_code
line_parse(const char *source, struct line *out, struct problem *p)
{
	struct reader r = {out, source, 0, 0, p};
	size_t len = strlen(source), n;
	enum problem_code bad;

	memset(out, 0, sizeof(*out));
	out->source = source;
	r.end = head_end(source, len, &out->text);
	bad = check_text(source, len, &r);
	if (bad)
		return bad;
	skip_blanks(&r);
	while (peek(&r, r.at, &n) == ':')
		r.at += n;
	skip_blanks(&r);
	bad = read_subject(&r);
	if (bad)
		return bad;
	if (r.at >= r.end)
		return out->text || out->subject.text
		           ? bad_line(&r, source, len, why_no_command)
		           : PROBLEM_NONE;
	bad = read_head(&r);
	if (bad)
		return bad;
	choose_by_mark(out);
	return PROBLEM_NONE;
}
