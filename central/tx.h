/*
 * One command being carried out: what its function may read, and how it
 * changes records. All it does is taken back when it is refused.
 *
 * A command function reads records with tx_get (only what the actor may see)
 * or tx_peek (what the command itself needs to know), copies one to the
 * stack, changes members and gives it to tx_put. tx_put moves rev, keeps the
 * index of who sees the record true, and notes it for the feed.
 *
 * Records handed out live until the command ends.
 */
#ifndef CENTRAL_TX_H
#define CENTRAL_TX_H

#include "central/actor.h"
#include "central/settings.h"
#include "central/store/store.h"
#include "model/buf.h"
#include "model/command.h"
#include "model/sector.h"
#include "model/time.h"

/* One record as it stands after the command, for the feed and the answer. */
struct change {
	enum kind kind;
	char id[ID_SIZE];
	struct record *record; /* owned; its content now */
	bool content;          /* rev moved; else only who sees it */
	bool stirred;          /* somebody began or ceased to see it */
	struct change_scope {
		char scope[SCOPE_SIZE];
		enum seen_state state;
		bool moved; /* entered, changed, aged or left by this command */
	} * scope;          /* all its rows, owned */
	size_t scopes;
};

/* A record that a command was about, by name. */
struct standing {
	enum kind kind;
	char id[ID_SIZE];
};

struct recent;

struct tx {
	struct store *store;
	const struct settings *settings;
	const struct actor *actor;
	const struct recent *recent; /* incidents told lately; NULL: none */
	msec_t now;              /* the central's clock, a drill's in a drill */
	const struct zone *zone; /* of the store's local days */
	int64_t seq;
	struct problem *problem; /* where a refusal is written */
	bool settings_changed;   /* to be read again before the next command */
	bool restores; /* what is put keeps the `at` and `by` that it says */

	struct change *change; /* in the order of their first put; owned */
	size_t changes, change_room;
	struct record **held; /* handed out by tx_get and tx_peek; owned */
	size_t helds, held_room;
	struct buf what; /* ids and words for the audit line */
	/* What stood in a refused command's way, for its sender to see. */
	struct standing stood[EXPECT_MAX + 1];
	size_t stoods;
	struct record *reveal; /* a caller opened by `reveal`, owned */
	msec_t clock_to;       /* a drill's clock is set to this; 0: not */
	int64_t clock_speed;   /* and goes on at this; -1: as it was */
};

/* The function of one central command. */
typedef enum problem_code command_fn(struct tx *tx, const struct call *call);

/* Forgets everything of the last command but keeps the memory. */
void tx_clear(struct tx *tx);
void tx_free(struct tx *tx);

/*
 * The record, or NULL with tx->problem set: not there, or not for the actor's
 * eyes (both say not-found), or the store failed.
 */
const struct record *tx_get(struct tx *tx, enum kind kind, const char *id);
/* The same without asking who may see it; NULL without a problem when the
 * record is not there (tx->problem->code stays PROBLEM_NONE). */
const struct record *tx_peek(struct tx *tx, enum kind kind, const char *id);

/* tx_get by kind: struct incident *tx_incident(...). */
#define TX_GETTER(kind, KIND)                                            \
	static inline const struct kind *tx_##kind(                      \
	    struct tx *tx, const char *id)                               \
	{                                                                \
		return (const struct kind *)tx_get(tx, KIND_##KIND, id); \
	}
TX_GETTER(incident, INCIDENT)
TX_GETTER(assignment, ASSIGNMENT)
TX_GETTER(unit, UNIT)
TX_GETTER(station, STATION)
TX_GETTER(officer, OFFICER)
TX_GETTER(setting, SETTING)
TX_GETTER(task, TASK)
TX_GETTER(item, ITEM)
TX_GETTER(sector, SECTOR)
#undef TX_GETTER

/* Most assignments of one incident or one unit that are looked at. */
#define TX_ASSIGNMENTS 128

/*
 * The assignments of an incident or of a unit (by field "incident" or
 * "unit"), all of them or the live ones, oldest first; false when the store
 * failed (tx->problem set) or there are more than TX_ASSIGNMENTS.
 */
MUST_USE bool tx_assignments(struct tx *tx, const char *field, const char *id,
    bool live, const struct assignment *out[TX_ASSIGNMENTS], size_t *count);

/*
 * The record that is a room of its own (its story, its checklists): an
 * incident, a task, or a room made by hand; whatever the actor may see. NULL
 * when there is none of that id, or tx->problem says why.
 */
const struct record *tx_room(struct tx *tx, const char *id);

/* Most lines that the checklists of one room have together. */
#define TX_ITEMS 256

/* The checklist lines about a record, in their order; false as above. */
MUST_USE bool tx_items(struct tx *tx, const char *about,
    const struct item *out[TX_ITEMS], size_t *count);

/* The sectors of an incident, dropped ones too, by name; false as above. */
MUST_USE bool tx_sectors(struct tx *tx, const char *incident,
    const struct sector *out[SECTORS_MOST], size_t *count);
/* The passes over a sector or of an incident (by field "sector" or
 * "incident"), in any order; false as above. */
MUST_USE bool tx_sweeps(struct tx *tx, const char *field, const char *id,
    const struct sweep *out[SWEEPS_MOST], size_t *count);

/* Most must-reads of one room that are looked at: the latest. */
#define TX_MUSTREADS 32

/* The must-reads of a room, the latest first; false as above. */
MUST_USE bool tx_mustreads(struct tx *tx, const char *room,
    const struct message *out[TX_MUSTREADS], size_t *count);

/*
 * Puts the draft in the place of the record with its kind and id. rev, seq,
 * at and by of the draft are ignored (at and by not when the tx restores). A
 * draft that changes nothing moves no rev, but who sees it is still brought up
 * to date.
 */
MUST_USE enum problem_code tx_put(struct tx *tx, struct record *draft);

/*
 * A line in the one story of a room (an incident's or another): class,
 * event (the command's name, or NULL), what it is about (or NULL), when it
 * happened if not now (else 0), and its words (or NULL). The id is new.
 */
MUST_USE enum problem_code tx_say(
    struct tx *tx, const struct record *room, const struct message *line);

/* A line that was changed later: its place, time and hand stay. */
MUST_USE enum problem_code tx_put_line(struct tx *tx, struct message *draft);

/* Words for the audit line: "what id". Never callers' details. */
void tx_note(struct tx *tx, const char *fmt, ...) PRINTF(2, 3);

/* Sets when a record is to be looked at again (0: not). */
MUST_USE enum problem_code tx_timer(
    struct tx *tx, const struct record *r, const char *name, msec_t due);

/* Refuses: sets tx->problem and returns the code. */
#define tx_refuse(tx, code, ...) problem_set((tx)->problem, code, __VA_ARGS__)

#endif
