/*
 * See vt.h. Test, keeper and program share one page: what the program's state
 * is and how often it stopped.
 */
#include "tests/lib/vt.h"
#include "tests/lib/dirs.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define POLL_MS 5

/* Written by the keeper. */
struct kept {
	volatile pid_t pid;
	volatile int stops; /* how often it stopped */
	volatile int ended;
	volatile int status; /* of the end */
};

struct vt {
	VTerm *vterm;
	VTermScreen *screen;
	int rows, cols;
	int master; /* -1: hung up */
	int slave;  /* kept open, so that the pty outlives the program */
	int order;  /* a byte here lets a stopped program go on */
	pid_t keeper;
	struct kept *kept;
	int continued; /* how often we let it go on */
	bool visible, alternate;
	int mouse, bells;
	bool probing; /* the program gets none of what libvterm answers */
	size_t probed;
	size_t reads, bytes;
	struct buf output;
	struct buf text;
	char state[64]; /* XDG_STATE_HOME of what runs here */
};

void *
vt_share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(memory != MAP_FAILED);
	return memory;
}

void
vt_unshare(void *memory, size_t size)
{
	munmap(memory, size);
}

static int
on_property(VTermProp prop, VTermValue *value, void *user)
{
	struct vt *vt = user;

	if (prop == VTERM_PROP_CURSORVISIBLE)
		vt->visible = value->boolean;
	else if (prop == VTERM_PROP_ALTSCREEN)
		vt->alternate = value->boolean;
	else if (prop == VTERM_PROP_MOUSE)
		vt->mouse = value->number;
	return 1;
}

static int
on_bell(void *user)
{
	((struct vt *)user)->bells++;
	return 1;
}

/* What a terminal sends: keys, reports, answers. */
static void
on_answer(const char *bytes, size_t len, void *user)
{
	struct vt *vt = user;

	if (vt->probing)
		vt->probed += len;
	else
		vt_send(vt, bytes, len);
}

