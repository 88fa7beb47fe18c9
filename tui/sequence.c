/*
 * Sequences by their grammar (ECMA-48), keys by two small tables: the letter
 * that ends one, and the number before a `~`.
 */
#include "tui/sequence.h"

#include <string.h>

#define PARAMS 4
#define PARAM_MAX 9999
#define SYNC_MODE 2026

/* CSI and SS3: the letter that ends it. */
static const enum key_code letters[128] = {
    ['A'] = K_UP,
    ['B'] = K_DOWN,
    ['C'] = K_RIGHT,
    ['D'] = K_LEFT,
    ['F'] = K_END,
    ['H'] = K_HOME,
    ['P'] = K_F1,
    ['Q'] = K_F2,
    ['R'] = K_F3,
    ['S'] = K_F4,
    /* rxvt: arrows with Shift (CSI) or Ctrl (SS3) */
    ['a'] = K_UP,
    ['b'] = K_DOWN,
    ['c'] = K_RIGHT,
    ['d'] = K_LEFT,
};

/* CSI number ~ */
static const enum key_code numbers[] = {
    [1] = K_HOME,
    [2] = K_INSERT,
    [3] = K_DELETE,
    [4] = K_END,
    [5] = K_PGUP,
    [6] = K_PGDN,
    [7] = K_HOME,
    [8] = K_END,
    [11] = K_F1,
    [12] = K_F2,
    [13] = K_F3,
    [14] = K_F4,
    [15] = K_F5,
    [17] = K_F6,
    [18] = K_F7,
    [19] = K_F8,
    [20] = K_F9,
    [21] = K_F10,
    [23] = K_F11,
    [24] = K_F12,
    [200] = K_PASTE,
};

/* SS3 letters of the keypad in its application mode: what is printed on it. */
static const char keypad[128] = {
    ['X'] = '=',
    ['j'] = '*',
    ['k'] = '+',
    ['l'] = ',',
    ['m'] = '-',
    ['n'] = '.',
    ['o'] = '/',
    ['p'] = '0',
    ['q'] = '1',
    ['r'] = '2',
    ['s'] = '3',
    ['t'] = '4',
    ['u'] = '5',
    ['v'] = '6',
    ['w'] = '7',
    ['x'] = '8',
    ['y'] = '9',
};

static enum sequence
done(size_t *used, size_t len)
{
	*used = len;
	return SEQUENCE_KEY;
}

/* The button bits of both kinds of mouse report. */
static void
mouse_bits(struct key *key, unsigned bits, bool release)
{
	key->code = K_MOUSE;
	key->mods = (bits & 4 ? KEY_SHIFT : 0u) | (bits & 8 ? KEY_META : 0u) |
	            (bits & 16 ? KEY_CONTROL : 0u);
	if (bits & 64) {
		if ((bits & 3) > 1) /* a wheel that tilts */
			key->code = K_NONE;
		key->mouse.action =
		    bits & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
		return;
	}
	key->mouse.action = release     ? MOUSE_RELEASE
	                    : bits & 32 ? MOUSE_DRAG
	                                : MOUSE_PRESS;
	key->mouse.button = (bits & 3) == 3 ? 0 : (int)(bits & 3) + 1;
}

/* CSI M and three bytes, each with 32 added. */
static enum sequence
mouse_old(const char *s, size_t len, size_t *used, struct key *key)
{
	unsigned char b[3];

	for (size_t i = 3; i < 6; i++) {
		if (i == len)
			return SEQUENCE_MORE;
		b[i - 3] = (unsigned char)s[i];
		if (b[i - 3] < 32)
			return done(used, i); /* broken off */
	}
	mouse_bits(key, b[0] - 32u, ((b[0] - 32u) & 67) == 3);
	key->mouse.col = b[1] > 32 ? b[1] - 33 : 0;
	key->mouse.row = b[2] > 32 ? b[2] - 33 : 0;
	return done(used, 6);
}

static void
mouse_sgr(struct key *key, const unsigned *param, size_t n, char final)
{
	if (n != 3)
		return;
	mouse_bits(key, param[0], final == 'm');
	key->mouse.col = param[1] ? (int)param[1] - 1 : 0;
	key->mouse.row = param[2] ? (int)param[2] - 1 : 0;
}

/* Reads the numbers of s[0..len) into param; how many there are. */
static size_t
read_params(const char *s, size_t len, unsigned param[PARAMS])
{
	size_t n = 0;

	memset(param, 0, PARAMS * sizeof(param[0]));
	for (size_t i = 0; i < len && n < PARAMS; i++) {
		if (s[i] == ';' || s[i] == ':')
			n++;
		else if (param[n] <= PARAM_MAX)
			param[n] = param[n] * 10 + (unsigned)(s[i] - '0');
	}
	return len == 0 ? 0 : n < PARAMS ? n + 1 : PARAMS;
}

