/*
 * See served.h.
 */
#include "tests/lib/served.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/patience.h"

static void
set_names(const struct served *s)
{
	char path[1100];

	snprintf(path, sizeof(path), "%s/watchroom", s->build);
	setenv("W", path, 1);
	snprintf(path, sizeof(path), "%s/watchroomd", s->build);
	setenv("D", path, 1);
	setenv("S", s->store, 1);
	setenv("T", s->dir, 1);
	setenv("U", s->url, 1);
	setenv("XDG_STATE_HOME", s->dir, 1);
}

/* A port that was free a moment ago. */
static void
find_port(struct served *s)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	snprintf(
	    s->url, sizeof(s->url), "http://127.0.0.1:%d", ntohs(a.sin_port));
}

static void
start(struct served *s)
{
	s->central = fork();
	assert_true(s->central >= 0);
	if (s->central > 0)
		return;
	setpgid(0, 0);
	execl("/bin/sh", "sh", "-c",
	    "exec \"$D\" serve \"$S\" --listen \"${U#http://}\" >$T/log 2>&1",
	    (char *)NULL);
	_exit(126);
}

static void
wait_served(struct served *s)
{
	char line[160];

	snprintf(line, sizeof(line),
	    "for n in $(seq %d); do \"$W\" list station --to \"$S\" "
	    ">/dev/null 2>&1 && exit 0; sleep 0.1; done; cat $T/log; exit 1",
	    PATIENCE_S);
	served_must(s, NULL, line);
}

struct served *
served_new(void)
{
	static const char *const kinds[] = {"station station.json",
	    "officer officers.csv", "grid grids.geojson",
	    "place places.geojson", "unit units.csv", "setting templates.json",
	    "task tasks.csv"};
	struct served *s = calloc(1, sizeof(*s));
	char line[160];

	assert_non_null(s);
	dir_of_build(s->build);
	find_port(s);
	snprintf(s->dir, sizeof(s->dir), "/tmp/watchroom-served-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->store, sizeof(s->store), "%s/store", s->dir);
	set_names(s);
	served_must(s, NULL,
	    "\"$D\" init \"$S\" --drill --start 2026-11-21T11:49:00Z --zone "
	    "Asia/Shanghai >/dev/null");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		const char *file = strchr(kinds[k], ' ');

		snprintf(line, sizeof(line),
		    "\"$D\" import \"$S\" %.*s demo/louqiao/%s",
		    (int)(file - kinds[k]), kinds[k], file + 1);
		served_must(s, NULL, line);
	}
	start(s);
	wait_served(s);
	return s;
}

void
served_free(struct served *s)
{
	set_names(s);
	kill(s->central, SIGTERM);
	waitpid(s->central, NULL, 0);
	assert_int_equal(system("rm -rf \"$T\""), 0);
	free(s);
}

int
served_run(struct served *s, struct buf *out, const char *line)
{
	FILE *f;
	char bytes[4096];
	size_t n;

	set_names(s);
	f = popen(line, "r");
	assert_non_null(f);
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		if (out)
			buf_add(out, bytes, n);
	return WEXITSTATUS(pclose(f));
}

void
served_must(struct served *s, struct buf *out, const char *line)
{
	struct buf said = {0};
	int code = served_run(s, &said, line);

	if (code != 0)
		fail_msg("%s: exit %d: %s", line, code, buf_str(&said));
	if (out)
		buf_add(out, buf_str(&said), said.len);
	buf_free(&said);
}
