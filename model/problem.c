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

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	set_param(p, name, value);
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

/* The value of the {name} that begins at s, and where it ends; or NULL. */
static const char *
placeholder(const struct problem *p, const char *s, const char **end)
{
	char name[sizeof(p->param[0].name)];
	size_t n = strcspn(s + 1, "}");

	if (s[1 + n] != '}' || n == 0 || n >= sizeof(name))
		return NULL;
	memcpy(name, s + 1, n);
	name[n] = '\0';
	*end = s + n + 2;
	return problem_get(p, name);
}

char *
problem_fill(
    const struct problem *p, const char *sentence, char *text, size_t size)
{
	char full[PROBLEM_PARAMS * sizeof(p->param[0].value) + 512];
	size_t used = 0;

	for (const char *s = sentence; *s && used < sizeof(full) - 1;) {
		const char *end = s + 1;
		const char *value = *s == '{' ? placeholder(p, s, &end) : NULL;

		if (!value) {
			full[used++] = *s++;
			continue;
		}
		text_copy_cut(full + used, sizeof(full) - used, value);
		used += strlen(full + used);
		s = end;
	}
	full[used] = '\0';
	text_copy_cut(text, size, full);
	return text;
}

char *
problem_text(const struct problem *p, char *text, size_t size)
{
	return problem_fill(p, problem_sentence(p->code), text, size);
}
