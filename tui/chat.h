/*
 * Chat (协同): the rooms, the story of one of them, and the line in which one
 * writes. What is kept for it lives in c->own[SCREEN_CHAT]; the files share
 * this and nobody else needs it but through the functions of the first part.
 *
 *	view-chat.c	the screen
 *	chat-unread.c	what is unread and owed, and marks on their way
 *	chat-rooms.c	the list of rooms, and what they are called
 *	chat-story.c	lines, folded and laid out
 *	chat-line.c	one line in words
 *	chat-write.c	writing, drafts, names in a text
 *	chat-act.c	what keys do to a line
 *	chat-people.c	lists of people: to add, who has read
 *	chat-find.c	lines found by their words
 *
 * The room that is shown is the selected incident's, unless another was
 * picked: then it is pinned until an incident is selected anew in the list.
 */
#ifndef TUI_CHAT_H
#define TUI_CHAT_H

#include "net/link/talk.h"
#include "tui/edit.h"
#include "tui/flow.h"
#include "tui/thread.h"

/* For others. */

/* A line was written somewhere; the picture is whole. */
void chat_said(struct console *c, const struct message *m);
void chat_ready(struct console *c);
/* Rooms to watch: the selected incident's ("": none) and the one shown. */
void chat_watch(struct console *c, const char *incident);
/* Must-reads that somebody owes, and what is unread, of what is shown here. */
size_t chat_mustreads(const struct console *c);
size_t chat_unread(const struct console *c);
/* Shows a room (an incident, a task, or one made by hand) on the Chat screen.
 */
void chat_open(struct console *c, const char *room);
/* The direct talk with a unit; it is made when there is none yet. */
void chat_open_direct(struct console *c, const struct unit *u);
/* Whether what is typed now is text of a room. */
bool chat_is_writing(const struct console *c);
/* While one writes every key goes here; true when it was used. */
bool chat_write_key(struct console *c, const struct key *key);
/* What an incident's checklists still want, as "knife; camera"; "" nothing. */
char *chat_missing(
    const struct console *c, const char *incident, char *out, size_t size);
/* `find` and `chat` of the prompt. */
void chat_command_find(struct console *c, const struct call *call);

/* Shared by the files. */

#define CHAT_MARKS_MS 5000 /* between two tellings of what was read */
#define CHAT_ROWS_MOST 8   /* rows of one line; Enter shows it whole */
#define CHAT_FOLD 3        /* changes in a row that are still shown singly */
#define CHAT_FOLD_MOST 200 /* and how many become one line */
#define CHAT_LIST_COLS 24  /* the list of rooms, where it stands beside */
#define CHAT_LIST_WIDE 76  /* from so many columns on it does */

/* What somebody has begun to write in a room. */
struct draft {
	struct draft *next;
	char room[ID_SIZE];
	struct edit edit;
	char quote[ID_SIZE];   /* the line it answers, or "" */
	char correct[ID_SIZE]; /* the own line it mends, or "" */
};

struct chat {
	/* chat-unread.c */
	struct talk_room *room_state; /* owned */
	size_t rooms, rooms_size;
	struct message **owed; /* without words; owned */
	size_t owes, owed_size;
	struct talk_ask *asked, *readers;
	struct message **early; /* came while that is asked; owned */
	size_t earlies;
	bool ask_again; /* it did not come */
	msec_t ask_at;  /* boot clock: again, not before */
	struct talk_mark due[TALK_MARKS];
	size_t dues;
	msec_t due_at; /* boot clock: not before */

	char account[SESSION_NAME_MAX]; /* whose all this is */
	char incident[ID_SIZE];         /* watched beside the room */
	char room[ID_SIZE];             /* shown; "": none */
	bool pinned;                    /* it is not the selected incident's */
	bool on;             /* the screen was shown when last looked at */
	char heard[ID_SIZE]; /* the must-read that a list is about */
	struct thread thread;

	bool listing;      /* keys go to the list of rooms */
	size_t list_top;   /* first row of it on view */
	char row[ID_SIZE]; /* selected in it */

	char line[ID_SIZE];  /* selected; "": the newest, whatever comes */
	size_t line_at;      /* from the newest, as it was selected */
	char whole[ID_SIZE]; /* shown whole, in place of the story; "" */
	size_t whole_row;
	bool unfolded;

	bool writing;
	struct draft *drafts; /* owned */

	char words[256];        /* that were searched for; "": no search */
	struct message **found; /* newest first; owned */
	size_t founds, found_row;
	int64_t found_next; /* before what the next page is; 0: it is all */
	struct history *searching;
};

struct chat *chat_of(const struct console *c);

