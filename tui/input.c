/*
 * The stream of bytes and its times; what one sequence means is sequence.c's.
 *
 * An Esc alone is held for INPUT_ESCAPE_MS. When something longer is not
 * finished by then it is dropped and what still comes of it within
 * INPUT_LATE_MS is skipped; and when a lone Esc has been given out, a `[` or
 * `O` that comes late is taken for the rest of a sequence if it reads as one.
 */
#include "tui/input.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "tui/flood.h"
#include "tui/sequence.h"

#define CAPS 48
#define CAP_MAX 16
#define SEQUENCE_MAX 4096 /* nothing that is a key is longer than 32 */
#define REPLACEMENT 0xFFFDu

/* What is left of a sequence that was given up. */
enum skip {
	SKIP_NOTHING,
	SKIP_CSI,    /* up to a final byte */
	SKIP_STRING, /* up to BEL or ST */
	SKIP_COUNT,  /* `left` bytes */
};

struct input {
	enum input_coding coding;
	struct buf in; /* what came; read from `at` on */
	size_t at;
	int64_t last;     /* when the last bytes came */
	size_t fed;       /* how many these were */
	bool close;       /* they came right after those before */
	bool flood;       /* and are, or end, more than a person types */
	int64_t deadline; /* -1: nothing waits */
	bool gone;        /* the terminal is */
	bool told;        /* and that was said */

	bool pasting;
	bool cut;
	struct buf paste;

	enum skip skip;
	size_t left;
	int64_t late_until; /* of skip and ghost */
	bool ghost;         /* a lone Esc was given out until late_until */

	struct cap {
		char bytes[CAP_MAX];
		size_t len;
		enum key_code code;
	} cap[CAPS];
	size_t caps;
};

/* What a reading step found. */
enum step {
	STEP_EVENT,
	STEP_AGAIN, /* something was swallowed: look again */
	STEP_WAIT,  /* for more bytes or the deadline */
};

struct input *
input_new(enum input_coding coding)
{
	struct input *in = calloc(1, sizeof(*in));

	if (!in)
		return NULL;
	in->coding = coding;
	in->deadline = -1;
	return in;
}

void
input_free(struct input *in)
{
	if (!in)
		return;
	buf_free(&in->in);
	buf_free(&in->paste);
	free(in);
}

void
input_add_key(struct input *in, const char *bytes, enum key_code code)
{
	size_t len = bytes ? strlen(bytes) : 0;

	if (len < 2 || len > CAP_MAX || bytes[0] != '\033' || in->caps == CAPS)
		return;
	memcpy(in->cap[in->caps].bytes, bytes, len);
	in->cap[in->caps].len = len;
	in->cap[in->caps++].code = code;
}

void
input_feed(struct input *in, const char *bytes, size_t len, int64_t now)
{
	buf_consume(&in->in, in->at);
	in->at = 0;
	buf_add(&in->in, bytes, len);
	in->close = in->fed > 0 && now - in->last < INPUT_BURST_MS;
	in->flood =
	    !in->pasting && (flood_is(bytes, len) || (in->flood && in->close));
	in->fed = len;
	if (!buf_ok(&in->in)) /* memory ended: better deaf than half a key */
		buf_clear(&in->in);
	in->last = now;
}

void
input_hang_up(struct input *in)
{
	in->gone = true;
}

uint32_t
input_fold(uint32_t ch)
{
	if (ch < 0x80)
		return ch;
	if (ch >= 0xFF01 && ch <= 0xFF5E)
		return ch - 0xFEE0;
	return ch == 0x3000 ? ' ' : 0;
}

static const char *
rest(const struct input *in, size_t *len)
{
	*len = in->in.len - in->at;
	return buf_str(&in->in) + in->at;
}

/* Waits until `deadline`, or says that it has passed. */
static bool
must_wait(struct input *in, int64_t now, int64_t deadline)
{
	if (in->gone || now >= deadline)
		return false;
	in->deadline = deadline;
	return true;
}

static enum step
event(struct input *in, size_t used, struct key *key, enum key_code code)
{
	in->at += used;
	key->code = code;
	return code == K_NONE ? STEP_AGAIN : STEP_EVENT;
}

/* Ends the paste: all of it is in in->paste. */
static enum step
paste_event(struct input *in, struct key *key)
{
	in->pasting = false;
	key->paste.bytes = buf_str(&in->paste);
	key->paste.len = in->paste.len;
	key->paste.cut = in->cut || !buf_ok(&in->paste);
	return event(in, 0, key, K_PASTE);
}

static void
paste_add(struct input *in, const char *s, size_t len)
{
	size_t room = INPUT_PASTE_MAX - in->paste.len;

	if (len > room) {
		in->cut = true;
		len = room;
	}
	buf_add(&in->paste, s, len);
}

/* How many bytes at the end of s may begin the mark that ends a paste. */
static size_t
mark_begun(const char *s, size_t len)
{
	size_t n = sizeof(SEQUENCE_PASTE_END) - 2;

	if (n > len)
		n = len;
	while (n > 0 && memcmp(s + len - n, SEQUENCE_PASTE_END, n) != 0)
		n--;
	return n;
}