struct vt *
vt_new(int rows, int cols)
{
	static const VTermScreenCallbacks callbacks = {
	    .settermprop = on_property,
	    .bell = on_bell,
	};
	struct winsize size = {
	    .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	struct vt *vt = calloc(1, sizeof(*vt));

	assert_non_null(vt);
	vt->rows = rows;
	vt->cols = cols;
	vt->order = -1;
	snprintf(vt->state, sizeof(vt->state), "/tmp/watchroom-vt-XXXXXX");
	assert_non_null(mkdtemp(vt->state));
	vt->kept = vt_share(sizeof(*vt->kept));
	assert_int_equal(
	    openpty(&vt->master, &vt->slave, NULL, NULL, &size), 0);
	fcntl(vt->master, F_SETFL, O_NONBLOCK);
	vt->vterm = vterm_new(rows, cols);
	assert_non_null(vt->vterm);
	vterm_output_set_callback(vt->vterm, on_answer, vt);
	vt->screen = vterm_obtain_screen(vt->vterm);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_reset(vt->screen, 1);
	vt->visible = true;
	return vt;
}

void
vt_free(struct vt *vt)
{
	if (!vt)
		return;
	if (vt->keeper > 0) {
		if (!vt->kept->ended && vt->kept->pid > 0)
			kill(vt->kept->pid, SIGKILL);
		kill(vt->keeper, SIGKILL);
		waitpid(vt->keeper, NULL, 0);
		close(vt->order);
	}
	if (vt->master >= 0)
		close(vt->master);
	if (vt->slave >= 0)
		close(vt->slave);
	vterm_free(vt->vterm);
	vt_unshare(vt->kept, sizeof(*vt->kept));
	buf_free(&vt->output);
	buf_free(&vt->text);
	dir_remove(vt->state);
	free(vt);
}

static void
set_environment(const struct vt *vt, const struct vt_program *program)
{
	static const char *const unset[] = {
	    "LINES", "COLUMNS", "NO_COLOR", "LANGUAGE", "TERMINFO"};

	for (size_t i = 0; i < COUNT_OF(unset); i++)
		unsetenv(unset[i]);
	setenv("XDG_STATE_HOME", vt->state, 1);
	setenv("TERM", program->term ? program->term : "xterm-256color", 1);
	setenv("LC_ALL", program->locale ? program->locale : "C.UTF-8", 1);
	setenv("LANG", program->locale ? program->locale : "C.UTF-8", 1);
	for (const char *const *e = program->env; e && *e; e++) {
		const char *is = strchr(*e, '=');
		char name[64];

		snprintf(name, sizeof(name), "%.*s",
		    (int)(is ? is - *e : (long)strlen(*e)), *e);
		if (is)
			setenv(name, is + 1, 1);
		else
			unsetenv(name);
	}
}

/* The forked program: in a group of its own, in the foreground. */
static void
become(struct vt *vt, const struct vt_program *program)
{
	int tty = vt->slave;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	tcsetpgrp(tty, getpid());
	signal(SIGTTOU, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	dup2(tty, 0);
	dup2(tty, 1);
	dup2(tty, 2);
	close_range(3, ~0u, 0);
	set_environment(vt, program);
	setlocale(LC_ALL, "");
	if (program->run)
		_exit(program->run(program->arg));
	execv(program->argv[0], (char *const *)program->argv);
	perror(program->argv[0]);
	_exit(127);
}

/* Waits for each stop and the end; a stop lasts until a byte is ordered. */
static void
keep(struct vt *vt, pid_t pid, int order)
{
	int status;
	char c;

	while (waitpid(pid, &status, WUNTRACED) == pid) {
		if (!WIFSTOPPED(status)) {
			vt->kept->status = status;
			vt->kept->ended = 1;
			break;
		}
		tcsetpgrp(vt->slave, getpgrp());
		vt->kept->stops++;
		if (read(order, &c, 1) != 1)
			break;
		tcsetpgrp(vt->slave, pid);
		kill(-pid, SIGCONT);
	}
	/* A leader's end would hang the terminal up: wait for the test's. */
	while (read(order, &c, 1) > 0)
		;
	_exit(0);
}

/* Other terminals of the test are not held open. */
static void
close_others(int a, int b)
{
	unsigned low = (unsigned)(a < b ? a : b);
	unsigned high = (unsigned)(a < b ? b : a);

	if (low > 3)
		close_range(3, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, ~0u, 0);
}

static void
lead(struct vt *vt, const struct vt_program *program, int order)
{
	pid_t pid;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_others(vt->slave, order);
	setsid();
	ioctl(vt->slave, TIOCSCTTY, 0);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	pid = fork();
	if (pid == 0) {
		signal(SIGHUP, SIG_DFL);
		become(vt, program);
	}
	setpgid(pid, pid);
	vt->kept->pid = pid;
	keep(vt, pid, order);
}

void
vt_spawn(struct vt *vt, const struct vt_program *program)
{
	int order[2];

	assert_int_equal(vt->keeper, 0);
	assert_int_equal(pipe2(order, O_CLOEXEC), 0);
	vterm_set_utf8(vt->vterm,
	    !program->locale || strstr(program->locale, "UTF-8") != NULL);
	fflush(NULL);
	vt->keeper = fork();
	assert_true(vt->keeper >= 0);
	if (vt->keeper == 0)
		lead(vt, program, order[0]);
	close(order[0]);
	vt->order = order[1];
}

void
vt_send(struct vt *vt, const void *bytes, size_t len)
{
	const char *s = bytes;

	for (int tries = 0; len > 0; tries++) {
		struct pollfd fd = {.fd = vt->master, .events = POLLOUT};
		ssize_t n = write(vt->master, s, len);

		if (n > 0) {
			s += n;
			len -= (size_t)n;
			continue;
		}
		assert_true(n < 0 && errno == EAGAIN);
		assert_true(tries < PATIENCE_MS / POLL_MS);
		poll(&fd, 1, POLL_MS);
	}
}

void
vt_keys(struct vt *vt, const char *keys)
{
	vt_send(vt, keys, strlen(keys));
}

void
vt_paste(struct vt *vt, const char *text)
{
	vterm_keyboard_start_paste(vt->vterm);
	vt_keys(vt, text);
	vterm_keyboard_end_paste(vt->vterm);
}

void
vt_click(struct vt *vt, int row, int col, int button)
{
	vterm_mouse_move(vt->vterm, row, col, VTERM_MOD_NONE);
	vterm_mouse_button(vt->vterm, button, true, VTERM_MOD_NONE);
	vterm_mouse_button(vt->vterm, button, false, VTERM_MOD_NONE);
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = {
	    .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->vterm, rows, cols);
	ioctl(vt->master, TIOCSWINSZ, &size);
}

void
vt_hang_up(struct vt *vt)
{
	close(vt->master);
	close(vt->slave);
	vt->master = vt->slave = -1;
}

static bool
has_pid(struct vt *vt, void *arg)
{
	(void)arg;
	return vt->kept->pid > 0;
}

pid_t
vt_pid(const struct vt *vt)
{
	return vt->kept->pid;
}

void
vt_signal(struct vt *vt, int sig)
{
	vt_wait_stalled(vt, has_pid, NULL, "the program to be started");
	kill(vt->kept->pid, sig);
}

bool
vt_stopped(const struct vt *vt)
{
	return vt->kept->stops > vt->continued;
}

bool
vt_ended(const struct vt *vt)
{
	return vt->kept->ended;
}

void
vt_continue(struct vt *vt)
{
	vt_assert(vt, vt_stopped(vt));
	vt->continued = vt->kept->stops;
	assert_int_equal(write(vt->order, "c", 1), 1);
}

static bool
has_ended(struct vt *vt, void *arg)
{
	(void)arg;
	return vt->kept->ended;
}

int
vt_wait_end(struct vt *vt)
{
	vt_wait(vt, has_ended, NULL, "the program to end");
	return vt->kept->status;
}

void
vt_pump(struct vt *vt)
{
	char bytes[65536];
	ssize_t n;

	if (vt->master < 0)
		return;
	while ((n = read(vt->master, bytes, sizeof(bytes))) > 0) {
		vt->reads++;
		vt->bytes += (size_t)n;
		buf_add(&vt->output, bytes, (size_t)n);
		vterm_input_write(vt->vterm, bytes, (size_t)n);
	}
	vterm_screen_flush_damage(vt->screen);
}

static void
show(struct vt *vt)
{
	int row, col;

	vt_cursor(vt, &row, &col);
	print_error("screen of %dx%d, cursor %d,%d%s:\n", vt->rows, vt->cols,
	    row, col, vt->alternate ? ", alternate" : "");
	/* A row at a time: cmocka cuts what is longer than 1,023 bytes. */
	for (row = 0; row < vt->rows; row++)
		print_error("%s\n", vt_row(vt, row));
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
}

static void
wait_for(struct vt *vt, bool read, bool (*cond)(struct vt *, void *), void *arg,
    const char *what)
{
	int64_t end = now_ms() + PATIENCE_MS;

	for (;;) {
		struct pollfd fd = {
		    .fd = read ? vt->master : -1, .events = POLLIN};

		if (read)
			vt_pump(vt);
		if (cond(vt, arg))
			return;
		if (now_ms() > end) {
			show(vt);
			fail_msg("waited in vain for %s", what);
		}
		poll(&fd, 1, POLL_MS);
	}
}

void
vt_wait(struct vt *vt, bool (*cond)(struct vt *, void *), void *arg,
    const char *what)
{
	wait_for(vt, true, cond, arg, what);
}

void
vt_wait_stalled(struct vt *vt, bool (*cond)(struct vt *, void *), void *arg,
    const char *what)
{
	wait_for(vt, false, cond, arg, what);
}

static bool
shows(struct vt *vt, void *arg)
{
	return vt_shows(vt, arg);
}

static bool
shows_not(struct vt *vt, void *arg)
{
	return !vt_shows(vt, arg);
}

static bool
stopped(struct vt *vt, void *arg)
{
	(void)arg;
	return vt_stopped(vt);
}

void
vt_wait_text(struct vt *vt, const char *text)
{
	vt_wait(vt, shows, (void *)(uintptr_t)text, text);
}

void
vt_wait_no_text(struct vt *vt, const char *text)
{
	vt_wait(vt, shows_not, (void *)(uintptr_t)text, text);
}

struct row_text {
	int row;
	const char *text;
};

static bool
row_is(struct vt *vt, void *arg)
{
	const struct row_text *want = arg;

	return strcmp(vt_row(vt, want->row), want->text) == 0;
}

void
vt_wait_row(struct vt *vt, int row, const char *text)
{
	struct row_text want = {row, text};

	vt_wait(vt, row_is, &want, text);
}

void
vt_wait_stop(struct vt *vt)
{
	vt_wait(vt, stopped, NULL, "the program to stop");
}

static void
add_char(struct buf *b, uint32_t c)
{
	size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const uint32_t lead[] = {0, 0xC0, 0xE0, 0xF0};

	buf_putc(b, (char)(lead[more] | c >> 6 * more));
	while (more-- > 0)
		buf_putc(b, (char)(0x80 | (c >> 6 * more & 0x3F)));
}

static void
add_row(struct vt *vt, int row)
{
	size_t end = vt->text.len;

	for (int col = 0; col < vt->cols; col++) {
		VTermScreenCell cell = vt_cell(vt, row, col);

		if (cell.chars[0] == (uint32_t)-1) /* right of a wide one */
			continue;
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL; i++)
			if (cell.chars[i] || i == 0)
				add_char(&vt->text,
				    cell.chars[i] ? cell.chars[i] : ' ');
			else
				break;
		if (cell.chars[0] && cell.chars[0] != ' ')
			end = vt->text.len;
	}
	vt->text.len = end;
	if (vt->text.data)
		vt->text.data[end] = '\0';
}

const char *
vt_row(struct vt *vt, int row)
{
	buf_clear(&vt->text);
	add_row(vt, row);
	return buf_str(&vt->text);
}

const char *
vt_text(struct vt *vt)
{
	buf_clear(&vt->text);
	for (int row = 0; row < vt->rows; row++) {
		add_row(vt, row);
		buf_putc(&vt->text, '\n');
	}
	return buf_str(&vt->text);
}

bool
vt_shows(struct vt *vt, const char *text)
{
	return strstr(vt_text(vt), text) != NULL;
}

VTermScreenCell
vt_cell(struct vt *vt, int row, int col)
{
	VTermScreenCell cell = {0};
	VTermPos at = {row, col};

	vterm_screen_get_cell(vt->screen, at, &cell);
	return cell;
}

void
vt_cursor(struct vt *vt, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->vterm), &at);
	*row = at.row;
	*col = at.col;
}

