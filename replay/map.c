/*
 * Rows say what the file may have; what rows cannot say (tables of any length,
 * columns that need each other) is checked here, each with its line.
 */
#include "replay/map.h"

#include "config/conf-field.h"
#include "model/id.h"

#include <stdlib.h>
#include <string.h>

static const struct conf_field station_rows[] = {
    {.name = "id",
        .type = CONF_STRING,
        .offset = offsetof(struct map_station, id),
        .min = 1,
        .max = ID_MAX,
        .help = "Its id; needed but for tracks."},
    {.name = "name",
        .type = CONF_STRING,
        .offset = offsetof(struct map_station, name),
        .min = 1,
        .max = 64,
        .help = "Its name; needed but for tracks."},
    {0}};

/* Offsets within the array map.column. */
static const struct conf_field column_rows[] = {
#define COLUMN(key, KEY, text)                            \
	{.name = #key,                                    \
	    .type = CONF_STRING,                          \
	    .offset = (size_t)MAP_##KEY * sizeof(char *), \
	    .min = 1,                                     \
	    .max = 200,                                   \
	    .help = text},
#include "replay/columns.def"
#undef COLUMN
    {0}};

const struct conf_field map_rows[] = {
    {.name = "name",
        .type = CONF_STRING,
        .required = true,
        .offset = offsetof(struct map, name),
        .min = 1,
        .max = 32,
        .help = "What it is called; ids are made in this space."},
    {.name = "about",
        .type = CONF_STRING,
        .offset = offsetof(struct map, about),
        .min = 0,
        .max = 200,
        .help = "Which files it is for."},
    {.name = "time",
        .type = CONF_STRING,
        .required = true,
        .offset = offsetof(struct map, time),
        .min = 2,
        .max = 64,
        .help = "Format of all times."},
    {.name = "zone",
        .type = CONF_STRING,
        .offset = offsetof(struct map, zone_name),
        .min = 1,
        .max = 64,
        .fallback = "UTC",
        .help = "Time zone of all times."},
    {.name = "station",
        .type = CONF_TABLE,
        .offset = offsetof(struct map, station),
        .fields = station_rows,
        .help = "Whose calls these are; made where it is not there."},
    {.name = "columns",
        .type = CONF_TABLE,
        .offset = offsetof(struct map, column),
        .fields = column_rows,
        .help = "The file's names of the columns."},
    {.name = "categories",
        .type = CONF_NODE,
        .offset = offsetof(struct map, node.categories),
        .help = "Kinds of calls by the file's words."},
    {.name = "units",
        .type = CONF_NODE,
        .offset = offsetof(struct map, node.units),
        .help = "Kinds of units by the file's words."},
    {.name = "priorities",
        .type = CONF_NODE,
        .offset = offsetof(struct map, node.priorities),
        .help = "Priorities by the file's words."},
    {.name = "sources",
        .type = CONF_NODE,
        .offset = offsetof(struct map, node.sources),
        .help = "Sources by the file's words."},
    {0}};

#define CATEGORY_STRING(key, least, most, needed, text)                     \
	{                                                                   \
		.name = #key, .type = CONF_STRING, .required = needed,      \
		.offset = offsetof(struct map_category, key), .min = least, \
		.max = most, .help = text                                   \
	}

const struct conf_field map_category_rows[] = {
    CATEGORY_STRING(word, 1, 200, true, "In the file; may end in *."),
    CATEGORY_STRING(name, 1, 64, false, "Its word here; else the file's."),
    CATEGORY_STRING(en, 0, 96, false, "Label in English; else the word."),
    CATEGORY_STRING(zh, 0, 96, false, "Label in Chinese."),
    CATEGORY_STRING(family, 0, 32, false, "Those alike, for repeats."),
    {.name = "priority",
        .type = CONF_INTEGER,
        .offset = offsetof(struct map_category, priority),
        .min = 1,
        .max = 4,
        .fallback = "3",
        .help = "Its first priority."},
    {0}};

/* A list node of at most MAP_ROWS, or one that is not there. */
static enum problem_code
check_table(
    const struct conf_node *node, enum conf_kind kind, struct problem *p)
{
	if (!node || (node->kind == kind && node->count <= MAP_ROWS))
		return PROBLEM_NONE;
	return conf_refuse(node,
	    kind == CONF_LIST ? why_map_rows_over : why_map_words_over, p);
}

