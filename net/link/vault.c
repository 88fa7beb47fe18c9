/*
 * A list of keys, and the two kinds of files they come from.
 */
#include "net/link/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/id.h"

#define KEY crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SALT crypto_pwhash_SALTBYTES
#define ACCOUNT_SIZE 97

/* What a wrapped key's file holds. */
struct wrapped {
	char magic[8];
	unsigned char salt[SALT];
	unsigned char nonce[NONCE];
	unsigned char box[KEY + TAG];
};

#define MAGIC "wrkey 1"

struct key {
	struct key *next;
	char account[ACCOUNT_SIZE]; /* "": of the file */
	unsigned char *bytes;       /* sodium_malloc's */
};

struct vault {
	struct key *first;
	char dir[PATH_MAX];
};

struct vault *
vault_new(const char *dir)
{
	struct vault *v = calloc(1, sizeof(*v));

	if (!v || sodium_init() < 0) {
		free(v);
		return NULL;
	}
	snprintf(v->dir, sizeof(v->dir), "%s", dir);
	return v;
}

void
vault_free(struct vault *v)
{
	struct key *k;

	while (v && (k = v->first)) {
		v->first = k->next;
		sodium_free(k->bytes);
		free(k);
	}
	free(v);
}

static struct key *
find(const struct vault *v, const char *account)
{
	for (struct key *k = v->first; k; k = k->next)
		if (strcmp(k->account, account) == 0)
			return k;
	return NULL;
}

bool
vault_has(const struct vault *v, const char *account)
{
	return find(v, account) != NULL;
}

/* The account's place for a key, made when there is none. */
static struct key *
place(struct vault *v, const char *account, struct problem *p)
{
	struct key *k = find(v, account);

	if (k)
		return k;
	k = calloc(1, sizeof(*k));
	if (k)
		k->bytes = sodium_malloc(KEY);
	if (!k || !k->bytes) {
		free(k);
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	snprintf(k->account, sizeof(k->account), "%s", account);
	return k;
}

/* Puts it into the list, if it is not there; or gives it back. */
static void
put(struct vault *v, struct key *k, bool good)
{
	if (!good && !find(v, k->account)) {
		sodium_free(k->bytes);
		free(k);
	} else if (!find(v, k->account)) {
		k->next = v->first;
		v->first = k;
	}
}

/* Files */

static enum problem_code
bad_file(const char *path, struct problem *p)
{
	return problem_set(
	    p, PROBLEM_FILE, "file", path, "why", reason_of_errno(errno), NULL);
}

static bool
write_whole(int fd, const void *bytes, size_t len)
{
	return write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
}

/*
 * In one piece: a new file in the place of the old, or (`fresh`) where there
 * is none: *lost when another console was quicker.
 */
static enum problem_code
write_file(const char *path, const void *bytes, size_t len, bool fresh,
    bool *lost, struct problem *p)
{
	char new[PATH_MAX + 128];
	bool ok;
	int fd;

	snprintf(new, sizeof(new), "%s.%ld", path, (long)getpid());
	fd = open(
	    new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return bad_file(new, p);
	ok = write_whole(fd, bytes, len);
	ok = close(fd) == 0 && ok;
	ok = ok && (fresh ? link(new, path) : rename(new, path)) == 0;
	*lost = fresh && !ok && errno == EEXIST;
	if (!ok && !*lost)
		bad_file(path, p);
	unlink(new);
	return ok || *lost ? PROBLEM_NONE : PROBLEM_FILE;
}

/* 1: read, 0: there is none, -1: *p says why not. */
static int
read_file(const char *path, void *bytes, size_t len, struct problem *p)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) != 0) {
		bad_file(path, p);
	} else if (st.st_mode & 077) {
		problem_set(p, PROBLEM_FILE, "file", path, "why",
		    why_others_read, NULL);
	} else {
		n = read(fd, bytes, len);
		if (n != (ssize_t)len)
			problem_set(p, PROBLEM_FILE, "file", path, "why",
			    why_is_no_key, NULL);
	}
	if (fd >= 0)
		close(fd);
	return n == (ssize_t)len ? 1 : -1;
}

/* The path of an account's key; the name goes in as a digest. */
static void
path_of(const struct vault *v, const char *account, char path[PATH_MAX + 80])
{
	char hash[ID_SIZE];

	id_from("watchroom key", account, hash);
	if (*account)
		snprintf(path, PATH_MAX + 80, "%s/key-%s", v->dir, hash);
	else
		snprintf(path, PATH_MAX + 80, "%s/key", v->dir);
}

enum problem_code
vault_open_file(struct vault *v, struct problem *p)
{
	struct key *k = place(v, "", p);
	char path[PATH_MAX + 80];
	enum problem_code code = PROBLEM_NONE;
	bool lost = true;
	int got = 0;

	if (!k)
		return PROBLEM_NO_MEMORY;
	path_of(v, "", path);
	while (code == PROBLEM_NONE && got == 0 && lost) {
		lost = false;
		got = read_file(path, k->bytes, KEY, p);
		if (got < 0)
			code = PROBLEM_FILE;
		if (got != 0)
			break;
		randombytes_buf(k->bytes, KEY);
		code = write_file(path, k->bytes, KEY, true, &lost, p);
	}
	put(v, k, code == PROBLEM_NONE);
	return code;
}

