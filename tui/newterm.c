/*
 * See newterm.h.
 */
#include "tui/newterm.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "model/base.h"
#include "tui/caps.h"

/* Of the base set, which every Debian has. */
static const struct {
	const char *family, *as, *with_256;
} families[] = {
    {"putty", "xterm", "xterm-256color"},
    {"xterm", "xterm", "xterm-256color"},
    {"screen", "screen", "screen-256color"},
    {"tmux", "screen", "screen-256color"},
    {"linux", "linux", "linux"},
};

static const char *
family_of(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(families); i++) {
		size_t len = strlen(families[i].family);

		/* "putty" itself (strchr finds the NUL), "putty-sco" */
		if (strncmp(type, families[i].family, len) == 0 &&
		    strchr("-.+", type[len]))
			return strstr(type, "256color") ? families[i].with_256
			                                : families[i].as;
	}
	return NULL;
}

/* The home's name, taken out of the environment; see give_home(). */
static char *
hide_home(void)
{
	const char *home = getenv("HOME");
	char *kept = home ? strdup(home) : NULL;

	unsetenv("HOME");
	return kept;
}

static void
give_home(char *home)
{
	if (home)
		setenv("HOME", home, 1);
	free(home);
}

struct screen *
newterm_open(const char *type, FILE *sink, const char **as)
{
	static const char *const unheard[] = {
	    "TERMINFO", "TERMINFO_DIRS", "TERMCAP"};
	struct screen *screen;
	char *home;

	for (size_t i = 0; i < COUNT_OF(unheard); i++)
		unsetenv(unheard[i]);
	home = hide_home();
	*as = type;
	screen = newterm(type, sink, sink);
	if (!screen && family_of(type)) {
		*as = family_of(type);
		screen = newterm(*as, sink, sink);
	}
	give_home(home);
	return screen;
}

const char *
newterm_why_not(const char *type, FILE *sink)
{
	char *home = hide_home();
	const char *why = caps_why_not(type, fileno(sink));

	give_home(home);
	return why;
}
