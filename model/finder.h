/*
 * Finding a place by what one types: `zhongxin`, `zxgy`, `4000 mission`.
 *
 * A finder is fed everything that has a name and a place, and keeps the best
 * of what matches (model/pinyin.h): whole names first, then what begins so,
 * then what has a word that begins so, then what has it anywhere; of equal
 * ones the nearest first. Nothing is decided here: the caller lists them.
 *
 * A query with a number and words is an address, too: the number is looked for
 * among the known addresses of streets that the words match. A full hundred
 * means the block (4000: 4000 to 4099). What is not known itself is taken to
 * lie on the line between its two known neighbours, if they are no more than
 * FINDER_GAP numbers apart, and says so; else the nearest known one is told,
 * and says that it is another. Nothing is ever made up beyond the last known.
 *
 * There is no index: 10,000 names are walked over in less time than a key
 * takes (make bench).
 */
#ifndef MODEL_FINDER_H
#define MODEL_FINDER_H

#include "model/buf.h"
#include "model/geo.h"
#include "model/id.h"
#include "model/layer.h"
#include "model/pinyin.h"
#include "model/record.h"

#define FINDER_MOST 200     /* that are kept at most */
#define FINDER_QUERY 96     /* bytes of a query */
#define FINDER_GAP 1000     /* numbers between two neighbours on a street */
#define FINDER_KNOWN 100000 /* addresses of matching streets that count */

enum finder_kind {
	FIND_PLACE,
	FIND_VILLAGE,
	FIND_STATION,
	FIND_GRID,
	FIND_ADDRESS,
	FIND_ROAD,
	FIND_AREA,
	FIND_WATER,
	FIND_KINDS,
};

struct finder_hit {
	enum finder_kind kind;
	enum pinyin_grade grade;
	char id[ID_SIZE];              /* of its record; "" none */
	char name[LAYER_TEXT_MAX + 1]; /* as it came; an address's street */
	struct point spot;
	double metres; /* from where one looks; below 0: not known */
	/*
	 * Of an address: the number looked for, and the known ones it lies
	 * between; both the same: that one is known.
	 */
	uint32_t number, below, above;
};

struct finder;

/*
 * Keeps `most` (1 to FINDER_MOST). near: where one looks, or not point_set().
 * NULL when memory ended. A query of nothing that counts finds nothing.
 */
struct finder *finder_new(
    const char *query, size_t len, struct point near, size_t most);
void finder_free(struct finder *f); /* NULL is fine */
/* Whether an address is looked for. */
bool finder_wants_addresses(const struct finder *f);
/* Whether the name is one of those looked for. */
bool finder_wants_name(const struct finder *f, const char *name);

/* What a feature of that role is; FIND_KINDS for what no one looks for. */
enum finder_kind finder_kind_of(enum layer_role role);
const char *finder_kind_name(enum finder_kind kind); /* "place", ... */

/* Something with a name. Without a valid spot it is not found. */
void finder_add(struct finder *f, enum finder_kind kind, const char *id,
    const char *name, struct point spot);
/* A known address, as "4012 Mission St, rear" or 娄桥大道112号. */
void finder_add_address(struct finder *f, const char *text, struct point spot);
/* Whether the text is a known address on a street that is looked for. */
bool finder_wants_address(const struct finder *f, const char *text);
/*
 * A record as what it is: a place with its address, a station, a grid by the
 * middle of its outline, an incident as a known address. What is retired, and
 * all other kinds: nothing.
 */
void finder_add_record(struct finder *f, const struct record *r);
/* Whether that would add something: worth finding out who may see it. */
bool finder_wants(const struct finder *f, const struct record *r);
/* All features of a layer that have a name. */
void finder_add_layer(struct finder *f, const struct layer *l);

/*
 * All was added: the hits, the best first; they stay the finder's. *more:
 * there were more than are kept. NULL when memory ended meanwhile.
 */
const struct finder_hit *finder_end(
    struct finder *f, size_t *count, bool *more);

/*
 * The house number of an address, 0 when it has none that counts, and the
 * words of its street in street[0..size).
 */
uint32_t finder_address(const char *text, char *street, size_t size);

#endif
