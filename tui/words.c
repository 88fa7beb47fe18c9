/*
 * gettext with LANGUAGE as the switch: it is heard in any locale but C, needs
 * no locale of that language on the machine, and a changed one is taken up at
 * the next textdomain().
 *
 * Where the language stands is libintl's own state of the process, so this
 * file has as much: which one it is.
 */
#include "tui/words.h"

#include "config/shipped.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "model/text.h"

#define CONTEXT_MAX 256

const char words_lost[] =
    N_("? stands for what this locale cannot show: use a UTF-8 locale");

static const struct language {
	const char *name;      /* as one says it */
	const char *catalogue; /* as libintl looks for it */
} languages[] = {
    {"en", "en"},
    {"zh", "zh_CN"},
    {"xx", "en_XX"},
};

/* The names of the values, "INCIDENT_PENDING": capitals of English labels. */
#define ENUM(tag, text) static const char *const names_##tag[] = {
#define VALUE(tag, NAME, word) #NAME,
#define ENUM_END(tag) \
	}             \
	;
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

static const struct {
	const struct enum_table *table;
	const char *const *names;
} named[] = {
#define ENUM(tag, text) {&enum_##tag, names_##tag},
#define VALUE(tag, NAME, word)
#define ENUM_END(tag)
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END
};

static const struct language *
find_language(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (strncasecmp(name, languages[i].name, 2) == 0)
			return &languages[i];
	return NULL;
}

/* What LC_ALL, LC_MESSAGES or LANG asks for, installed or not. */
static const char *
wanted_locale(const char *category)
{
	const char *const names[] = {"LC_ALL", category, "LANG"};
	const char *value;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return "";
}

static bool
says_utf8(const char *locale)
{
	const char *coding = strchr(locale, '.');

	return coding && (strncasecmp(coding, ".utf8", 5) == 0 ||
	                     strncasecmp(coding, ".utf-8", 6) == 0);
}

static bool
is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Beside the program as it was built, as it was installed, or as configured. */
static void
bind_catalogues(void)
{
	static const char *const places[] = {"locale", "../share/locale"};
	const char *asked = getenv("WATCHROOM_LOCALEDIR");
	char program[1024], dir[1100];

	bindtextdomain(WORDS_DOMAIN, asked ? asked : WATCHROOM_LOCALEDIR);
	bind_textdomain_codeset(WORDS_DOMAIN, "UTF-8");
	if (asked || !shipped_program_dir(program, sizeof(program)))
		return;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		snprintf(dir, sizeof(dir),
		    "%s/%s/zh_CN/LC_MESSAGES/" WORDS_DOMAIN ".mo", program,
		    places[i]);
		if (access(dir, R_OK) != 0)
			continue;
		snprintf(dir, sizeof(dir), "%s/%s", program, places[i]);
		bindtextdomain(WORDS_DOMAIN, dir);
		return;
	}
}

bool
words_switch(const char *language)
{
	const struct language *l = find_language(language);

	if (!l || (!is_utf8() && l != &languages[0]))
		return false;
	setenv("LANGUAGE", l->catalogue, 1);
	textdomain(WORDS_DOMAIN);
	return true;
}

void
words_open(const char *language)
{
	const char *locale = wanted_locale("LC_MESSAGES");

	if (!setlocale(LC_ALL, "") && says_utf8(wanted_locale("LC_CTYPE")))
		(void)!setlocale(LC_ALL, "C.UTF-8");
	setlocale(LC_NUMERIC, "C");
	bind_catalogues();
	if (!language)
		language = find_language(locale) ? locale : "en";
	if (!words_switch(language))
		words_switch("en");
}

bool
words_chinese(void)
{
	const char *language = getenv("LANGUAGE");

	return language && strncmp(language, "zh", 2) == 0;
}

bool
words_wanting(const char *language)
{
	return language && find_language(language) == &languages[1] &&
	       !words_chinese();
}

const char *
words_in(const char *context, const char *text)
{
	char key[CONTEXT_MAX];
	const char *said;
	int n = snprintf(key, sizeof(key), "%s\004%s", context, text);

	if (!*text || n < 0 || (size_t)n >= sizeof(key))
		return text;
	said = gettext(key);
	return said == key ? text : said;
}

