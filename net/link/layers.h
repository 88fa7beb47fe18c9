/*
 * The console's map layers: asked for once, for the zoom that is looked at,
 * and kept on disk by their tags, so that a console that starts again, or that
 * has no link, has its map.
 *
 * A directory holds what was given: `list`, the central's list as it came, and
 * NAME-ZOOM for each layer, a line with the tag and then its JSON. What is read
 * back is read as strictly as if it came from the network; what does not fit
 * its tag or cannot be read is thrown away and asked for again. Files are
 * put in place whole (write beside, rename).
 *
 * Nothing here waits for the network. A layer is read from disk, or parsed,
 * in one go: LAYERS_TEXT_MAX bounds how long that takes (some 10 ms a MiB).
 */
#ifndef NET_LINK_LAYERS_H
#define NET_LINK_LAYERS_H

#include "model/layer-simplify.h"
#include "net/link/link.h"

#define LAYERS_TEXT_MAX ((size_t)4 * 1024 * 1024) /* of one, unpacked */
#define LAYERS_ASK_MS 60000                       /* on a thin link */

struct layers;

struct layers_options {
	struct link *link; /* borrowed */
	const char *dir;   /* made if need be; NULL or "": nothing is kept */
	int zoom;          /* at first */
	/* The set of layers, or one of them, is another. May be NULL. */
	void (*changed)(void *ctx);
	void *ctx;
};

/*
 * What is kept on disk is there at once. NULL with NO_MEMORY; a directory
 * that cannot be used is as none.
 */
MUST_USE struct layers *layers_new(
    const struct layers_options *o, struct problem *p);
/* Questions under way are cancelled. NULL is fine. */
void layers_free(struct layers *s);

/*
 * Asks the central what there is, and for what is not here; once a
 * connection is live, when a map is opened, and when one hears that there are
 * others. While one is asked, after that.
 */
void layers_refresh(struct layers *s);
/*
 * The zoom that is looked at moved: layers of another detail are read or
 * asked for; until they are there the present ones stay.
 */
void layers_want(struct layers *s, int zoom);

/* Those that are here, by name; valid until `changed` is called again. */
const struct layer *const *layers_list(const struct layers *s, size_t *count);
/* How many of those the central has are not here (yet) as wanted. */
size_t layers_missing(const struct layers *s);
/* Whether an answer is waited for. */
bool layers_asking(const struct layers *s);
/* Why the last one that was asked for did not come; NONE: all is well. */
const struct problem *layers_problem(const struct layers *s);

/*
 * XDG_CACHE_HOME/watchroom/layers/ID of the central at that address; false
 * when there is no home or it does not fit.
 */
MUST_USE bool layers_dir(const char *address, char *path, size_t size);

#endif
