/*
 * The table of problems and the filling of their sentences.
 */
#include "model/problem.h"

#include "model/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *code;
	int http;
	const char *sentence;
} table[PROBLEM_COUNT] = {
    [PROBLEM_NONE] = {"", 200, ""},
#define PROBLEM(NAME, code, http, text) [PROBLEM_##NAME] = {code, http, text},
#include "model/problems.def"
#undef PROBLEM
};

static struct problem_param *
slot(struct problem *p, const char *name)
{
	for (size_t i = 0; i < p->params; i++)
		if (strcmp(p->param[i].name, name) == 0)
			return &p->param[i];
	if (p->params == PROBLEM_PARAMS)
		return NULL;
	return &p->param[p->params++];
}

static void
set_param(struct problem *p, const char *name, const char *value)
{
	struct problem_param *s = slot(p, name);

	if (!s)
		return;
	text_copy_cut(s->name, sizeof(s->name), name);
	text_copy_cut(s->value, sizeof(s->value), value ? value : "");
}

enum problem_code
problem_set(struct problem *p, enum problem_code code, ...)
{
	const char *name, *value;
	va_list args;

	if (!p)
		return code;
	p->code = code;
	p->params = 0;
	va_start(args, code);
	while ((name = va_arg(args, const char *)) != NULL) {
		value = va_arg(args, const char *);
		set_param(p, name, value);
	}
	va_end(args);
	return code;
}

void
problem_param(struct problem *p, const char *name, const char *fmt, ...)
{
	char value[sizeof(p->param[0].value) * 2];
	va_list args;

	if (!p)
		return;
	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	set_param(p, name, value);
}

enum problem_code
problem_wrap(struct problem *p, enum problem_code code)
{
	if (!p)
		return code;
	if (!*problem_get(p, "why"))
		problem_param(p, "why", "%s", problem_code_name(p->code));
	p->code = code;
	return code;
}

const char *
problem_get(const struct problem *p, const char *name)
{
	for (size_t i = 0; i < p->params; i++)
		if (strcmp(p->param[i].name, name) == 0)
			return p->param[i].value;
	return "";
}

const char *
problem_code_name(enum problem_code code)
{
	return table[code].code;
}

int
problem_http_status(enum problem_code code)
{
	return table[code].http;
}

const char *
problem_sentence(enum problem_code code)
{
	return table[code].sentence;
}

enum problem_code
problem_code_find(const char *name)
{
	for (size_t i = 1; i < PROBLEM_COUNT; i++)
		if (strcmp(table[i].code, name) == 0)
			return (enum problem_code)i;
	return PROBLEM_UNKNOWN;
}

#define DEPTH 3 /* a sentence, the reason in it, what that one wants */

/* A sentence being filled. */
struct filling {
	const struct problem *p;
	problem_say_fn *say;
	char *text; /* of `size` bytes, `used` of them so far */
	size_t size, used;
};

static const char *
said(const struct filling *f, const char *context, const char *text)
{
	return f->say && *text ? f->say(context, text) : text;
}

/* The phrase that the parameter's value is the code of; NULL: it is none. */
static const char *
phrase(const struct filling *f, const char *name, const char *value)
{
	static const char *const coded[] = {
	    "why", "want", "is", "expected", "may"};
	const char *words = NULL;
	enum problem_code code;

	for (size_t i = 0; !words && i < COUNT_OF(coded); i++)
		if (strcmp(name, coded[i]) == 0)
			words = reason_words(value);
	if (words)
		return said(f, "reason", words);
	code = problem_code_find(value);
	if (strcmp(name, "why") == 0 && code != f->p->code &&
	    strcmp(problem_code_name(code), value) == 0)
		return said(f, "problem", problem_sentence(code));
	return NULL;
}

static void
pour_text(struct filling *f, const char *text)
{
	text_copy_cut(f->text + f->used, f->size - f->used, text);
	f->used += strlen(f->text + f->used);
}

/* The name of the {name} that begins at s, and where it ends; or false. */
static bool
placeholder(const char *s, char *name, size_t size, const char **end)
{
	size_t n = strcspn(s + 1, "}");

	if (*s != '{' || s[1 + n] != '}' || n == 0 || n >= size)
		return false;
	memcpy(name, s + 1, n);
	name[n] = '\0';
	*end = s + n + 2;
	return true;
}

static void
pour(struct filling *f, const char *sentence, int depth)
{
	for (const char *s = sentence; *s && f->used + 1 < f->size;) {
		char name[sizeof(f->p->param[0].name)];
		const char *value, *words, *end;

		if (!placeholder(s, name, sizeof(name), &end)) {
			f->text[f->used++] = *s++;
			f->text[f->used] = '\0';
			continue;
		}
		value = problem_get(f->p, name);
		words = phrase(f, name, value);
		if (!*value && strcmp(name, "value") == 0)
			pour_text(f, said(f, "reason", reason_words(why_it)));
		else if (words && depth < DEPTH)
			pour(f, words, depth + 1);
		else
			pour_text(f, value);
		s = end;
	}
}

char *
problem_say(
    const struct problem *p, problem_say_fn *say, char *text, size_t size)
{
	char full[PROBLEM_PARAMS * sizeof(p->param[0].value) + 512] = "";
	struct filling f = {p, say, full, sizeof(full), 0};

	pour(&f, said(&f, "problem", problem_sentence(p->code)), 1);
	text_copy_cut(text, size, full);
	return text;
}

char *
problem_text(const struct problem *p, char *text, size_t size)
{
	return problem_say(p, NULL, text, size);
}