static bool
is_state(const struct enum_table *t)
{
	size_t len = strlen(t->tag);

	return len > 6 && strcmp(t->tag + len - 6, "_state") == 0;
}

const char *
words_of(const struct enum_table *t, unsigned value)
{
	const char *word = enum_word(t, value), *said = words_in(t->tag, word);

	if (said != word || value >= t->count || !is_state(t))
		return said;
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (named[i].table == t)
			return strchr(named[i].names[value], '_') + 1;
	return word;
}

const char *
words_actor(const char *by)
{
	if (strcmp(by, "system") == 0)
		return _("system");
	if (strcmp(by, "owner") == 0)
		return _("the store's owner");
	return by;
}

/* The label of a word of that enum; NULL: it is none. */
static const char *
label_in(const struct enum_table *t, const char *word, size_t len)
{
	int value = enum_find(t, word, len);

	return value < 0 ? NULL : words_of(t, (unsigned)value);
}

static const char *
label_of_state(const char *word, size_t len)
{
	static const struct enum_table *const tables[] = {&enum_incident_state,
	    &enum_unit_state, &enum_assignment_state, &enum_channel};
	const char *label = NULL;

	for (size_t i = 0; !label && i < COUNT_OF(tables); i++)
		label = label_in(tables[i], word, len);
	return label;
}

/* States, as many as there are: each by its label, "A or B". */
static void
say_states(struct problem_param *param)
{
	/* TRANSLATORS: between two states of which either will do */
	const char * or = _(" or ");
	char said[sizeof(param->value)] = "";
	size_t used = 0, n;

	for (const char *s = param->value; *s; s += n) {
		const char *label;

		s += strspn(s, " ");
		n = strcspn(s, " ");
		label = label_of_state(s, n);
		if (!label)
			return; /* no list of states */
		if (used > 0 && used + strlen(or) < sizeof(said)) {
			text_copy_cut(said + used, sizeof(said) - used, or);
			used += strlen(said + used);
		}
		text_copy_cut(said + used, sizeof(said) - used, label);
		used += strlen(said + used);
	}
	if (used > 0)
		text_copy_cut(param->value, sizeof(param->value), said);
}

/* A kind of record, or what a setting is of: "incident", "template". */
static const char *
said_what(const char *value)
{
	const char *said = words_in("what", value);

	return said != value ? said : words_in("topic", value);
}

/*
 * A parameter that is a word of ours: states ("is", "expected"), what an
 * account may ("may": a permission or a command), a kind of record ("what"),
 * who did it ("by"), an argument ("key").
 * Codes of reasons are problem_say()'s.
 */
static void
say_param(struct problem_param *param)
{
	const char *said = NULL, *value = param->value;

	if (strcmp(param->name, "is") == 0 ||
	    strcmp(param->name, "expected") == 0) {
		say_states(param);
		return;
	}
	if (strcmp(param->name, "by") == 0)
		said = words_actor(value);
	else if (strcmp(param->name, "key") == 0)
		said = words_in("argument", value);
	else if (strcmp(param->name, "what") == 0)
		said = said_what(value);
	else if (strcmp(param->name, "may") == 0)
		said = label_in(&enum_permission, value, strlen(value));
	if (!said && strcmp(param->name, "may") == 0)
		said = words_in("command", value);
	if (said && said != value)
		text_copy_cut(param->value, sizeof(param->value), said);
}

/* A key of a file stays as one has to write it. */
static bool
is_spelled(const struct problem *p, const char *name)
{
	return strcmp(name, "key") == 0 &&
	       (*problem_get(p, "file") || p->code == PROBLEM_UNKNOWN_KEY);
}

char *
words_problem(const struct problem *p, char *text, size_t size)
{
	struct problem said = *p;

	for (size_t i = 0; i < said.params; i++)
		if (!is_spelled(&said, said.param[i].name))
			say_param(&said.param[i]);
	return problem_say(&said, words_in, text, size);
}
