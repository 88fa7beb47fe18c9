/*
 * usage: pinyin <Unihan_Readings.txt >pinyin-table.c
 *
 * Makes the table of model/pinyin.h when the programs are built: of each
 * Chinese character the syllables that kMandarin and kHanyuPinlu give it,
 * without tones, the most usual first. Characters with the same syllables
 * share one text. Nothing to read makes an empty table and a word about it:
 * the programs work, and find no name by its pinyin.
 *
 * It runs before there is a library of ours, so it has none.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHARS 0x40000 /* code points; 18 bits, as model/pinyin.c has them */
#define SETS 0x4000   /* of syllables; 14 bits */
#define SET_SIZE 64   /* bytes of one */

/* Toned letters, and the plain one that is typed for them. */
static const struct {
	const char *toned;
	char plain;
} letters[] = {{"ā", 'a'}, {"á", 'a'}, {"ǎ", 'a'}, {"à", 'a'}, {"ē", 'e'},
    {"é", 'e'}, {"ě", 'e'}, {"è", 'e'}, {"ê", 'e'}, {"ī", 'i'}, {"í", 'i'},
    {"ǐ", 'i'}, {"ì", 'i'}, {"ō", 'o'}, {"ó", 'o'}, {"ǒ", 'o'}, {"ò", 'o'},
    {"ū", 'u'}, {"ú", 'u'}, {"ǔ", 'u'}, {"ù", 'u'}, {"ü", 'v'}, {"ǖ", 'v'},
    {"ǘ", 'v'}, {"ǚ", 'v'}, {"ǜ", 'v'}, {"ń", 'n'}, {"ň", 'n'}, {"ǹ", 'n'},
    {"ḿ", 'm'}};

static char (*sets)[SET_SIZE]; /* syllables parted by blanks */
static size_t set_count = 1;   /* 0: none */
static char (*of_char)[SET_SIZE];

/* One letter of *s without its tone, *s moving past it; 0: none is there. */
static char
next_letter(const char **s)
{
	if (**s >= 'a' && **s <= 'z')
		return *(*s)++;
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		size_t len = strlen(letters[i].toned);

		if (strncmp(*s, letters[i].toned, len) == 0) {
			*s += len;
			return letters[i].plain;
		}
	}
	return 0;
}

static bool
has_syllable(const char *set, const char *syllable)
{
	size_t len = strlen(syllable);

	for (const char *at = set; (at = strstr(at, syllable)); at += len)
		if ((at == set || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static void
add_syllable(char *set, const char *syllable)
{
	size_t used = strlen(set), len = strlen(syllable);

	if (len == 0 || has_syllable(set, syllable) ||
	    used + len + 2 > SET_SIZE)
		return;
	if (used > 0)
		set[used++] = ' ';
	memcpy(set + used, syllable, len + 1);
}

/* "zhòng(1823) chóng(329)": the syllables; U+0300 and the like are tones. */
static void
read_value(char *set, const char *s)
{
	char syllable[8];
	size_t n = 0;

	for (; *s && *s != '\n';) {
		char c = next_letter(&s);

		if (c && n + 1 < sizeof(syllable)) {
			syllable[n++] = c;
			continue;
		}
		if ((unsigned char)*s >= 0x80) {
			s++;
			continue;
		}
		syllable[n] = '\0';
		add_syllable(set, syllable);
		n = 0;
		s += *s && *s != '\n';
	}
	syllable[n] = '\0';
	add_syllable(set, syllable);
}

static void
read_line(const char *line, const char *key)
{
	char *end;
	unsigned long ch;
	size_t len = strlen(key);

	if (strncmp(line, "U+", 2) != 0)
		return;
	ch = strtoul(line + 2, &end, 16);
	if (ch == 0 || ch >= CHARS || *end != '\t' ||
	    strncmp(end + 1, key, len) != 0 || end[1 + len] != '\t')
		return;
	read_value(of_char[ch], end + 2 + len);
}

static int
find_set(const char *set)
{
	for (size_t i = 1; i < set_count; i++)
		if (strcmp(sets[i], set) == 0)
			return (int)i;
	if (set_count == SETS)
		return -1;
	memcpy(sets[set_count], set, SET_SIZE);
	return (int)set_count++;
}

static int
print_table(void)
{
	size_t count = 0;

	printf("/* Made by scripts/pinyin.c from Unihan_Readings.txt. */\n"
	       "#include \"model/pinyin-table.h\"\n\n"
	       "const uint32_t pinyin_chars[] = {\n");
	for (uint32_t ch = 0; ch < CHARS; ch++) {
		int set;

		if (!*of_char[ch])
			continue;
		set = find_set(of_char[ch]);
		if (set < 0) {
			fprintf(stderr, "pinyin: too many readings\n");
			return 1;
		}
		printf("0x%lx,\n", (unsigned long)ch << 14 | (unsigned)set);
		count++;
	}
	printf("0};\nconst size_t pinyin_chars_count = %zu;\n\n"
	       "const char *const pinyin_sets[] = {\n\"\",\n",
	    count);
	for (size_t i = 1; i < set_count; i++)
		printf("\"%s\",\n", sets[i]);
	printf("};\n");
	if (count == 0)
		fprintf(stderr,
		    "pinyin: Unihan_Readings.txt is not here: names are not "
		    "found by pinyin (make deps brings it)\n");
	return fflush(stdout) != 0 || ferror(stdout);
}

int
main(void)
{
	static char line[8192];
	FILE *kept = tmpfile();

	sets = calloc(SETS, SET_SIZE);
	of_char = calloc(CHARS, SET_SIZE);
	if (!sets || !of_char || !kept) {
		perror("pinyin");
		return 1;
	}
	/* kMandarin is the usual one: it comes first. */
	while (fgets(line, sizeof(line), stdin)) {
		read_line(line, "kMandarin");
		fputs(line, kept);
	}
	rewind(kept);
	while (fgets(line, sizeof(line), kept))
		read_line(line, "kHanyuPinlu");
	fclose(kept);
	return print_table();
}