/* chat-unread.c */
bool chat_unread_open(struct chat *chat);
void chat_unread_close(struct chat *chat);
const struct talk_room *chat_room_state(
    const struct chat *chat, const char *room);
/* What is shown was read, as far as it is there. */
void chat_note_read(struct console *c);
void chat_marks_tick(struct console *c);
/*
 * What the central is to be told now, one mark a room, the highest; 0: nothing,
 * or CHAT_MARKS_MS have not passed since the last.
 */
size_t chat_take_marks(struct console *c, struct talk_mark marks[TALK_MARKS]);
/* Asks the central what is unread and owed; and again when that is due. */
void chat_ask(struct console *c);
void chat_ask_tick(struct console *c);
/* A line of a watched room came or changed. */
void chat_came(
    struct console *c, const struct message *old, const struct message *now);
/* Whether one sits here as whoever that id stands for. */
bool chat_is_me(const struct console *c, const char *id);
/* Whether a line with this `by` was written at this desk's account. */
bool chat_wrote(const struct console *c, const char *by);
/* The oldest must-read of a room that this desk owes, or NULL; any: that
 * anybody owes. */
const struct message *chat_owed(
    const struct console *c, const char *room, bool any);

/* chat-rooms.c */
size_t chat_rooms(const struct console *c);
/* The id of the n-th room of the list; NULL behind its end. */
const char *chat_room_at(const struct console *c, size_t n);
size_t chat_room_index(const struct console *c, const char *id);
/* The record that the room is, or NULL; borrowed. */
const struct record *chat_record(const struct console *c, const char *room);
/* "0128 Knife", "night search" */
char *chat_room_name(
    const struct console *c, const char *room, char *out, size_t size);
size_t chat_members(const struct console *c, const char *room);
void chat_draw_rooms(const struct console *c, struct area a);
/* Shows that room; pins it unless it is the selected incident's. */
void chat_show_room(struct console *c, const char *room);

/* chat-line.c */
/* A line as it is told, or several that were folded into one. */
void chat_line(const struct console *c, const struct message *m, size_t folded,
    struct buf *out);
/* A member by name: unit, officer, station, role. */
const char *chat_name(const struct console *c, const char *id);

/* chat-story.c: groups of lines, counted from the newest */
struct chat_group {
	size_t first; /* its newest line, as thread_at() counts */
	size_t count; /* lines in it; more than one: folded changes */
};
/* The next older group; begin with {0, 0}. False behind the last. */
bool chat_next_group(const struct chat *chat, struct chat_group *g);
/* The group that the selection is on; false when there is no line. */
bool chat_selected_group(const struct chat *chat, struct chat_group *g);
/* The selected line; of folded ones the newest. NULL: none. */
const struct message *chat_selected(const struct console *c);
/* Moves by so many lines, back (older) or on. */
void chat_move(struct console *c, int64_t older);
void chat_draw_story(const struct console *c, struct area a);
/* Whether it has more rows than are shown of a line. */
bool chat_is_cut(const struct console *c, const struct chat_group *g);
/* Lines that a page goes back, or on: none is passed by. */
size_t chat_page(const struct console *c, bool older);

/* chat-write.c */
void chat_write(struct console *c); /* m */
struct draft *chat_draft(struct console *c, const char *room, bool make);
const struct draft *chat_draft_of(const struct chat *chat, const char *room);
int chat_write_rows(const struct console *c, struct area a);
void chat_draw_write(const struct console *c, struct area a);
/* One's own lines in this room that the central does not have yet: how many
 * rows they take, and drawing them, the newest at the foot. */
int chat_unsent_rows(const struct console *c, struct area a);
void chat_draw_unsent(const struct console *c, struct area a);
/* The newest of them; NULL: there is none. */
const struct outbox_entry *chat_unsent(const struct console *c);
void chat_drafts_free(struct chat *chat);
/* The record that a name means on this console, for a talk of that station;
 * *used is how many bytes of the name it took. NULL: none. */
const struct record *chat_resolve(const struct console *c, const char *station,
    char sign, const char *name, size_t len, size_t *used);

/* chat-act.c */
/*
 * Lists the lines of the checklists of a room, or (message not NULL) those
 * that it brought, to be ticked; false when there are none.
 */
bool chat_list_items(struct console *c, const char *about, const char *message);
action_fn chat_confirm, chat_reply, chat_correct, chat_take_back,
    chat_open_line, chat_show_place, chat_new_room;
/* chat-people.c */
action_fn chat_add, chat_readers;
/* chat-find.c */
void chat_find(struct console *c); /* / */
void chat_find_end(struct chat *chat);
void chat_draw_found(const struct console *c, struct area a);
void chat_found_move(struct console *c, int64_t older);
void chat_found_open(struct console *c);

#endif
