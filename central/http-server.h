/*
 * The inside of http.h, for the http-*.c files only.
 *
 * One thread (http-loop.c) owns libmicrohttpd's daemon, which is run from
 * outside over epoll, so everything libmicrohttpd does happens on that thread:
 * no call into it is made from elsewhere, but for the making of responses.
 * Other threads put what they answered or woke into two lists under `lock` and
 * ring `bell` once; the thread resumes what is in them.
 *
 * A request is with one side at a time:
 *
 *	READING	   the thread gathers its body
 *	HELD	   with the application, its connection suspended
 *	ANSWERED   in h->answered, or being answered within handle()
 *	SENDING	   libmicrohttpd sends the response
 *	ORPHAN	   the connection is gone and the application still holds it
 */
#ifndef CENTRAL_HTTP_SERVER_H
#define CENTRAL_HTTP_SERVER_H

#include "central/http-head.h"
#include "central/http-listen.h"
#include "central/http-query.h"
#include "central/http.h"
#include "model/buf.h"

#include <microhttpd.h>
#include <pthread.h>
#include <sys/queue.h>

struct http_conn {
	int fd; /* libmicrohttpd's to close */
	int64_t uid;
	char peer[48];
	msec_t deadline;             /* boot clock; 0: none, not in h->timed */
	struct http_request *r;      /* from its first line to its last byte */
	struct http_stream *stream;  /* that it sends */
	TAILQ_ENTRY(http_conn) all;  /* h->conns */
	TAILQ_ENTRY(http_conn) late; /* h->timed */
};
TAILQ_HEAD(http_conns, http_conn);

enum http_phase {
	HTTP_BEGUN, /* only its first line is known */
	HTTP_READING,
	HTTP_HELD,
	HTTP_ANSWERED,
	HTTP_SENDING,
	HTTP_ORPHAN,
};

struct http_request {
	struct http *h;
	struct http_conn *conn;        /* NULL for an orphan */
	struct MHD_Connection *mhd;    /* NULL for an orphan */
	enum http_phase phase;         /* under h->lock once it is HELD */
	bool suspended;                /* the thread's own */
	bool hang_up;                  /* after the answer */
	bool stop_reading;             /* the rest of the body is dropped */
	const char *raw_target;        /* in libmicrohttpd's buffer */
	char *method, *target_text;    /* owned */
	size_t target_len;             /* of target_text */
	struct http_target target;     /* once it was checked */
	struct buf headers;            /* name NUL value NUL ... */
	struct buf body;               /* read so far */
	size_t limit;                  /* bytes that it may have */
	size_t counted;                /* bytes of it in h->bodies */
	enum problem_code refused;     /* while its body was read */
	struct buf extra;              /* headers of the answer, as above */
	struct MHD_Response *response; /* owned from ANSWERED to SENDING */
	struct http_stream *stream;    /* if that is one */
	unsigned status;
	char peer[48]; /* a copy: conn may go */
	int64_t uid;
	TAILQ_ENTRY(http_request) next; /* h->answered or h->orphans */
};
TAILQ_HEAD(http_requests, http_request);

struct http_stream {
	struct http *h;
	struct http_conn *conn;     /* NULL before it is sent */
	struct MHD_Connection *mhd; /* NULL before it is sent */
	struct http_stream_source source;
	bool suspended; /* the thread's own */
	bool gone;      /* the reader hung up: the thread's own */
	bool woken;     /* in h->woken: under h->lock */
	TAILQ_ENTRY(http_stream) next;
};
TAILQ_HEAD(http_streams, http_stream);

struct http {
	struct http_config config; /* defaults filled in, no strings */
	struct http_listener listener;
	struct MHD_Daemon *mhd;
	struct buf tls_cert, tls_key;
	struct buf busy; /* the answer to one connection too many */
	pthread_t thread;
	bool started;
	int epoll, bell;

	/* The thread's own. */
	struct http_conns conns, timed;
	struct http_conn *adding; /* while it is handed to libmicrohttpd */
	size_t count;             /* of conns */
	size_t bodies;            /* bytes of bodies being read */
	msec_t now;               /* boot clock, once a turn */
	msec_t sweep_at;          /* nothing is due before; 0: nothing is */
	msec_t accept_at;         /* out of files: not before; 0: any time */
	bool stopping;            /* no new connection, no next request */
	bool cut;                 /* every callback hangs up */

	/* Everybody's. */
	pthread_mutex_t lock;
	bool close; /* http_close() was called */
	struct http_requests answered, orphans;
	struct http_streams woken;
};

/* http-loop.c */

/* The thread: argument and result as pthread_create() wants them. */
void *http_loop(void *h);
/* Sets when c is hung up on; after 0 ms: never. */
void http_conn_limit(struct http *h, struct http_conn *c, unsigned ms);
/* To be told when the reader of c hangs up. */
bool http_conn_watch(struct http *h, struct http_conn *c);

/* http-exchange.c: libmicrohttpd's callbacks, `cls` is the struct http. */

void *http_on_target(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result http_on_access(void *cls, struct MHD_Connection *mhd,
    const char *url, const char *method, const char *version, const char *data,
    size_t *size, void **req);
void http_on_completed(void *cls, struct MHD_Connection *mhd, void **req,
    enum MHD_RequestTerminationCode code);
void http_on_connection(void *cls, struct MHD_Connection *mhd, void **conn,
    enum MHD_ConnectionNotificationCode code);
void http_request_free(struct http_request *r);

/* http-answer.c */

/* Appends the document of p to out; the status that goes with it. */
int http_problem_document(struct buf *out, const struct problem *p);
/* The response begins to be sent; of the thread. */
void http_stream_begin(struct http_stream *s, struct http_request *r);
/* Lets what libmicrohttpd holds back go on; of the thread. */
void http_stream_resume(struct http_stream *s);

#endif
