/*
 * central.yaml read by tables of rows, one for each part of it (agency.h).
 */
#include "config/agency.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/conf-field.h"
#include "model/beat.h"
#include "model/buf.h"
#include "model/checklist.h"
#include "model/duty.h"
#include "model/time.h"

/* One part of the file: its rows, and how a node becomes a setting. */
struct part {
	const char *key;
	enum topic topic;
	bool list; /* items without names; else a map of names */
	const struct conf_field *rows;
};

/* What any part may say; each has the rows that are its own. */
struct said {
	char *en, *zh, *family, *category, *mode, *until, *source, *duty;
	struct conf_strings may, words, lines, days, areas;
	int64_t priority, units, weight, metres;
	msec_t limit, warn;
	int step, ring, rhythm;
};

/* The words of enums as rows want them: up to a NULL. */
static const char *const steps[] = {"none", "take", "dispatch", "accept",
    "arrive", "report", "close", "hold", "schedule", "review", "task", NULL};
static const char *const rhythms[] = {
    "none", "daily", "weekly", "monthly", "once", "calendar", NULL};
static const char *const rings[] = {
    "any", "ring1", "ring3", "ring5", "urban", "rural", NULL};

#define AT(member) .offset = offsetof(struct said, member)
#define LABELS                                                               \
	{.name = "en",                                                       \
	    .type = CONF_STRING,                                             \
	    AT(en),                                                          \
	    .required = true,                                                \
	    .max = 96,                                                       \
	    .help = "Label in English."},                                    \
	{                                                                    \
		.name = "zh", .type = CONF_STRING, AT(zh), .required = true, \
		.max = 96, .help = "Label in Chinese."                       \
	}

/* clang-format off */
static const struct conf_field role_rows[] = {
    LABELS,
    {.name = "may", .type = CONF_STRINGS, AT(may), .required = true,
	.help = "What it allows: words of enum permission."},
    {.name = "words", .type = CONF_STRINGS, AT(words),
	.help = "Its other names, to bring it into a talk."},
    {0}};
static const struct conf_field mode_rows[] = {LABELS, {0}};
static const struct conf_field outcome_rows[] = {LABELS, {0}};
static const struct conf_field category_rows[] = {
    LABELS,
    {.name = "family", .type = CONF_STRING, AT(family), .required = true,
	.max = 32, .help = "Those alike, for repeats."},
    {.name = "priority", .type = CONF_INTEGER, AT(priority), .required = true,
	.min = 1, .max = 4, .help = "1 most urgent to 4."},
    {.name = "units", .type = CONF_INTEGER, AT(units), .min = 0, .max = 16,
	.help = "How many units to send at first."},
    {.name = "words", .type = CONF_STRINGS, AT(words),
	.help = "What suggests it."},
    {.name = "plan", .type = CONF_STRINGS, AT(lines),
	.help = "What is to be done: lines of a checklist, which may begin "
		"with [dispatch], [photo] and the like."},
    {0}};
static const struct conf_field clock_rows[] = {
    {.name = "step", .type = CONF_WORD, AT(step), .required = true,
	.words = steps, .help = "Which step it limits."},
    {.name = "limit", .type = CONF_DURATION, AT(limit), .required = true,
	.min = 0, .max = INT64_C(365) * 24 * 3600 * 1000,
	.help = "How long it may take; 0 s stops the clock."},
    {.name = "ring", .type = CONF_WORD, AT(ring), .words = rings,
	.fallback = "any", .help = "Where it counts."},
    {.name = "category", .type = CONF_STRING, AT(category), .max = 48,
	.help = "Of which category; none: of all."},
    {.name = "mode", .type = CONF_STRING, AT(mode), .max = 48,
	.help = "In which mode; none: in all."},
    {.name = "priority", .type = CONF_INTEGER, AT(priority), .min = 0,
	.max = 4, .help = "Of which priority; 0: of all."},
    {0}};
static const struct conf_field template_rows[] = {
    LABELS,
    {.name = "every", .type = CONF_WORD, AT(rhythm), .words = rhythms,
	.fallback = "none", .help = "How often its task is made; none: by "
	"hand, with `task template=NAME`."},
    {.name = "on", .type = CONF_STRINGS, AT(days),
	.help = "On which days: mon to sun, 1 to 31, or dates."},
    {.name = "until", .type = CONF_STRING, AT(until), .max = 5,
	.help = "By when, local time as \"18:00\"; none: by midnight."},
    {.name = "areas", .type = CONF_STRINGS, AT(areas),
	.help = "Ids of areas; none: every area that has an officer."},
    {.name = "steps", .type = CONF_STRINGS, AT(lines),
	.help = "Lines of its checklist: plain, or behind [count 40], "
		"[photo], [reading] or [text]."},
    {.name = "source", .type = CONF_STRING, AT(source), .max = 64,
	.help = "Who asks for it."},
    {.name = "duty", .type = CONF_STRING, AT(duty), .max = 64,
	.help = "Templates with the same word make one task with several "
		"sources; none: its name."},
    {.name = "priority", .type = CONF_INTEGER, AT(priority), .min = 0,
	.max = 4, .help = "1 most urgent to 4."},
    {.name = "weight", .type = CONF_INTEGER, AT(weight), .min = 0,
	.max = 100, .fallback = "1", .help = "How much it counts."},
    {.name = "warn", .type = CONF_DURATION, AT(warn), .min = 0,
	.max = INT64_C(7) * 24 * 3600 * 1000, .fallback = "60 min",
	.help = "How long before the limit its officer is warned."},
    {0}};