static enum step
take_paste(struct input *in, int64_t now, struct key *key)
{
	size_t len, mark = sizeof(SEQUENCE_PASTE_END) - 1;
	const char *s = rest(in, &len);
	const char *end = memmem(s, len, SEQUENCE_PASTE_END, mark);
	size_t keep;

	if (end) {
		paste_add(in, s, (size_t)(end - s));
		in->at += (size_t)(end - s) + mark;
		return paste_event(in, key);
	}
	keep = mark_begun(s, len);
	paste_add(in, s, len - keep);
	in->at += len - keep;
	if (must_wait(in, now, in->last + INPUT_PASTE_MS))
		return STEP_WAIT;
	in->at += keep;
	in->cut = true;
	return paste_event(in, key);
}

static void
skip_late(struct input *in, enum skip skip, size_t left)
{
	in->skip = skip;
	in->left = left;
	in->late_until = in->last + INPUT_ESCAPE_MS + INPUT_LATE_MS;
}

/* Whether c is part of what is skipped; sees to it that skipping ends. */
static bool
skips(struct input *in, unsigned char c)
{
	bool part = true, last = false;

	switch (in->skip) {
	case SKIP_NOTHING:
		return false;
	case SKIP_CSI:
		part = c >= ' ' && c <= '~';
		last = c >= '@';
		break;
	case SKIP_STRING: /* an Esc begins ST, or something new */
		part = c != '\033';
		last = c == '\a';
		break;
	case SKIP_COUNT:
		last = --in->left == 0;
		break;
	}
	if (!part || last)
		in->skip = SKIP_NOTHING;
	return part;
}

static void
skip_rest(struct input *in)
{
	size_t len;
	const char *s = rest(in, &len);

	if (in->last > in->late_until)
		in->skip = SKIP_NOTHING;
	while (in->skip != SKIP_NOTHING && len > 0 &&
	       skips(in, (unsigned char)*s)) {
		in->at++;
		s++;
		len--;
	}
}

/* The capability that s[0..len) begins with; *more: it may become one. */
static const struct cap *
find_cap(const struct input *in, const char *s, size_t len, bool *more)
{
	const struct cap *best = NULL;

	*more = false;
	for (size_t i = 0; i < in->caps; i++) {
		const struct cap *c = &in->cap[i];

		if (c->len > len)
			*more |= memcmp(c->bytes, s, len) == 0;
		else if (memcmp(c->bytes, s, c->len) == 0 &&
		         (!best || c->len > best->len))
			best = c;
	}
	return best;
}

/* s[0..len), a sequence begun, is dropped; what comes of it will be too. */
static enum step
give_up(struct input *in, const char *s, size_t len, size_t used)
{
	in->at += used;
	if (s[1] == 'O')
		skip_late(in, SKIP_COUNT, 1);
	else if (s[1] != '[')
		skip_late(in, SKIP_STRING, 0);
	else if (len > 2 && s[2] == 'M')
		skip_late(in, SKIP_COUNT, 6 - len);
	else
		skip_late(in, SKIP_CSI, 0);
	return STEP_AGAIN;
}

static enum step
take_escape(struct input *in, int64_t now, struct key *key)
{
	size_t len, used = 0;
	const char *s = rest(in, &len);
	bool more;
	const struct cap *cap = find_cap(in, s, len, &more);
	enum sequence found;

	if (more && must_wait(in, now, in->last + INPUT_ESCAPE_MS))
		return STEP_WAIT;
	if (cap)
		return event(in, cap->len, key, cap->code);
	found = sequence_parse(s, len, &used, key);
	if (found == SEQUENCE_KEY) {
		in->at += used;
		if (key->code != K_PASTE)
			return key->code == K_NONE ? STEP_AGAIN : STEP_EVENT;
		in->pasting = true;
		in->cut = false;
		buf_clear(&in->paste);
		return STEP_AGAIN;
	}
	if (found == SEQUENCE_MORE && len < SEQUENCE_MAX &&
	    must_wait(in, now, in->last + INPUT_ESCAPE_MS))
		return STEP_WAIT;
	if (found == SEQUENCE_MORE &&
	    (len > 2 || (len == 2 && strchr("[O", s[1]))))
		return give_up(in, s, len, len);
	if (len == 1) {
		in->ghost = true;
		in->late_until = now + INPUT_LATE_MS;
	}
	return event(in, 1, key, K_ESC);
}

/*
 * A lone Esc was given out and `[` or `O` follows: the rest of a sequence that
 * came late is swallowed. STEP_EVENT: no, read it as what it is.
 */