static void
modified(struct key *key, const unsigned *param, size_t n)
{
	if (n >= 2 && param[1] > 1)
		key->mods |= (param[1] - 1) & 7;
}

/* "?2026;2$y" and "0n". */
static bool
csi_report(struct key *key, const char *s, size_t len, char final)
{
	unsigned param[PARAMS];

	if (final == 'n' && len == 1 && s[0] == '0') {
		key->code = K_REPORT;
		key->report.what = REPORT_ALIVE;
		return true;
	}
	if (final != 'y' || len < 3 || s[0] != '?' || s[len - 1] != '$' ||
	    strspn(s + 1, "0123456789;") != len - 2 ||
	    read_params(s + 1, len - 2, param) != 2 || param[0] != SYNC_MODE)
		return false;
	key->code = K_REPORT;
	key->report.what = REPORT_SYNC;
	key->report.value = param[1];
	return true;
}

/* s[0..len) stands between CSI and `final`. */
static void
csi_key(struct key *key, const char *s, size_t len, char final)
{
	unsigned param[PARAMS];
	char leader = len > 0 && s[0] >= '<' && s[0] <= '?' ? s[0] : 0;
	size_t skip = leader ? 1 : 0;
	size_t n;

	if (csi_report(key, s, len, final))
		return;
	if (strspn(s + skip, "0123456789;:") < len - skip)
		return; /* intermediate bytes: no key has them */
	n = read_params(s + skip, len - skip, param);
	if (leader == '<' && (final == 'M' || final == 'm')) {
		mouse_sgr(key, param, n, final);
		return;
	}
	if (leader)
		return;
	if (final == 'Z') {
		key->code = K_BACKTAB;
	} else if (final == '~' || final == '^' || final == '$') {
		if (n > 0 && param[0] < COUNT_OF(numbers))
			key->code = numbers[param[0]];
		modified(key, param, n);
		if (final != '~') /* rxvt */
			key->mods = final == '^' ? KEY_CONTROL : KEY_SHIFT;
	} else if (n == 0 || param[0] <= 1) {
		/* A larger number would be a report, such as 24;80R. */
		key->code = letters[(unsigned char) final];
		modified(key, param, n);
		if (final >= 'a')
			key->mods = KEY_SHIFT;
	}
}

static enum sequence
csi(const char *s, size_t len, size_t *used, struct key *key)
{
	size_t i = 2;

	if (len > 2 && s[2] == 'M')
		return mouse_old(s, len, used, key);
	if (len > 2 && s[2] == '[') { /* the Linux console's F1 to F5 */
		if (len == 3)
			return SEQUENCE_MORE;
		if (s[3] >= 'A' && s[3] <= 'E')
			key->code = K_F1 + (enum key_code)(s[3] - 'A');
		return done(used, s[3] < ' ' ? 3 : 4);
	}
	while (i < len && s[i] >= ' ' && s[i] <= '?') {
		/* rxvt ends keys with Shift in what should not end one. */
		if (s[i] == '$' && s[2] >= '0' && s[2] <= '9')
			break;
		i++;
	}
	if (i == len)
		return SEQUENCE_MORE;
	if ((unsigned char)s[i] < ' ' || (unsigned char)s[i] > '~')
		return done(used, i); /* broken off; that byte begins anew */
	csi_key(key, s + 2, i - 2, s[i]);
	return done(used, i + 1);
}

static enum sequence
ss3(const char *s, size_t len, size_t *used, struct key *key)
{
	unsigned char c;

	if (len == 2)
		return SEQUENCE_MORE;
	c = (unsigned char)s[2];
	if (c < ' ' || c > '~')
		return done(used, 2);
	if (c == 'M') {
		key->code = K_ENTER;
	} else if (keypad[c]) {
		key->code = K_CHAR;
		key->ch = key->ascii = (uint32_t)keypad[c];
	} else {
		key->code = letters[c];
		if (c >= 'a')
			key->mods = KEY_CONTROL;
	}
	return done(used, 3);
}

/* OSC, DCS, APC, PM, SOS: a terminal's late answer to another program. */
static enum sequence
string(const char *s, size_t len, size_t *used)
{
	for (size_t i = 2; i < len; i++) {
		if (s[i] == '\a')
			return done(used, i + 1);
		if (s[i] == '\033' && i + 1 < len)
			return done(used, s[i + 1] == '\\' ? i + 2 : i);
	}
	return SEQUENCE_MORE;
}

enum sequence
sequence_parse(const char *s, size_t len, size_t *used, struct key *key)
{
	*key = (struct key){0};
	if (len < 2)
		return SEQUENCE_MORE;
	switch (s[1]) {
	case '[':
		return csi(s, len, used, key);
	case 'O':
		return ss3(s, len, used, key);
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		return string(s, len, used);
	default:
		return SEQUENCE_NOT;
	}
}