bool
vt_cursor_visible(const struct vt *vt)
{
	return vt->visible;
}

bool
vt_alternate(const struct vt *vt)
{
	return vt->alternate;
}

bool
vt_mouse_wanted(const struct vt *vt)
{
	return vt->mouse != VTERM_PROP_MOUSE_NONE;
}

bool
vt_paste_wanted(struct vt *vt)
{
	vt->probing = true;
	vt->probed = 0;
	vterm_keyboard_start_paste(vt->vterm);
	vt->probing = false;
	return vt->probed > 0;
}

int
vt_bells(const struct vt *vt)
{
	return vt->bells;
}

struct termios
vt_termios(const struct vt *vt)
{
	struct termios tio;

	assert_int_equal(tcgetattr(vt->slave, &tio), 0);
	return tio;
}

int
vt_set_termios(struct vt *vt, const struct termios *tio)
{
	return tcsetattr(vt->slave, TCSANOW, tio);
}

void
vt_scribble(struct vt *vt, const char *bytes)
{
	vterm_input_write(vt->vterm, bytes, strlen(bytes));
}

void
vt_count_reset(struct vt *vt)
{
	vt->reads = vt->bytes = 0;
	buf_clear(&vt->output);
}

size_t
vt_bytes(const struct vt *vt)
{
	return vt->bytes;
}

size_t
vt_reads(const struct vt *vt)
{
	return vt->reads;
}

const struct buf *
vt_output(const struct vt *vt)
{
	return &vt->output;
}

void
vt_assert_row_at(
    struct vt *vt, int row, const char *text, const char *file, int line)
{
	if (strcmp(vt_row(vt, row), text) == 0)
		return;
	print_error(
	    "row %d is \"%s\", not \"%s\"\n", row, vt_row(vt, row), text);
	show(vt);
	_fail(file, line);
}

void
vt_assert_at(
    struct vt *vt, bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	print_error("does not hold: %s\n", what);
	show(vt);
	_fail(file, line);
}

size_t
vt_waiting(const struct vt *vt)
{
	int n = 0;

	return ioctl(vt->master, FIONREAD, &n) == 0 && n > 0 ? (size_t)n : 0;
}