/* Passwords */

static bool
wrap_key_of(
    const struct wrapped *w, const char *password, unsigned char key[KEY])
{
	return crypto_pwhash(key, KEY, password, strlen(password), w->salt,
	           crypto_pwhash_OPSLIMIT_INTERACTIVE,
	           crypto_pwhash_MEMLIMIT_INTERACTIVE,
	           crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static bool
unwrap(const struct wrapped *w, const char *password, unsigned char *to)
{
	unsigned char key[KEY], got[KEY];
	bool ok;

	ok = memcmp(w->magic, MAGIC, sizeof(w->magic)) == 0 &&
	     wrap_key_of(w, password, key) &&
	     crypto_aead_xchacha20poly1305_ietf_decrypt(got, NULL, NULL, w->box,
	         sizeof(w->box), (const unsigned char *)MAGIC, sizeof(MAGIC),
	         w->nonce, key) == 0;
	if (ok)
		memcpy(to, got, KEY);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(got, sizeof(got));
	return ok;
}

/* Writes it wrapped; *lost as in write_file(). */
static enum problem_code
wrap(const char *path, const unsigned char *bytes, const char *password,
    bool fresh, bool *lost, struct problem *p)
{
	struct wrapped w = {.magic = MAGIC};
	unsigned char key[KEY];

	randombytes_buf(w.salt, sizeof(w.salt));
	randombytes_buf(w.nonce, sizeof(w.nonce));
	if (!wrap_key_of(&w, password, key))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	crypto_aead_xchacha20poly1305_ietf_encrypt(w.box, NULL, bytes, KEY,
	    (const unsigned char *)MAGIC, sizeof(MAGIC), NULL, w.nonce, key);
	sodium_memzero(key, sizeof(key));
	return write_file(path, &w, sizeof(w), fresh, lost, p);
}

/* A key that its password no longer opens goes aside. */
static void
set_aside(const char *path)
{
	char old[PATH_MAX + 96];

	snprintf(old, sizeof(old), "%s.old", path);
	(void)!rename(path, old);
}

/* Into k: by the password, or a new one; or the one at hand, wrapped anew. */
static enum problem_code
open_key(struct vault *v, struct key *k, const char *password, bool checked,
    struct problem *p)
{
	char path[PATH_MAX + 80];
	enum problem_code code;
	struct wrapped w;
	bool lost = true;
	int got;

	path_of(v, k->account, path);
	while (lost) {
		got = read_file(path, &w, sizeof(w), p);
		if (got == 1 && unwrap(&w, password, k->bytes))
			return PROBLEM_NONE;
		if (!checked)
			return problem_set(p, PROBLEM_BAD_LOGIN, NULL);
		if (!find(v, k->account))
			randombytes_buf(k->bytes, KEY);
		if (got != 0 && !find(v, k->account))
			set_aside(path);
		code = wrap(
		    path, k->bytes, password, !find(v, k->account), &lost, p);
		if (code != PROBLEM_NONE)
			return code;
	}
	return PROBLEM_NONE;
}

enum problem_code
vault_open_password(struct vault *v, const char *account, const char *password,
    bool checked, struct problem *p)
{
	struct key *k = place(v, account, p);
	enum problem_code code;

	if (!k)
		return PROBLEM_NO_MEMORY;
	code = open_key(v, k, password, checked, p);
	put(v, k, code == PROBLEM_NONE);
	return code;
}

/* Sealing */

bool
vault_seal(const struct vault *v, const char *account, const char *name,
    const void *bytes, size_t len, struct buf *out)
{
	const struct key *k = find(v, account);
	unsigned char *to;

	if (!k || !buf_reserve(out, NONCE + TAG + len))
		return false;
	to = (unsigned char *)out->data + out->len;
	randombytes_buf(to, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE, NULL, bytes, len,
	    (const unsigned char *)name, strlen(name), NULL, to, k->bytes);
	out->len += NONCE + TAG + len;
	out->data[out->len] = '\0';
	return true;
}

bool
vault_unseal(const struct vault *v, const char *account, const char *name,
    const void *sealed, size_t len, struct buf *out)
{
	const struct key *k = find(v, account);
	const unsigned char *from = sealed;

	if (!k || len < NONCE + TAG || !buf_reserve(out, len))
		return false;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
	        (unsigned char *)out->data + out->len, NULL, NULL, from + NONCE,
	        len - NONCE, (const unsigned char *)name, strlen(name), from,
	        k->bytes) != 0)
		return false;
	out->len += len - NONCE - TAG;
	out->data[out->len] = '\0';
	return true;
}
