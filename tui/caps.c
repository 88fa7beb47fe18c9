/*
 * By tigetstr() and name. <term.h> makes macros of half the dictionary, so it
 * stays in this file.
 */
#include "tui/caps.h"

#include <curses.h>
#include <string.h>
#include <term.h>

#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static const char *
text(const char *name)
{
	const char *cap = tigetstr(name);

	return cap == (const char *)-1 ? NULL : cap;
}

bool
caps_has(const char *name)
{
	return text(name) != NULL;
}

bool
caps_flag(const char *name)
{
	return tigetflag(name) > 0;
}

int
caps_number(const char *name, int otherwise)
{
	int n = tigetnum(name);

	return n > 0 ? n : otherwise;
}

/* Delays, $<..>, were for terminals that are no longer made. */
static void
add_undelayed(struct buf *b, const char *cap)
{
	while (*cap) {
		size_t n = strcspn(cap, "$");
		const char *end;

		buf_add(b, cap, n);
		cap += n;
		end = strncmp(cap, "$<", 2) == 0 ? strchr(cap, '>') : NULL;
		if (end)
			cap = end + 1;
		else if (*cap)
			buf_putc(b, *cap++);
	}
}

void
caps_add(struct buf *b, const char *name)
{
	const char *cap = text(name);

	if (cap)
		add_undelayed(b, cap);
}

bool
caps_full_screen(void)
{
	return caps_has("cup") && caps_has("clear") && !caps_flag("hc") &&
	       !caps_flag("gn");
}

const char *
caps_why_not(const char *type, int fd)
{
	int known = 0;

	/* 1 with an error: it is known, and prints on paper. */
	if (setupterm(type, fd, &known) != OK && known != 1)
		return "this kind of terminal is not known";
	return "this terminal cannot place its cursor";
}

bool
caps_mouse(void)
{
	return caps_has("kmous");
}

void
caps_enter(struct buf *b, bool mouse)
{
	caps_add(b, "smkx");
	if (!caps_mouse())
		return;
	buf_puts(b, PASTE_ON);
	if (mouse)
		buf_puts(b, MOUSE_ON);
}

/* Those that report their cursor as ECMA-48 has it know a status report. */
bool
caps_ask(struct buf *b)
{
	const char *where = text("u7");

	if (!where || strcmp(where, "\033[6n") != 0)
		return false;
	if (caps_mouse())
		buf_puts(b, "\033[?2026$p");
	buf_puts(b, "\033[5n");
	return true;
}

void
caps_leave(struct buf *b, int rows, bool syncs)
{
	if (syncs)
		buf_puts(b, CAPS_SYNC_OFF);
	caps_add(b, "sgr0");
	caps_add(b, "op");
	if (caps_mouse())
		buf_puts(b, MOUSE_OFF PASTE_OFF);
	caps_add(b, "rmkx");
	caps_add(b, "cnorm");
	if (caps_has("rmcup")) {
		caps_add(b, "rmcup");
	} else {
		add_undelayed(b, tiparm(text("cup"), rows - 1, 0));
		buf_puts(b, "\r\n");
	}
}

void
caps_add_keys(struct input *in)
{
	static const struct {
		const char *name;
		enum key_code code;
	} keys[] = {
	    {"kcuu1", K_UP},
	    {"kcud1", K_DOWN},
	    {"kcub1", K_LEFT},
	    {"kcuf1", K_RIGHT},
	    {"khome", K_HOME},
	    {"kend", K_END},
	    {"kpp", K_PGUP},
	    {"knp", K_PGDN},
	    {"kich1", K_INSERT},
	    {"kdch1", K_DELETE},
	    {"kcbt", K_BACKTAB},
	    {"kent", K_ENTER},
	    {"kf1", K_F1},
	    {"kf2", K_F2},
	    {"kf3", K_F3},
	    {"kf4", K_F4},
	    {"kf5", K_F5},
	    {"kf6", K_F6},
	    {"kf7", K_F7},
	    {"kf8", K_F8},
	    {"kf9", K_F9},
	    {"kf10", K_F10},
	    {"kf11", K_F11},
	    {"kf12", K_F12},
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		input_add_key(in, text(keys[i].name), keys[i].code);
}
