/*
 * What a new store begins with (config/central.yaml): roles, modes,
 * categories, clocks, templates of tasks and weights of the index as `setting`
 * records. Their ids say what they are: role.dispatcher, mode.storm,
 * category.theft, clock.arrive.ring1, template.verify, index.overdue.
 */
#ifndef CONFIG_AGENCY_H
#define CONFIG_AGENCY_H

#include "config/conf-field.h"
#include "model/record.h"

struct agency {
	struct record **setting; /* owned; what others refer to comes first */
	size_t count;
};

/*
 * Reads the file into *out. FILE, FILE_LINE, FILE_KEY or FILE_VALUE for what
 * is wrong with it, NO_MEMORY; *out is empty then.
 */
MUST_USE enum problem_code agency_read(
    const char *path, struct agency *out, struct problem *p);
void agency_free(struct agency *a);

/* What an entry of a part ("roles") may say, for the manual; or NULL. */
const struct conf_field *agency_rows(const char *part);

#endif
