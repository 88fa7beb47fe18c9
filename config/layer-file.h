/*
 * What the properties of a map file mean, said in YAML:
 *
 *	name: amap
 *	about: DataV and AMap outlines, GCJ-02
 *	role: area			# unless the command line says
 *	crs: gcj02			# likewise
 *	properties:			# several names: the first that is there
 *	  name: [name]
 *	  code: [adcode]
 *	words:
 *	  - {word: primary*, rank: 3}
 *	  - {word: clinic, class: hospital, rank: 4}
 */
#ifndef CONFIG_LAYER_FILE_H
#define CONFIG_LAYER_FILE_H

#include "config/conf-field.h"
#include "model/layer-map.h"

struct layer_file {
	struct layer_map map; /* its texts are those below */
	char *name, *about;
	int role; /* enum layer_role; -1: not said */
	int crs;  /* enum crs; -1: not said */
	struct conf_strings key[LAYER_KEYS];
	const struct conf_node *words;
};

/* What a file may say, and each row of its words; for the manual too. */
extern const struct conf_field layer_file_rows[], layer_word_rows[];

/*
 * Reads the map called `name`: a path when it has a slash or ends in .yaml,
 * else layers/NAME.yaml among the files we ship; NULL for `plain`, which knows
 * the names that most files have. FILE, FILE_LINE, FILE_KEY, FILE_VALUE,
 * NO_MEMORY; *out is for layer_file_free() whatever is returned.
 */
MUST_USE enum problem_code layer_file_read(
    const char *name, struct layer_file *out, struct problem *p);
void layer_file_free(struct layer_file *f);

#endif
