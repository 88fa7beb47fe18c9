/*
 * The table of routes, and the way of a request to its function: path, then
 * method, then who asks, then whether they may.
 */
#include "central/route.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "central/accounts.h"
#include "central/routes.h"
#include "model/time.h"

/* clang-format off */
const struct endpoint routes[] = {
    {"GET", "/v1/health", 0, ROUTE_OPEN, route_health},
    {"GET", "/metrics", ROUTE_MAY(MAY_ACCOUNTS), 0, route_metrics},
    {"POST", "/v1/session", 0, ROUTE_OPEN, route_login},
    {"GET", "/v1/session", ROUTE_MAY(MAY_LOGIN), ROUTE_READS | ROUTE_FIRST,
        route_session},
    {"DELETE", "/v1/session", ROUTE_MAY(MAY_LOGIN), ROUTE_FIRST, route_logout},
    {"POST", "/v1/password", ROUTE_MAY(MAY_LOGIN), ROUTE_FIRST,
        route_password},
    {"POST", "/v1/commands/{name}", ROUTE_MAY(MAY_LOGIN), 0, route_command},
    {"GET", "/v1/commands/{key}", ROUTE_MAY(MAY_LOGIN), ROUTE_READS,
        route_fate},
    {"DELETE", "/v1/commands/{key}", ROUTE_MAY(MAY_LOGIN), 0, route_withdraw},
    {"GET", "/v1/records/{kind}", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_records},
    {"GET", "/v1/records/{kind}/{id}", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_record},
    {"GET", "/v1/rooms/{id}/messages", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_messages},
    {"GET", "/v1/rooms/{id}/marks", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_marks},
    {"GET", "/v1/messages", ROUTE_MAY(MAY_READ), ROUTE_READS, route_search},
    {"GET", "/v1/talk", ROUTE_MAY(MAY_READ), ROUTE_READS, route_talk},
    {"POST", "/v1/marks", ROUTE_MAY(MAY_READ), ROUTE_READS, route_marks_take},
    {"GET", "/v1/duties", ROUTE_MAY(MAY_READ), ROUTE_READS, route_duties},
    {"GET", "/v1/duties/{figure}", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_duty_records},
    {"POST", "/v1/positions", ROUTE_MAY(MAY_POSITION), ROUTE_READS,
        route_positions_take},
    {"GET", "/v1/positions", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_positions},
    {"GET", "/v1/places", ROUTE_MAY(MAY_READ), ROUTE_READS, route_places},
    {"GET", "/v1/heat", ROUTE_MAY(MAY_READ), ROUTE_READS, route_heat},
    {"GET", "/v1/layers", ROUTE_MAY(MAY_READ), ROUTE_READS, route_layers},
    {"GET", "/v1/layers/{name}", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_layer},
    {"PUT", "/v1/layers/{name}", ROUTE_MAY(MAY_IMPORT), ROUTE_READS,
        route_layer_put},
    {"DELETE", "/v1/layers/{name}", ROUTE_MAY(MAY_IMPORT), 0,
        route_layer_drop},
    {"GET", "/v1/feed", ROUTE_MAY(MAY_READ), 0, route_feed},
    {"POST", "/v1/feed/{feed}/watch", ROUTE_MAY(MAY_READ), ROUTE_READS,
        route_watch},
    {"GET", "/v1/accounts", ROUTE_MAY(MAY_ACCOUNTS), ROUTE_READS,
        route_accounts},
    {"POST", "/v1/accounts", ROUTE_MAY(MAY_ACCOUNTS), 0, route_account_add},
    {"POST", "/v1/accounts/{name}", ROUTE_MAY(MAY_ACCOUNTS), 0,
        route_account_change},
    {"GET", "/v1/audit", ROUTE_MAY(MAY_ACCOUNTS), ROUTE_READS, route_audit},
};
/* clang-format on */
const size_t routes_count = COUNT_OF(routes);

enum problem_code
routes_check(const struct endpoint *table, size_t count, struct problem *p)
{
	for (size_t i = 0; i < count; i++)
		if ((table[i].may == 0) != ((table[i].flags & ROUTE_OPEN) != 0))
			return problem_set(p, PROBLEM_INTERNAL, "why",
			    why_no_permission_route, "route", table[i].path,
			    NULL);
	return PROBLEM_NONE;
}

