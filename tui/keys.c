/*
 * Each action keeps its keys as text, as they stand in the table and in a
 * file; a key that was pressed is written in the same way and looked for. The
 * table is short and people type slowly.
 */
#include "tui/keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/conf.h"
#include "model/text.h"

#define NAME_SIZE 8     /* of one key: "PgDn", "F12" */
#define BINDING_SIZE 64 /* of all keys of one action */

struct keys {
	char of[ACTION_COUNT][BINDING_SIZE];
	char prefix;
};

const struct action_info actions[ACTION_COUNT] = {
#define ACTION(NAME, name, keys, group, word, text) \
	[ACTION_##NAME] = {name, keys, GROUP_##group, word, text},
#include "tui/actions.def"
#undef ACTION
};

static const struct {
	enum key_code code;
	const char *name;
} named[] = {
    {K_ENTER, "Enter"},
    {K_TAB, "Tab"},
    {K_BACKTAB, "BackTab"},
    {K_BACKSPACE, "BackSp"},
    {K_ESC, "Esc"},
    {K_UP, "Up"},
    {K_DOWN, "Down"},
    {K_LEFT, "Left"},
    {K_RIGHT, "Right"},
    {K_HOME, "Home"},
    {K_END, "End"},
    {K_PGUP, "PgUp"},
    {K_PGDN, "PgDn"},
    {K_INSERT, "Ins"},
    {K_DELETE, "Del"},
    {K_F1, "F1"},
    {K_F2, "F2"},
    {K_F3, "F3"},
    {K_F4, "F4"},
    {K_F5, "F5"},
    {K_F6, "F6"},
    {K_F7, "F7"},
    {K_F8, "F8"},
    {K_F9, "F9"},
    {K_F10, "F10"},
    {K_F11, "F11"},
    {K_F12, "F12"},
};

struct keys *
keys_new(void)
{
	struct keys *k = calloc(1, sizeof(*k));

	for (size_t i = 0; k && i < ACTION_COUNT; i++)
		text_copy_cut(k->of[i], sizeof(k->of[i]), actions[i].keys);
	return k;
}

void
keys_free(struct keys *k)
{
	free(k);
}

const char *
keys_of(const struct keys *k, enum action action)
{
	return k->of[action];
}

char
keys_prefix(const struct keys *k)
{
	return k->prefix;
}

void
keys_forget_prefix(struct keys *k)
{
	k->prefix = '\0';
}

/* A key as a binding writes it, "" for one that cannot stand in one. */
static void
write_key(const struct key *key, char out[NAME_SIZE])
{
	out[0] = '\0';
	if (key->code == K_CHAR && key->ascii > ' ' && key->ascii < 0x7f)
		snprintf(out, NAME_SIZE, "%c", (char)key->ascii);
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (named[i].code == key->code)
			snprintf(out, NAME_SIZE, "%s", named[i].name);
}

/* Whether one of the words of `all` is this one, or begins with it. */
static bool
has_word(const char *all, const char *word, bool beginning)
{
	size_t len = strlen(word), n;

	for (const char *s = all; *s; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == len && !beginning && memcmp(s, word, len) == 0)
			return true;
		if (n == 2 && len == 1 && beginning && s[0] == word[0])
			return true;
	}
	return false;
}

static enum action
find_bound(const struct keys *k, const char *word, bool beginning)
{
	for (enum action a = 0; a < ACTION_COUNT; a++)
		if (has_word(k->of[a], word, beginning))
			return a;
	return ACTION_COUNT;
}

enum keys_said
keys_press(struct keys *k, const struct key *key, enum action *action)
{
	char name[NAME_SIZE], word[NAME_SIZE + 1];

	if (key->code == K_CHAR && key->ascii == 0) {
		k->prefix = '\0';
		return KEYS_METHOD;
	}
	write_key(key, name);
	if (!*name)
		return KEYS_NOTHING;
	if (k->prefix)
		snprintf(word, sizeof(word), "%c%s", k->prefix, name);
	else
		snprintf(word, sizeof(word), "%s", name);
	*action = find_bound(k, word, false);
	if (*action == ACTION_COUNT && !k->prefix &&
	    find_bound(k, word, true) != ACTION_COUNT) {
		k->prefix = word[0];
		return KEYS_MORE;
	}
	k->prefix = '\0';
	return *action == ACTION_COUNT ? KEYS_NOTHING : KEYS_ACTION;
}