static enum step
take_ghost(struct input *in, int64_t now)
{
	char whole[1 + 32] = "\033";
	size_t len, used = 0;
	const char *s = rest(in, &len);
	struct key ignored;
	enum sequence found;

	if ((s[0] != '[' && s[0] != 'O') || in->last > in->late_until) {
		in->ghost = false;
		return STEP_EVENT;
	}
	if (len > sizeof(whole) - 1)
		len = sizeof(whole) - 1;
	memcpy(whole + 1, s, len);
	found = sequence_parse(whole, len + 1, &used, &ignored);
	if (found == SEQUENCE_MORE && len < sizeof(whole) - 1 &&
	    must_wait(in, now, in->late_until))
		return STEP_WAIT;
	in->ghost = false;
	if (found == SEQUENCE_MORE && len == 1)
		return STEP_EVENT;
	if (found == SEQUENCE_MORE)
		return give_up(in, whole, len + 1, len);
	in->at += used - 1;
	return STEP_AGAIN;
}

static enum step
take_control(struct input *in, unsigned char c, struct key *key)
{
	switch (c) {
	case '\r':
	case '\n':
		return event(in, 1, key, K_ENTER);
	case '\t':
		return event(in, 1, key, K_TAB);
	case '\b':
	case 0x7F:
		return event(in, 1, key, K_BACKSPACE);
	case 'L' & 31:
		return event(in, 1, key, K_REDRAW);
	case 'Z' & 31:
		return event(in, 1, key, K_SUSPEND);
	default:
		key->ascii = c == 0 ? ' ' : c < 27 ? c | 0x60u : c | 0x40u;
		return event(in, 1, key, K_CTRL);
	}
}

static enum step
char_event(struct input *in, size_t used, uint32_t ch, struct key *key)
{
	if (ch >= 0x80 && ch < 0xA0) /* C1: nobody's key */
		return event(in, used, key, K_NONE);
	key->ch = ch;
	key->ascii = input_fold(ch);
	return event(in, used, key, K_CHAR);
}

/*
 * One character of strict UTF-8 from s[0..len): how many bytes it takes, 0 when
 * more must come. Broken bytes are U+FFFD, one for each longest beginning of a
 * character (Unicode 3.9, best practice).
 */
static size_t
decode(const unsigned char *s, size_t len, uint32_t *ch)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t need = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	uint32_t c = s[0] & (0x7Fu >> need);

	*ch = REPLACEMENT;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 1;
	for (size_t i = 1; i < need; i++) {
		uint32_t low, high;

		if (i == len)
			return 0;
		if ((s[i] & 0xC0) != 0x80)
			return i;
		c = c << 6 | (s[i] & 0x3Fu);
		/* What the bytes still to come can make of it. */
		low = c << 6 * (need - 1 - i);
		high = low | ((1u << 6 * (need - 1 - i)) - 1);
		if (high < least[need] || low > 0x10FFFF ||
		    (low >= 0xD800 && high <= 0xDFFF))
			return i;
	}
	*ch = c;
	return need;
}

/* The same in the locale's coding. */
static size_t
decode_locale(const char *s, size_t len, uint32_t *ch)
{
	mbstate_t state = {0};
	wchar_t wide = 0;
	size_t n = mbrtowc(&wide, s, len, &state);

	*ch = REPLACEMENT;
	if (n == (size_t)-2 && len < MB_CUR_MAX)
		return 0;
	if (n == 0 || n > len)
		return 1;
	if ((uint32_t)wide <= 0x10FFFF && (wide < 0xD800 || wide > 0xDFFF))
		*ch = (uint32_t)wide;
	return n;
}

static enum step
take_char(struct input *in, struct key *key)
{
	size_t len, used;
	const char *s = rest(in, &len);
	unsigned char c = (unsigned char)*s;
	uint32_t ch;

	if (c < ' ' || c == 0x7F)
		return take_control(in, c, key);
	if (c < 0x80)
		return char_event(in, 1, c, key);
	used = in->coding == INPUT_UTF8
	           ? decode((const unsigned char *)s, len, &ch)
	           : decode_locale(s, len, &ch);
	if (used == 0) {
		if (!in->gone)
			return STEP_WAIT; /* the next byte decides */
		used = len;
	}
	return char_event(in, used, ch, key);
}

static enum step
take(struct input *in, int64_t now, struct key *key)
{
	size_t len;
	const char *s;

	*key = (struct key){0};
	if (in->pasting)
		return take_paste(in, now, key);
	skip_rest(in);
	s = rest(in, &len);
	if (len == 0)
		return STEP_WAIT;
	if (in->ghost) {
		enum step step = take_ghost(in, now);

		if (step != STEP_EVENT)
			return step;
	}
	return *s == '\033' ? take_escape(in, now, key) : take_char(in, key);
}

bool
input_next(struct input *in, int64_t now, struct key *key)
{
	enum step step;
	size_t at = in->at;

	in->deadline = -1;
	do {
		step = take(in, now, key);
	} while (step == STEP_AGAIN);
	key->burst = in->close || in->at - at < in->fed;
	key->flood = in->flood;
	if (step == STEP_EVENT)
		return true;
	if (!in->gone || in->told)
		return false;
	in->told = true;
	*key = (struct key){.code = K_HANGUP};
	return true;
}

int64_t
input_deadline(const struct input *in)
{
	return in->deadline;
}