static const struct conf_field index_rows[] = {
    LABELS,
    {.name = "weight", .type = CONF_INTEGER, AT(weight), .min = -100,
	.max = 100, .required = true,
	.help = "What one task of this figure adds to the index."},
    {0}};
static const struct conf_field route_rows[] = {
    LABELS,
    {.name = "metres", .type = CONF_INTEGER, AT(metres), .min = 1,
	.max = BEAT_TOLERANCE_MAX, .required = true,
	.help = "How far: of `tolerance`, how far from its route's line a "
		"unit still counts as on it."},
    {0}};
static const struct part parts[] = {
    {"roles", TOPIC_ROLE, false, role_rows},
    {"modes", TOPIC_MODE, false, mode_rows},
    {"categories", TOPIC_CATEGORY, false, category_rows},
    {"clocks", TOPIC_CLOCK, true, clock_rows},
    {"templates", TOPIC_TEMPLATE, false, template_rows},
    {"index", TOPIC_INDEX, false, index_rows},
    {"outcomes", TOPIC_OUTCOME, false, outcome_rows},
    {"routes", TOPIC_ROUTE, false, route_rows},
};
/* clang-format on */

static void
join(struct buf *out, const struct conf_strings *words, char between)
{
	for (size_t i = 0; i < words->count; i++) {
		if (i > 0)
			buf_putc(out, between);
		buf_puts(out, words->item[i]);
	}
}

static enum problem_code
check_permissions(const struct conf_node *node, struct problem *p)
{
	const struct conf_node *may = conf_find(node, "may");

	for (const struct conf_node *n = may ? may->first : NULL; n;
	     n = n->next)
		if (!n->text ||
		    enum_find(&enum_permission, n->text, strlen(n->text)) < 0)
			return conf_not_wanted(n, "may", why_a_permission, p);
	return PROBLEM_NONE;
}

/* The setting with that name in what was read so far, or NULL. */
static const struct setting *
named(const struct agency *a, enum topic topic, const char *name)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct setting *s = (struct setting *)a->setting[i];

		if (s->topic == topic && text_is(s->name, name))
			return s;
	}
	return NULL;
}

/* Sets *ref to the id of the named one; absent when it is not named. */
static enum problem_code
refer(const struct agency *a, const struct conf_node *node, enum topic topic,
    const char *name, const char **ref, struct problem *p)
{
	const struct setting *s;

	if (!name)
		return PROBLEM_NONE;
	s = named(a, topic, name);
	if (!s)
		return conf_refuse(node,
		    topic == TOPIC_MODE ? why_no_such_mode
		                        : why_no_such_category,
		    p);
	*ref = s->head.id;
	return PROBLEM_NONE;
}

/* Takes a frozen copy of the draft in; an id twice is a fault of the file. */
static enum problem_code
add(struct agency *a, const struct conf_node *node, const struct setting *draft,
    struct problem *p)
{
	struct record **list;
	struct record *r;

	if (!id_valid(draft->head.id, strlen(draft->head.id)))
		return conf_refuse(node, why_name_not_word, p);
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->setting[i]->id, draft->head.id) == 0)
			return conf_refuse(node, why_rule_twice, p);
	list = realloc(a->setting, (a->count + 1) * sizeof(*list));
	if (list)
		a->setting = list;
	r = list ? record_freeze(&draft->head) : NULL;
	if (!r)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	a->setting[a->count++] = r;
	return PROBLEM_NONE;
}

/* "arrive.ring1": what tells one rule from another is its name. */
static void
clock_name(const struct said *said, char *name, size_t size)
{
	char priority[8] = "";

	if (said->priority)
		snprintf(
		    priority, sizeof(priority), ".p%d", (int)said->priority);
	snprintf(name, size, "%s%s%s%s%s%s%s%s", steps[said->step],
	    said->ring ? "." : "", said->ring ? rings[said->ring] : "",
	    said->category ? "." : "", text_or(said->category, ""),
	    said->mode ? "." : "", text_or(said->mode, ""), priority);
}

