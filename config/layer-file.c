/*
 * Maps of map files (layer-file.h).
 */
#include "config/layer-file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/shipped.h"

/* The words of enums as rows want them: up to a NULL. */
static const char *const roles[] = {"unsaid", "station", "grid", "village",
    "road", "place", "water", "area", "route", NULL};
static const char *const systems[] = {"unsaid", "wgs84", "gcj02", "bd09", NULL};
static const char *const classes[] = {"other", "school", "hospital", "market",
    "park", "bank", "transport", "housing", "water", "post", "road", "village",
    NULL};

#define KEY(word, KEY_WORD, text)                                           \
	{                                                                   \
		.name = #word, .type = CONF_STRINGS,                        \
		.offset =                                                   \
		    offsetof(struct layer_file, key[LAYER_KEY_##KEY_WORD]), \
		.min = 1, .max = 64, .help = text                           \
	}

static const struct conf_field key_rows[] = {
    KEY(name, NAME, "What the feature is called."),
    KEY(code, CODE, "Its division code."),
    KEY(id, ID, "The id of the record whose outline it is."),
    KEY(class, CLASS, "A word of the table of words."),
    KEY(ring, RING, "Response ring around it: 1, 3 or 5."),
    KEY(radius, RADIUS, "Of that ring, metres."),
    KEY(lon, LON, "Longitude; of a CSV."), KEY(lat, LAT, "Latitude; of a CSV."),
    {0}};

/* The table of keys has offsets from the file's own struct. */
const struct conf_field layer_file_rows[] = {
    {.name = "name",
        .type = CONF_STRING,
        .required = true,
        .offset = offsetof(struct layer_file, name),
        .min = 1,
        .max = 32,
        .help = "What the map is called."},
    {.name = "about",
        .type = CONF_STRING,
        .offset = offsetof(struct layer_file, about),
        .max = 200,
        .help = "Which files it is for."},
    {.name = "role",
        .type = CONF_WORD,
        .offset = offsetof(struct layer_file, role),
        .words = roles,
        .fallback = "unsaid",
        .help = "The layer's role where none is given."},
    {.name = "crs",
        .type = CONF_WORD,
        .offset = offsetof(struct layer_file, crs),
        .words = systems,
        .fallback = "unsaid",
        .help = "The system of its coordinates where none is given."},
    {.name = "properties",
        .type = CONF_TABLE,
        .offset = 0,
        .fields = key_rows,
        .help = "What the properties are called."},
    {.name = "words",
        .type = CONF_NODE,
        .offset = offsetof(struct layer_file, words),
        .help = "Kinds of roads and places by the file's words."},
    {0}};

/* As the row has it; an int for the class. */
struct word_row {
	char *word;
	int64_t rank;
	int class;
};

const struct conf_field layer_word_rows[] = {
    {.name = "word",
        .type = CONF_STRING,
        .required = true,
        .offset = offsetof(struct word_row, word),
        .min = 1,
        .max = 64,
        .help = "In the file; may end in *."},
    {.name = "rank",
        .type = CONF_INTEGER,
        .offset = offsetof(struct word_row, rank),
        .min = 0,
        .max = 9,
        .fallback = "0",
        .help = "1 the most important to 9; 0: not said."},
    {.name = "class",
        .type = CONF_WORD,
        .offset = offsetof(struct word_row, class),
        .words = classes,
        .fallback = "other",
        .help = "What a place is."},
    {0}};

static enum problem_code
take_words(struct layer_file *f, struct problem *p)
{
	const struct conf_node *list = f->words;
	struct layer_map *m = &f->map;
	enum problem_code code = PROBLEM_NONE;
	struct word_row row;

	if (!list)
		return PROBLEM_NONE;
	if (list->kind != CONF_LIST || list->count > LAYER_WORDS_MAX)
		return conf_refuse(list, why_map_rows_over, p);
	m->word = calloc(list->count + 1, sizeof(*m->word));
	if (!m->word)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (const struct conf_node *n = list->first; !code && n; n = n->next) {
		code = conf_fill(n, layer_word_rows, &row, p);
		if (!code)
			m->word[m->words++] = (struct layer_word){
			    row.word, row.rank, (enum place_class)row.class};
	}
	return code;
}

static enum problem_code
take_keys(struct layer_file *f, const struct conf_node *root, struct problem *p)
{
	const struct conf_node *at = conf_find(root, "properties");

	for (int k = 0; k < LAYER_KEYS; k++) {
		if (f->key[k].count > LAYER_KEY_NAMES)
			return conf_refuse(at ? at : root, why_key_names, p);
		for (size_t i = 0; i < f->key[k].count; i++)
			f->map.key[k][i] = f->key[k].item[i];
	}
	return PROBLEM_NONE;
}

static enum problem_code
read_path(const char *path, struct layer_file *f, struct problem *p)
{
	struct conf_node *root;
	enum problem_code code = conf_read(path, &root, p);

	if (!code)
		code = conf_fill(root, layer_file_rows, f, p);
	if (!code) {
		f->role--;
		f->crs--;
		code = take_keys(f, root, p);
	}
	if (!code)
		code = take_words(f, p);
	f->words = NULL;
	conf_free(root);
	return code;
}

static bool
is_path(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') ||
	       (len > 5 && strcmp(name + len - 5, ".yaml") == 0);
}

enum problem_code
layer_file_read(const char *name, struct layer_file *out, struct problem *p)
{
	char file[80], path[PATH_MAX];

	*out = (struct layer_file){.role = -1, .crs = -1};
	name = name ? name : "plain";
	if (is_path(name))
		return read_path(name, out, p);
	if (strlen(name) > 32)
		return problem_set(p, PROBLEM_USAGE, "why", why_no_file, NULL);
	snprintf(file, sizeof(file), "layers/%s.yaml", name);
	if (!shipped_path(file, path, sizeof(path)))
		return problem_set(
		    p, PROBLEM_FILE, "file", file, "why", why_no_file, NULL);
	return read_path(path, out, p);
}

void
layer_file_free(struct layer_file *f)
{
	for (size_t i = 0; i < f->map.words; i++)
		free(f->map.word[i].word);
	free(f->map.word);
	conf_drop(layer_file_rows, f);
	*f = (struct layer_file){.role = -1, .crs = -1};
}