/* Keys files */

/* Whether a word is one key, or a letter and one key. */
static bool
is_binding(const char *word, size_t len)
{
	if (len == 1 || len == 2)
		return word[0] > ' ' && word[0] < 0x7f && word[len - 1] > ' ' &&
		       word[len - 1] < 0x7f;
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (strlen(named[i].name) == len &&
		    memcmp(named[i].name, word, len) == 0)
			return true;
	return false;
}

/* Digits take a line of a list and y is yes: nothing else, anywhere. */
static bool
is_taken(const char *word, size_t len)
{
	return len == 1 &&
	       (word[0] == 'y' || (word[0] >= '0' && word[0] <= '9'));
}

static enum problem_code
check_words(const struct conf_node *node, struct problem *p)
{
	size_t n;

	for (const char *s = node->text; *s; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n > 0 && !is_binding(s, n))
			return conf_not_wanted(
			    node, node->key, why_keys_form, p);
		if (n > 0 && is_taken(s, n))
			return conf_refuse(node, why_keys_fixed, p);
	}
	if (strlen(node->text) >= BINDING_SIZE)
		return conf_refuse(node, why_keys_over, p);
	return PROBLEM_NONE;
}

static enum problem_code
take_entry(struct keys *k, const struct conf_node *node, struct problem *p)
{
	const char *names[ACTION_COUNT];
	enum problem_code code;
	char line[24];

	for (enum action a = 0; a < ACTION_COUNT; a++) {
		names[a] = actions[a].name;
		if (strcmp(node->key, names[a]) != 0)
			continue;
		if (node->kind != CONF_TEXT)
			return conf_refuse(node, why_keys_are_text, p);
		code = check_words(node, p);
		if (code == PROBLEM_NONE)
			text_copy_cut(k->of[a], sizeof(k->of[a]), node->text);
		return code;
	}
	snprintf(line, sizeof(line), "%zu", node->line);
	return problem_set(p, PROBLEM_FILE_KEY, "file", node->file, "line",
	    line, "key", node->key, "nearest",
	    text_or(text_nearest(node->key, names, ACTION_COUNT), "help"),
	    NULL);
}

/* The other action that has one of a's keys, or for which it is the first. */
static enum action
clash_of(const struct keys *k, enum action a)
{
	char word[NAME_SIZE];
	size_t n;

	for (const char *s = k->of[a]; *s; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		snprintf(word, sizeof(word), "%.*s", (int)n, s);
		for (enum action b = 0; n > 0 && b < ACTION_COUNT; b++)
			if (a != b && (has_word(k->of[b], word, false) ||
			                  has_word(k->of[b], word, true)))
				return b;
	}
	return ACTION_COUNT;
}

static enum problem_code
check_clashes(
    const struct keys *k, const struct conf_node *root, struct problem *p)
{
	for (const struct conf_node *n = root->first; n; n = n->next)
		for (enum action a = 0; a < ACTION_COUNT; a++) {
			enum action b = ACTION_COUNT;

			if (strcmp(actions[a].name, n->key) == 0)
				b = clash_of(k, a);
			if (b == ACTION_COUNT)
				continue;
			conf_refuse(n, why_same_key, p);
			problem_param(p, "action", "%s", actions[a].name);
			problem_param(p, "other", "%s", actions[b].name);
			return PROBLEM_FILE_LINE;
		}
	return PROBLEM_NONE;
}

enum problem_code
keys_read(struct keys *k, const char *path, struct problem *p)
{
	struct conf_node *root;
	struct keys changed = *k;
	enum problem_code code;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return PROBLEM_NONE;
	code = conf_read(path, &root, p);
	if (code != PROBLEM_NONE)
		return code;
	if (root->kind != CONF_MAP)
		code = conf_refuse(root, why_map_of_keys, p);
	for (const struct conf_node *n = root->first; code == PROBLEM_NONE && n;
	     n = n->next)
		code = take_entry(&changed, n, p);
	if (code == PROBLEM_NONE)
		code = check_clashes(&changed, root, p);
	conf_free(root);
	if (code == PROBLEM_NONE)
		*k = changed;
	return code;
}