/* A template's days, time and steps, a plan's lines; where in the file. */
static enum problem_code
check_template(
    const struct conf_node *node, const struct setting *s, struct problem *p)
{
	struct problem why = {0};
	const char *lines = text_or(s->steps, "");
	struct checklist_line line;
	bool found = true;
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; i < s->areas.count; i++)
		if (s->areas.count > REFS_MAX ||
		    !id_valid(s->areas.id[i], strlen(s->areas.id[i])))
			return conf_refuse(node, why_bad_areas, p);
	if (s->topic == TOPIC_TEMPLATE)
		code = duty_check(s, &why);
	while (!code && found)
		code = checklist_next(&lines, &line, &found, &why);
	if (!code)
		return PROBLEM_NONE;
	if (p)
		*p = why;
	problem_wrap(p, PROBLEM_FILE_LINE);
	problem_param(p, "file", "%s", node->file);
	problem_param(p, "line", "%zu", node->line);
	return PROBLEM_FILE_LINE;
}

static enum problem_code
add_said(struct agency *a, const struct part *part,
    const struct conf_node *node, const struct said *said, struct problem *p)
{
	struct setting draft = {.topic = part->topic};
	struct buf words = {0}, may = {0}, lines = {0}, days = {0};
	char name[128], id[ID_SIZE];
	enum problem_code code;

	if (part->list)
		clock_name(said, name, sizeof(name));
	else
		snprintf(name, sizeof(name), "%s", node->key);
	snprintf(id, sizeof(id), "%s.%.50s",
	    enum_word(&enum_topic, part->topic), name);
	join(&words, &said->words, ' ');
	join(&may, &said->may, ' ');
	join(&lines, &said->lines, '\n');
	join(&days, &said->days, ' ');
	draft.head = (struct record){.kind = KIND_SETTING, .id = id};
	draft.name = name;
	draft.en = said->en;
	draft.zh = said->zh;
	draft.family = said->family;
	draft.priority = said->priority;
	draft.units = said->units;
	draft.words = buf_str(&words);
	draft.permissions = buf_str(&may);
	draft.step = (enum clock_step)said->step;
	draft.ring = (enum ring)said->ring;
	draft.limit = said->metres ? said->metres : said->limit / 1000;
	draft.steps = buf_str(&lines);
	draft.days = buf_str(&days);
	draft.rhythm = (enum rhythm)said->rhythm;
	draft.until = said->until;
	draft.source = said->source;
	draft.duty = said->duty;
	draft.weight = said->weight;
	draft.warn = said->warn / TIME_MINUTE;
	draft.areas = (struct refs){
	    said->areas.count, (const char *const *)said->areas.item};
	code =
	    refer(a, node, TOPIC_CATEGORY, said->category, &draft.category, p);
	if (!code)
		code = refer(a, node, TOPIC_MODE, said->mode, &draft.mode, p);
	if (!code)
		code = check_permissions(node, p);
	if (!code)
		code = check_template(node, &draft, p);
	if (!code)
		code = add(a, node, &draft, p);
	buf_free(&words);
	buf_free(&may);
	buf_free(&lines);
	buf_free(&days);
	return code;
}

static enum problem_code
read_part(struct agency *a, const struct part *part,
    const struct conf_node *root, struct problem *p)
{
	const struct conf_node *top = conf_find(root, part->key), *node;
	enum problem_code code = PROBLEM_NONE;

	if (!top)
		return PROBLEM_NONE;
	if (top->kind != (part->list ? CONF_LIST : CONF_MAP))
		return conf_refuse(
		    top, part->list ? why_list_wanted : why_map_wanted, p);
	for (node = top->first; !code && node; node = node->next) {
		struct said said = {0};

		code = conf_fill(node, part->rows, &said, p);
		if (!code)
			code = add_said(a, part, node, &said, p);
		conf_drop(part->rows, &said);
	}
	return code;
}

/* A key of the file that is none of its parts. */
static enum problem_code
check_keys(const struct conf_node *root, struct problem *p)
{
	for (const struct conf_node *n = root->first; n; n = n->next) {
		bool known = false;

		for (size_t i = 0; i < COUNT_OF(parts); i++)
			known = known || strcmp(n->key, parts[i].key) == 0;
		if (!known)
			return conf_refuse(n, why_agency_parts, p);
	}
	return PROBLEM_NONE;
}

enum problem_code
agency_read(const char *path, struct agency *out, struct problem *p)
{
	struct conf_node *root;
	enum problem_code code = conf_read(path, &root, p);

	*out = (struct agency){0};
	if (code)
		return code;
	code = root->kind == CONF_MAP ? check_keys(root, p)
	                              : conf_refuse(root, why_map_wanted, p);
	for (size_t i = 0; !code && i < COUNT_OF(parts); i++)
		code = read_part(out, &parts[i], root, p);
	conf_free(root);
	if (code)
		agency_free(out);
	return code;
}

void
agency_free(struct agency *a)
{
	for (size_t i = 0; i < a->count; i++)
		record_free(a->setting[i]);
	free(a->setting);
	*a = (struct agency){0};
}

const struct conf_field *
agency_rows(const char *part)
{
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (strcmp(parts[i].key, part) == 0)
			return parts[i].rows;
	return NULL;
}