/* Whether the path has this form; what stands for its {parts} goes to a. */
static bool
fits(const char *form, const char *path, struct ask *a)
{
	size_t parts = 0;

	while (*form && *path) {
		size_t f = strcspn(form + 1, "/") + 1;
		size_t n = strcspn(path + 1, "/") + 1;

		if (form[1] == '{') {
			if (n < 2 || n > ASK_PART_SIZE || parts == ASK_PARTS)
				return false;
			memcpy(a->part[parts], path + 1, n - 1);
			a->part[parts++][n - 1] = '\0';
		} else if (f != n || memcmp(form, path, n) != 0) {
			return false;
		}
		form += f;
		path += n;
	}
	return *form == *path;
}

static const char *
method_of(const struct http_request *r)
{
	const char *method = http_method(r);

	return strcmp(method, "HEAD") == 0 ? "GET" : method;
}

/* NO_ROUTE, or BAD_METHOD with those that the address takes. */
static enum problem_code
find_route(struct ask *a, struct problem *p)
{
	const char *method = method_of(a->request);
	const char *path = http_path(a->request);
	char allow[64] = "";

	for (size_t i = 0; i < routes_count; i++) {
		const struct endpoint *route = &routes[i];

		if (!fits(route->path, path, a))
			continue;
		if (strcmp(route->method, method) == 0) {
			a->route = route;
			return PROBLEM_NONE;
		}
		if (*allow)
			strncat(allow, ", ", sizeof(allow) - strlen(allow) - 1);
		strncat(
		    allow, route->method, sizeof(allow) - strlen(allow) - 1);
	}
	if (*allow)
		return problem_set(p, PROBLEM_BAD_METHOD, "allow", allow, NULL);
	return problem_set(p, PROBLEM_NO_ROUTE, NULL);
}

/* Who asks is known: may they, and where does it run? */
static enum problem_code
admit(struct ask *a, struct store *store, struct problem *p)
{
	const struct endpoint *route = a->route;

	if (a->actor->must_change && !(route->flags & ROUTE_FIRST))
		return problem_set(p, PROBLEM_MUST_CHANGE, NULL);
	if ((a->actor->permissions & route->may) == 0)
		return problem_set(p, PROBLEM_FORBIDDEN, "may",
		    enum_word(
		        &enum_permission, (unsigned)__builtin_ctz(route->may)),
		    NULL);
	if ((route->flags & ROUTE_READS) && !store)
		return ask_pool(a, POOL_READ, route->run, p);
	return route->run(a, store, p);
}

/* The session is looked up anew for as long as others are being revoked. */
static enum problem_code
look_up(struct ask *a, struct store *store, struct problem *p)
{
	struct tokens *tokens = a->central->tokens;
	enum problem_code code = PROBLEM_NONE;
	bool kept = false;

	for (int tries = 0; !code && !kept && tries < 5; tries++) {
		uint64_t age = tokens_age(tokens);
		struct settings *settings = ask_settings(a);
		msec_t expires = 0;

		actor_drop(a->actor);
		a->actor = NULL;
		code = account_of_token(store, settings, a->session,
		    time_wall(), &a->actor, &expires, p);
		settings_drop(settings);
		kept = !code &&
		       tokens_put(tokens, age, a->session, a->actor, expires);
	}
	if (!code && !kept)
		code = problem_set(p, PROBLEM_BUSY, NULL);
	return code ? code : admit(a, store, p);
}

/* The owner of the socket is who runs this process, and nobody else. */
static enum problem_code
admit_owner(struct ask *a, struct problem *p)
{
	if (http_peer_uid(a->request) != (int64_t)geteuid())
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	a->actor = actor_hold(a->central->owner);
	return admit(a, NULL, p);
}

static enum problem_code
authenticate(struct ask *a, struct problem *p)
{
	const char *said = http_header(a->request, "Authorization");

	if (said && strcmp(said, "Owner") == 0)
		return admit_owner(a, p);
	if (!said || strncasecmp(said, "Bearer ", 7) != 0 ||
	    !token_hash(said + 7, a->session))
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	a->has_session = true;
	a->actor = tokens_get(a->central->tokens, a->session, time_wall());
	if (a->actor)
		return admit(a, NULL, p);
	return ask_pool(a, POOL_READ, look_up, p);
}

void
route_request(struct door *door, struct http_request *r)
{
	struct ask *a = calloc(1, sizeof(*a));
	struct problem p = {0};
	enum problem_code code;

	if (!a) {
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
		http_answer_problem(r, &p);
		return;
	}
	a->central = door->central;
	a->http = door->http;
	a->request = r;
	code = find_route(a, &p);
	if (!code)
		code = a->route->flags & ROUTE_OPEN ? a->route->run(a, NULL, &p)
		                                    : authenticate(a, &p);
	if (code)
		ask_problem(a, &p);
}
