/*
 * Any bytes as a central.yaml, its templates above all: what is taken is a
 * list of settings that can be kept, each template can be asked about any day,
 * and what is refused says where.
 */
#include "config/agency.h"
#include "model/duty.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
check_setting(const struct setting *s)
{
	hold(s->head.kind == KIND_SETTING && s->name && *s->name);
	hold(id_valid(s->head.id, strlen(s->head.id)));
	if (s->topic != TOPIC_TEMPLATE)
		return;
	hold(duty_check(s, NULL) == PROBLEM_NONE);
	for (int64_t day = 20000; day < 20040; day++) {
		msec_t limit = duty_limit(s, day, NULL);

		(void)duty_due(s, day);
		hold(duty_day(limit, NULL) == day);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("agency", MFD_CLOEXEC);
	struct agency a;
	struct problem p = {0};
	char path[64];

	hold(fd >= 0);
	if (write(fd, data, size) != (ssize_t)size) {
		close(fd);
		return 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (agency_read(path, &a, &p) == PROBLEM_NONE) {
		for (size_t i = 0; i < a.count; i++)
			check_setting((const struct setting *)a.setting[i]);
		agency_free(&a);
	} else {
		hold(a.count == 0 && p.code != PROBLEM_NONE);
	}
	close(fd);
	return 0;
}