static enum problem_code
read_categories(struct map *m, struct problem *p)
{
	const struct conf_node *list = m->node.categories;
	enum problem_code code = check_table(list, CONF_LIST, p);

	if (code || !list)
		return code;
	m->category = calloc(list->count + 1, sizeof(*m->category));
	if (!m->category)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (const struct conf_node *n = list->first; !code && n; n = n->next)
		code = conf_fill(
		    n, map_category_rows, &m->category[m->categories++], p);
	return code;
}

/* One word of an enum under a key of a row. */
static enum problem_code
read_word(const struct conf_node *row, const char *key,
    const struct enum_table *words, int fallback, int *to, struct problem *p)
{
	const struct conf_node *n = conf_find(row, key);
	struct buf list = {0};

	*to = n && n->text ? enum_find(words, n->text, strlen(n->text))
	                   : fallback;
	if (!n || *to >= 0)
		return PROBLEM_NONE;
	for (size_t i = 0; i < words->count; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", words->words[i]);
	conf_not_wanted(n, key, why_one_of, p);
	problem_param(p, "words", "%s", buf_str(&list));
	buf_free(&list);
	return PROBLEM_FILE_VALUE;
}

static enum problem_code
read_unit(struct map *m, const struct conf_node *row, struct problem *p)
{
	const struct conf_node *word = conf_find(row, "word");
	struct map_unit *u = &m->unit[m->units];
	int class = CLASS_SWORN, mobility = MOVES_CAR;
	enum problem_code code;

	if (!word || !word->text)
		return conf_refuse(row, why_word_missing, p);
	code =
	    read_word(row, "class", &enum_unit_class, CLASS_SWORN, &class, p);
	if (!code)
		code = read_word(
		    row, "mobility", &enum_mobility, MOVES_CAR, &mobility, p);
	u->word = word->text;
	u->class = (enum unit_class) class;
	u->mobility = (enum mobility)mobility;
	m->units++;
	return code;
}

static enum problem_code
read_units(struct map *m, struct problem *p)
{
	const struct conf_node *list = m->node.units;
	enum problem_code code = check_table(list, CONF_LIST, p);

	if (code || !list)
		return code;
	m->unit = calloc(list->count + 1, sizeof(*m->unit));
	if (!m->unit)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (const struct conf_node *n = list->first; !code && n; n = n->next)
		code = read_unit(m, n, p);
	return code;
}

/* What a value in `priorities` or `sources` is; -1: no such thing. */
static int
word_value(const struct conf_node *n, bool priority)
{
	if (!n->text)
		return -1;
	if (!priority)
		return enum_find(
		    &enum_incident_source, n->text, strlen(n->text));
	return n->text[0] >= '1' && n->text[0] <= '4' && n->text[1] == '\0'
	           ? n->text[0] - '0'
	           : -1;
}

static enum problem_code
read_words(const struct conf_node *map, bool priority, struct map_words *to,
    struct problem *p)
{
	enum problem_code code = check_table(map, CONF_MAP, p);

	if (code || !map)
		return code;
	to->row = calloc(map->count + 1, sizeof(*to->row));
	if (!to->row)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (const struct conf_node *n = map->first; n; n = n->next) {
		int value = word_value(n, priority);

		if (value < 0)
			return conf_not_wanted(n, n->key,
			    priority ? why_priority_word : why_a_source, p);
		to->row[to->count++] = (struct map_word){n->key, value};
	}
	return PROBLEM_NONE;
}

/* A map of tracks has these columns alone. */
static enum problem_code
check_track_columns(
    const struct map *m, const struct conf_node *at, struct problem *p)
{
	for (size_t i = 0; i < MAP_COLUMNS; i++) {
		bool wanted = i == MAP_AT || i == MAP_UNIT || i == MAP_LAT ||
		              i == MAP_LON;

		if (wanted != (m->column[i] != NULL))
			return conf_refuse(at, why_map_of_tracks_columns, p);
	}
	return PROBLEM_NONE;
}

/* Columns that make no sense without each other. */
static enum problem_code
check_columns(const struct map *m, struct problem *p)
{
	const struct conf_node *at = conf_find(m->tree, "columns");
	char *const *c = m->column;

	if (!at)
		at = m->tree;
	if (c[MAP_AT])
		return check_track_columns(m, at, p);
	if (!c[MAP_PLACE] || !c[MAP_REPORTED])
		return conf_refuse(at, why_map_needs_columns, p);
	if (!c[MAP_LAT] != !c[MAP_LON])
		return conf_refuse(at, why_lat_needs_lon, p);
	if (c[MAP_SPOT] && c[MAP_LAT])
		return conf_refuse(at, why_spot_or_lat, p);
	if (!c[MAP_UNIT] != !c[MAP_DISPATCHED])
		return conf_refuse(at, why_unit_needs_dispatched, p);
	for (size_t i = MAP_RESPONSE; i < MAP_COLUMNS; i++)
		if (c[i] && !c[MAP_UNIT])
			return conf_refuse(at, why_response_needs_unit, p);
	return PROBLEM_NONE;
}

static enum problem_code
check_ids(const struct map *m, struct problem *p)
{
	if (!id_valid(m->name, strlen(m->name)))
		return conf_not_wanted(
		    conf_find(m->tree, "name"), "name", why_an_id, p);
	if (m->column[MAP_AT])
		return PROBLEM_NONE;
	if (!m->station.id || !m->station.name)
		return conf_refuse(m->tree, why_map_needs_station, p);
	if (!id_valid(m->station.id, strlen(m->station.id)))
		return conf_not_wanted(
		    conf_find(m->tree, "station"), "id", why_an_id, p);
	return PROBLEM_NONE;
}

static enum problem_code
fill(struct map *m, struct problem *p)
{
	enum problem_code code = conf_fill(m->tree, map_rows, m, p);

	if (!code)
		code = check_ids(m, p);
	if (!code)
		code = read_categories(m, p);
	if (!code)
		code = read_units(m, p);
	if (!code)
		code = read_words(m->node.priorities, true, &m->priorities, p);
	if (!code)
		code = read_words(m->node.sources, false, &m->sources, p);
	if (!code)
		code = check_columns(m, p);
	if (!code && zone_load(m->zone_name, &m->zone, p))
		code = conf_refuse(m->tree, why_no_such_zone, p);
	return code;
}

enum problem_code
map_read(const char *path, struct map **out, struct problem *p)
{
	struct map *m = calloc(1, sizeof(*m));
	enum problem_code code;

	*out = NULL;
	if (!m || !(m->path = strdup(path))) {
		free(m);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	code = conf_read(m->path, &m->tree, p);
	if (!code)
		code = fill(m, p);
	if (code)
		map_free(m);
	else
		*out = m;
	return code;
}

void
map_free(struct map *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->categories; i++)
		conf_drop(map_category_rows, &m->category[i]);
	free(m->category);
	free(m->unit);
	free(m->priorities.row);
	free(m->sources.row);
	zone_free(m->zone);
	conf_drop(map_rows, m);
	conf_free(m->tree);
	free(m->path);
	free(m);
}

size_t
map_fits(const struct map *m, const struct csv *c, const char **missing)
{
	size_t n = 0;

	for (size_t i = 0; i < MAP_COLUMNS; i++) {
		if (!m->column[i])
			continue;
		if (csv_column(c, m->column[i]) < 0) {
			if (missing)
				*missing = m->column[i];
			return 0;
		}
		n++;
	}
	return n;
}

const struct map_category *
map_category(const struct map *m, const char *word)
{
	for (size_t i = 0; i < m->categories; i++) {
		const char *row = m->category[i].word;
		size_t len = strlen(row);

		if (strcmp(row, word) == 0 ||
		    (row[len - 1] == '*' && strncmp(row, word, len - 1) == 0))
			return &m->category[i];
	}
	return NULL;
}

const struct map_unit *
map_unit(const struct map *m, const char *word)
{
	static const struct map_unit other = {
	    .word = "", .class = CLASS_SWORN, .mobility = MOVES_CAR};

	for (size_t i = 0; i < m->units; i++)
		if (strcmp(m->unit[i].word, word) == 0)
			return &m->unit[i];
	return &other;
}

int
map_word(const struct map_words *w, const char *word)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->row[i].word, word) == 0)
			return w->row[i].value;
	return -1;
}

bool
map_is_daytime(const struct map *m)
{
	return !strstr(m->time, "%Y") && !strstr(m->time, "%s");
}

bool
map_is_of_tracks(const struct map *m)
{
	return m->column[MAP_AT] != NULL;
}
