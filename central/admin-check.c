/*
 * watchroomd check: whether store, index and audit log are sound. It only
 * reads, and may run beside `serve`.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "central/admin.h"
#include "central/store/store.h"
#include "model/text.h"

static void
say_fault(void *ctx, const char *line)
{
	struct buf shown = {0};
	size_t *faults = ctx;

	text_clean(&shown, line, strlen(line), 0);
	printf("%s\n", buf_str(&shown));
	buf_free(&shown);
	++*faults;
}

int
admin_check(int argc, char **argv)
{
	static const struct option options[] = {{0}};
	struct problem p = {0};
	struct store *s;
	size_t faults = 0;
	enum problem_code code;

	if (getopt_long(argc, argv, "", options, NULL) != -1)
		return admin_usage("check", "no such option");
	if (argc - optind != 1)
		return admin_usage("check", "one directory is wanted");
	code = store_open(argv[optind], STORE_READ, &s, &p);
	if (code)
		return admin_fail(&p);
	code = store_check(s, say_fault, &faults, &p);
	store_close(s);
	if (!code && faults == 0) {
		printf("sound\n");
		return ADMIN_DONE;
	}
	return code ? admin_fail(&p) : ADMIN_FAILED;
}
