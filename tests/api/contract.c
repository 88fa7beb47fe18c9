/*
 * net/wire/openapi.yaml against live answers: every route does its work at
 * least once and refuses at least once, and whatever is asked, well or badly,
 * by whom and how, is answered as it stands there (tests/lib/contract.h).
 */
#include "tests/lib/contract.h"
#include "net/wire/codec.h"
#include "net/wire/sse.h"
#include "tests/lib/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct api_ask owner = {.who = API_OWNER};

/* Every command, a day long */

struct line {
	const char *command;
	const char *body;
	const char *code;  /* NULL: it is carried out */
	const char *match; /* If-Match */
};

#define I(id) "{\"incident\":\"" id "\""
#define T(id) "{\"task\":\"" id "\""
#define A(id) "{\"assignment\":\"" id "\"}"
#define NEW(id, more) I(id) ",\"station\":\"S1\",\"place\":\"Park\"" more "}"
#define PUT(kind, id, more) \
	"{\"record\":{\"kind\":\"" kind "\",\"id\":\"" id "\"" more "}}"
#define BACK(id, title)                                         \
	PUT("task", id,                                         \
	    ",\"rev\":3,\"seq\":5,\"state\":\"open\",\"at\":1," \
	    "\"title\":" title)

#define SECTOR_1N "Vh-MEGDjSX1KUTL6EDJVTA" /* id_from("sector", "i1 1N") */

static const struct line begin[] = {
    {"put", PUT("officer", "O1", ",\"station\":\"S1\",\"name\":\"Li\""), NULL,
        "\"0\""},
    {"put",
        PUT("unit", "U3",
            ",\"station\":\"S1\",\"callsign\":\"P3\",\"class\":\"sworn\""),
        NULL, NULL},
    {"put",
        PUT("unit", "U3",
            ",\"station\":\"S1\",\"callsign\":\"P3\",\"class\":\"sworn\""),
        "changed", "\"7\""},
    {"put", PUT("incident", "i9", ""), "forbidden", NULL},
    {"put", PUT("officer", "O2", ""), "missing-key", NULL},
    {"new",
        NEW("i1", ",\"source\":\"above\",\"category\":\"category.theft\","
                  "\"name\":\"Li\",\"phone\":\"138\",\"caller\":\"c1\","
                  "\"suggestion\":\"theft/3\",\"adopted\":true,"
                  "\"spot\":{\"lat\":28.1,\"lon\":120.6}"),
        NULL, NULL},
    {"new", NEW("i1", ""), "exists", NULL},
    {"new", NEW("i2", ",\"narrative\":\"two\\nlines\""), NULL, NULL},
    {"new", NEW("i3", ",\"priority\":1"), NULL, NULL},
    {"new", NEW("i4", ""), NULL, NULL},
    {"new", NEW("i5", ""), NULL, NULL},
    {"new", NEW("i6", ",\"priority\":9"), "bad-value", NULL},
    {"new", I("i6") ",\"station\":\"S9\",\"place\":\"x\"}", "not-found", NULL},
    {"sign", I("i1") ",\"expect\":{\"incident/i1\":\"pending\"}}", "state",
        NULL},
    {"sign", I("i1") ",\"expect\":{\"incident/i1\":\"untaken\"}}", NULL, NULL},
    {"sign", I("i1") "}", "state", NULL},
    {"own", I("i1") ",\"officer\":\"O1\"}", NULL, NULL},
    {"own", I("i1") ",\"officer\":\"O7\"}", "not-found", NULL},
    {"edit", I("i2") ",\"place\":\"Market\"}", NULL, "\"1\""},
    {"edit", I("i2") ",\"place\":\"Gate\"}", "changed", "\"1\""},
    {"edit", I("i2") ",\"place\":\"Gate\"}", "bad-value", "1"},
    {"priority", I("i1") ",\"priority\":1}", NULL, NULL},
    {"priority", I("i1") ",\"priority\":0}", "bad-value", NULL},
    {"hold", I("i2") ",\"minutes\":10,\"reason\":\"later\"}", NULL, NULL},
    {"hold", I("i2") ",\"minutes\":0}", "bad-value", NULL},
    {"resume", I("i2") "}", NULL, NULL},
    {"resume", I("i7") "}", "not-found", NULL},
    {"link", I("i1") ",\"other\":\"i2\"}", NULL, NULL},
    {"link", I("i1") ",\"other\":\"i1\"}", "bad-value", NULL},
    {"merge", I("i2") ",\"other\":\"i3\"}", NULL, NULL},
    {"merge", I("i2") ",\"other\":\"i2\"}", "bad-value", NULL},
    {"split", I("i3") "}", NULL, NULL},
    {"split", I("i3") "}", "state", NULL},
    {"transfer", I("i4") ",\"station\":\"S2\",\"reason\":\"theirs\"}", NULL,
        NULL},
    {"transfer", I("i4") ",\"reason\":\"theirs\"}", "missing-key", NULL},
    {"reveal", I("i1") ",\"reason\":\"call back\"}", NULL, NULL},
    {"reveal", I("i1") ",\"reason\":\" \"}", "needs-reason", NULL},
    {"message", "{\"room\":\"i1\",\"text\":\"on the way\"}", NULL, NULL},
    {"message", "{\"room\":\"nowhere\",\"text\":\"hello\"}", "not-found", NULL},
    {"mustread", "{\"room\":\"i1\",\"text\":\"vests\",\"message\":\"m1\"}",
        NULL, NULL},
    {"mustread", "{\"room\":\"i1\",\"text\":\"vests\",\"message\":\"m1\"}",
        "exists", NULL},
    {"confirm", "{\"message\":\"m1\"}", NULL, NULL},
    {"confirm", "{\"message\":\"m9\"}", "not-found", NULL},
    {"correct", "{\"message\":\"m1\",\"text\":\"vests on\"}", NULL, NULL},
    {"correct", "{\"message\":\"m9\",\"text\":\"x\"}", "not-found", NULL},
    {"retract", "{\"message\":\"m1\"}", NULL, NULL},
    {"retract", "{\"message\":\"m1\"}", "state", NULL},
    {"room",
        "{\"room\":\"r1\",\"station\":\"S1\",\"name\":\"night\","
        "\"class\":\"operation\",\"units\":[\"U1\"]}",
        NULL, NULL},
    {"room", "{\"room\":\"r1\",\"station\":\"S1\",\"name\":\"x\"}", "exists",
        NULL},
    {"add", "{\"room\":\"r1\",\"officers\":[\"O1\"],\"units\":[\"U3\"]}", NULL,
        NULL},
    {"add", "{\"room\":\"r1\",\"units\":[\"U9\"]}", "not-found", NULL},
    {"remove", "{\"room\":\"r1\",\"units\":[\"U3\"]}", NULL, NULL},
    {"remove", "{\"room\":\"r1\",\"units\":[\"U3\"]}", "not-found", NULL},
    {"shut", "{\"room\":\"r1\"}", NULL, NULL},
    {"shut", "{\"room\":\"r9\"}", "not-found", NULL},
    {"item",
        "{\"about\":\"i1\",\"list\":\"evidence\",\"lines\":"
        "\"knife;[count 4] cups\",\"items\":[\"n1\",\"n2\"]}",
        NULL, NULL},
    {"item", "{\"about\":\"i1\",\"lines\":\"[cups] 4\"}", "bad-value", NULL},
    {"tick", "{\"item\":\"n1\"}", NULL, NULL},
    {"tick", "{\"item\":\"n2\",\"value\":\"+3\"}", NULL, NULL},
    {"tick", "{\"item\":\"n2\",\"off\":true}", NULL, NULL},
    {"tick", "{\"item\":\"n9\"}", "not-found", NULL},
    {"plan", I("i1") "}", "not-found", NULL},
    {"lastseen",
        I("i1") ",\"happened\":1000,\"spot\":{\"lat\":27.9561,"
                "\"lon\":120.6555},\"text\":\"red coat\"}",
        NULL, NULL},
    {"lastseen", I("i1") "}", "missing-key", NULL},
    {"sectors",
        I("i1") ",\"metres\":300,\"pattern\":\"rings\","
                "\"rings\":1,\"parts\":4}",
        NULL, NULL},
    {"sectors", I("i1") ",\"metres\":5}", "bad-value", NULL},
    {"sector",
        I("i1") ",\"name\":\"pond\",\"outline\":"
                "\"120,27 121,27 121,28\"}",
        NULL, NULL},
    {"sector", I("i1") ",\"name\":\"hill\"}", "missing-key", NULL},
    {"sweep",
        I("i1") ",\"sectors\":[\"" SECTOR_1N "\"],\"unit\":\"U1\","
                "\"expect\":{\"sector/" SECTOR_1N "\":"
                "\"unsearched\"}}",
        NULL, NULL},
    {"sweep",
        I("i1") ",\"sectors\":[\"" SECTOR_1N "\"],\"unit\":\"U3\","
                "\"expect\":{\"sector/" SECTOR_1N "\":"
                "\"unsearched\"}}",
        "state", NULL},
    {"swept",
        I("i1") ",\"sectors\":[\"" SECTOR_1N "\"],\"percent\":60,"
                "\"text\":\"hut is empty\"}",
        NULL, NULL},
    {"swept", I("i1") ",\"sectors\":[\"none\"],\"unit\":\"U1\"}", "not-found",
        NULL},
    {"again", I("i1") ",\"sectors\":[\"" SECTOR_1N "\"]}", NULL, NULL},
    {"again", I("i1") ",\"sectors\":[\"none\"]}", "not-found", NULL},
    {"put",
        PUT("setting", "category.theft",
            ",\"topic\":\"category\",\"name\":\"theft\","
            "\"steps\":\"tell the grid; cameras\""),
        NULL, NULL},
    {"plan", I("i1") ",\"line\":2}", NULL, NULL},
    {"task", T("k1") ",\"officer\":\"O1\",\"title\":\"Look\"}", NULL, NULL},
    {"task",
        T("k2") ",\"officer\":\"O1\",\"title\":\"Again\","
                "\"steps\":\"lock\"}",
        NULL, NULL},
    {"task", T("k3") ",\"officer\":\"O9\",\"title\":\"x\"}", "not-found", NULL},
    {"start", T("k1") ",\"expect\":{\"task/k1\":\"open\"}}", NULL, NULL},
    {"start", T("k1") ",\"expect\":{\"task/k1\":\"open\"}}", "state", NULL},
    {"give", T("k1") ",\"officer\":\"O1\"}", NULL, NULL},
    {"give", T("k1") ",\"officer\":\"O9\"}", "not-found", NULL},
    {"postpone", T("k1") ",\"minutes\":60,\"reason\":\"rain\"}", NULL, NULL},
    {"postpone", T("k1") ",\"minutes\":0}", "bad-value", NULL},
    {"amend", T("k1") ",\"title\":\"Look well\"}", "changed", "\"99\""},
    {"amend", T("k2") ",\"title\":\"Look well\"}", NULL, "\"1\""},
    {"finish", T("k2") "}", "steps-left", NULL},
    {"finish", T("k1") ",\"result\":\"seen\",\"text\":\"all is well\"}", NULL,
        NULL},
    {"check", T("k2") "}", "state", NULL},
    {"check", T("k1") "}", NULL, NULL},
    {"redo", T("k1") ",\"reason\":\"no photo\"}", NULL, NULL},
    {"redo", T("k1") ",\"reason\":\"no photo\"}", "state", NULL},
    {"join", T("k1") ",\"other\":\"k1\"}", "bad-value", NULL},
    {"join", T("k1") ",\"other\":\"k2\"}", NULL, NULL},
    {"drop", T("k2") ",\"reason\":\"gone\"}", "state", NULL},
    {"drop", T("k1") ",\"reason\":\"gone\"}", NULL, NULL},
    {"restore", BACK("t1", "\"x\""), NULL, NULL},
    {"restore", BACK("t1", "\"x\""), NULL, NULL},
    {"restore", BACK("t1", "\"y\""), "exists", NULL},
    {"restore", BACK("t1", "\"y\""), "changed", "\"7\""},
    {"restore", BACK("t1", "\"y\""), NULL, "\"1\""},
    {"restore", PUT("task", "t2", ",\"title\":\"x\""), "missing-key", NULL},
    {"clock", "{\"speed\":1}", NULL, NULL},
    {"clock", "{\"speed\":9999}", "bad-value", NULL},
};

static const struct line work[] = {
    {"dispatch",
        I("i1") ",\"units\":[\"U1\"],\"assignments\":[\"a1\"],"
                "\"expect\":{\"incident/i1\":\"pending\","
                "\"unit/U1\":\"patrol\"}}",
        NULL, NULL},
    {"dispatch",
        I("i2") ",\"units\":[\"U1\"],\"expect\":{\"unit/U1\":\"patrol\"}}",
        "unit-taken", NULL},
    {"dispatch", I("i2") ",\"units\":[\"U1\"]}", "unit-taken", NULL},
    {"exchange",
        "{\"assignment\":\"a1\",\"unit\":\"U3\",\"replacement\":\"a2\"}", NULL,
        NULL},
    {"exchange", "{\"assignment\":\"a2\",\"unit\":\"U9\"}", "not-found", NULL},
    {"dispatch", I("i2") ",\"units\":[\"U1\"],\"assignments\":[\"a3\"]}", NULL,
        NULL},
    {"recall", "{\"assignment\":\"a3\",\"reason\":\"not needed\"}", NULL, NULL},
    {"recall", A("a9"), "not-found", NULL},
    {"dispatch", I("i2") ",\"units\":[\"U1\"],\"assignments\":[\"a4\"]}", NULL,
        NULL},
    {"decline", "{\"assignment\":\"a4\",\"reason\":\"car\"}", NULL, NULL},
    {"decline", A("a4"), "missing-key", NULL},
    {"delivered", A("a2"), NULL, NULL},
    {"accept", A("a2"), NULL, NULL},
    {"enroute", A("a2"), NULL, NULL},
    {"onscene", "{\"assignment\":\"a2\",\"voice\":true}", NULL, NULL},
    {"conveying", A("a2"), NULL, NULL},
    {"conveyed", A("a2"), NULL, NULL},
    {"clear", "{\"assignment\":\"a2\",\"outcome\":\"settled\"}", NULL, NULL},
    {"close", I("i1") "}", "state", NULL},
    {"report",
        "{\"assignment\":\"a2\",\"outcome\":\"settled\",\"text\":\"all\"}",
        NULL, NULL},
    {"delivered", A("a1"), "state", NULL},
    {"accept", A("a1"), "state", NULL},
    {"enroute", A("a1"), "state", NULL},
    {"onscene", A("a1"), "state", NULL},
    {"conveying", A("a1"), "state", NULL},
    {"conveyed", A("a1"), "state", NULL},
    {"clear", A("a1"), "state", NULL},
    {"report", A("a1"), "state", NULL},
    {"submit", I("i1") "}", NULL, NULL},
    {"submit", I("i2") "}", "state", NULL},
    {"return", I("i1") ",\"reason\":\"photo\"}", NULL, NULL},
    {"return", I("i1") ",\"reason\":\"photo\"}", "state", NULL},
    {"close", I("i1") ",\"outcome\":\"settled\",\"text\":\"done\"}", NULL,
        NULL},
    {"reopen", I("i1") ",\"reason\":\"again\"}", NULL, NULL},
    {"reopen", I("i2") ",\"reason\":\"again\"}", "state", NULL},
    {"cancel", I("i2") ",\"reason\":\"never was\"}", NULL, NULL},
    {"cancel", I("i2") ",\"reason\":\"never was\"}", "state", NULL},
    {"status", "{\"unit\":\"U1\",\"duty\":\"meal\",\"minutes\":30}", NULL,
        NULL},
    {"status", "{\"unit\":\"U1\",\"duty\":\"committed\"}", "bad-value", NULL},
    {"welfare", "{\"unit\":\"U1\",\"minutes\":30}", NULL, NULL},
    {"welfare", "{\"unit\":\"U1\",\"minutes\":9999}", "bad-value", NULL},
    {"emergency", "{\"unit\":\"U1\"}", NULL, NULL},
    {"emergency", "{\"unit\":\"U9\"}", "not-found", NULL},
    {"walk", "{\"unit\":\"U1\"}", NULL, NULL},
    {"walk", "{\"unit\":\"U1\",\"route\":\"R9\"}", "not-found", NULL},
    {"crew", "{\"unit\":\"U3\",\"crew\":\"Li\",\"members\":[\"O1\"]}",
        "changed", "\"1\""},
};

static void
play(struct contract *c, const struct line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct line *l = &lines[i];

		contract_command(c, API_OWNER, l->command, l->match, l->body);
		if (strcmp(api_code(&c->api), l->code ? l->code : "") != 0)
			fail_msg("%s %s: %s", l->command, l->body, c->api.body);
	}
}

/* It must name the revision that it is based on. */
static void
play_crew(struct contract *c)
{
	char match[32];

	assert_int_equal(
	    contract_ask(c, &owner, "GET", "/v1/records/unit/U3", NULL), 200);
	snprintf(match, sizeof(match), "\"%lld\"",
	    (long long)api_number(&c->api, "rev"));
	assert_int_equal(contract_command(c, API_OWNER, "crew", match,
	                     "{\"unit\":\"U3\",\"crew\":\"Li\",\"heads\":1,"
	                     "\"members\":[\"O1\"]}"),
	    200);
}

/* Everything else, once well and once not */

static int
ask_as(struct contract *c, const char *who, const char *method,
    const char *target, const char *body)
{
	return contract_ask(
	    c, &(struct api_ask){.who = who}, method, target, body);
}

static void
play_sessions(struct contract *c)
{
	char who[API_WHO], body[256];

	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/accounts",
	                     "{\"name\":\"chen\",\"roles\":[\"field\"],"
	                     "\"station\":\"S1\",\"unit\":\"U1\"}"),
	    201);
	snprintf(body, sizeof(body),
	    "{\"name\":\"chen\",\"password\":\"%s\",\"seat\":\"2\"}",
	    api_text(&c->api, "password"));
	assert_int_equal(ask_as(c, NULL, "POST", "/v1/session", body), 201);
	snprintf(who, sizeof(who), "Bearer %s", api_text(&c->api, "token"));
	assert_int_equal(ask_as(c, who, "GET", "/v1/session", NULL), 200);
	assert_int_equal(ask_as(c, who, "GET", "/v1/records/unit", NULL), 403);
	snprintf(body, sizeof(body), "%s",
	    "{\"old\":\"wrong\",\"new\":\"" API_PASSWORD "\"}");
	assert_int_not_equal(ask_as(c, who, "POST", "/v1/password", body), 204);
	assert_int_equal(ask_as(c, who, "DELETE", "/v1/session", NULL), 204);
	assert_int_equal(ask_as(c, who, "DELETE", "/v1/session", NULL), 401);
	assert_int_equal(ask_as(c, who, "GET", "/v1/session", NULL), 401);
	assert_int_equal(ask_as(c, NULL, "POST", "/v1/session",
	                     "{\"name\":\"chen\",\"password\":\"no\"}"),
	    401);
	/* Until the waiting is told. */
	for (int i = 0; c->api.status != 429; i++) {
		assert_in_range(i, 0, 100);
		ask_as(c, NULL, "POST", "/v1/session",
		    "{\"name\":\"nobody\",\"password\":\"no\"}");
	}
}

static void
play_accounts(struct contract *c)
{
	char once[64], who[API_WHO], body[256];

	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/accounts",
	                     "{\"name\":\"wu\",\"roles\":[\"viewer\"],"
	                     "\"station\":\"S1\",\"totp\":true}"),
	    201);
	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/accounts",
	                     "{\"name\":\"wu\",\"roles\":[\"viewer\"]}"),
	    409);
	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/accounts/wu",
	                     "{\"totp\":false,\"reset\":true,\"unit\":\"\"}"),
	    200);
	snprintf(once, sizeof(once), "%s", api_text(&c->api, "password"));
	assert_int_equal(
	    ask_as(c, API_OWNER, "POST", "/v1/accounts/we", "{}"), 404);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/accounts", NULL), 200);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/accounts?all=1", NULL), 400);
	assert_int_equal(api_login(&c->api, "wu", once, who), 201);
	snprintf(body, sizeof(body),
	    "{\"old\":\"%s\",\"new\":\"" API_PASSWORD "\"}", once);
	assert_int_equal(ask_as(c, who, "POST", "/v1/password", body), 204);
	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/accounts/wu",
	                     "{\"locked\":true}"),
	    200);
	assert_int_equal(ask_as(c, who, "GET", "/v1/records/unit", NULL), 401);
}

static void
play_reading(struct contract *c)
{
	static const struct {
		const char *target;
		int status;
	} asks[] = {{"/v1/health", 200}, {"/v1/health?x=1", 400},
	    {"/metrics", 200}, {"/metrics?x=1", 400}, {"/v1/session?x=1", 400},
	    {"/v1/audit", 200}, {"/v1/audit?limit=2", 200},
	    {"/v1/audit?after=3&limit=500", 200}, {"/v1/audit?limit=501", 400},
	    {"/v1/records/incident/i1", 200}, {"/v1/records/incident/i9", 404},
	    {"/v1/records/caller/c1", 404}, {"/v1/rooms/i1/messages", 200},
	    {"/v1/rooms/i1/messages?limit=1", 200},
	    {"/v1/rooms/i9/messages", 404},
	    {"/v1/rooms/i1/messages?before=-1", 400},
	    {"/v1/rooms/i1/marks", 200}, {"/v1/rooms/i9/marks", 404},
	    {"/v1/talk", 200}, {"/v1/talk?x=1", 400},
	    {"/v1/messages?search=words&room=i1&limit=1", 200},
	    {"/v1/messages?search=%E6%8C%81%E5%88%80", 200},
	    {"/v1/messages", 400}, {"/v1/messages?search=x&before=-1", 400},
	    {"/v1/messages?search=x&room=i9", 404},
	    {"/v1/feed?keepalive=0", 400}, {"/v1/feed?watch=%20", 400},
	    {"/v1/duties?by=officer", 200}, {"/v1/duties?by=area", 200},
	    {"/v1/duties?by=day&from=0&to=4102444800000", 200},
	    {"/v1/duties", 400}, {"/v1/duties?by=month", 400},
	    {"/v1/duties?by=day&from=x", 400},
	    {"/v1/duties/given?from=0&to=4102444800000", 200},
	    {"/v1/duties/repeats?area=g1", 200}, {"/v1/duties/best", 404},
	    {"/v1/duties/given?limit=0", 400}, {"/v1/positions", 200},
	    {"/v1/positions?x=1", 400},
	    {"/v1/places?search=park&near=28,120.6", 200},
	    {"/v1/places?search=12%20park", 200}, {"/v1/places", 400},
	    {"/v1/places?search=x&near=28", 400},
	    {"/v1/heat?from=0&to=4102444800000", 200},
	    {"/v1/heat?by=grid&hour=3", 200}, {"/v1/heat?metres=1", 400}};

	for (size_t i = 0; i < COUNT_OF(asks); i++)
		if (ask_as(c, API_OWNER, "GET", asks[i].target, NULL) !=
		    asks[i].status)
			fail_msg("%s: %s", asks[i].target, c->api.body);
}

static void
play_marks(struct contract *c)
{
	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/marks",
	                     "{\"marks\":[{\"room\":\"i1\",\"told\":2}]}"),
	    204);
	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/marks",
	                     "{\"marks\":[{\"room\":\"i9\",\"told\":2}]}"),
	    404);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/rooms/i1/marks", NULL), 200);
	assert_int_equal(api_count(&c->api, "marks"), 1);
}

static void
play_positions(struct contract *c)
{
	assert_int_equal(
	    ask_as(c, API_OWNER, "POST", "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U1\",\"lat\":28.1,\"lon\":120.6,"
	        "\"at\":1795261927000,\"speed\":1.5,\"heading\":90,"
	        "\"source\":\"gps\"},{\"unit\":\"U2\",\"lat\":28.1,"
	        "\"lon\":120.6,\"at\":1795261927000}]}"),
	    204);
	assert_int_equal(
	    ask_as(c, API_OWNER, "POST", "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U9\",\"lat\":28.1,\"lon\":120.6,"
	        "\"at\":1795261927000}]}"),
	    404);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/positions", NULL), 200);
	assert_int_equal(api_count(&c->api, "positions"), 2);
}

static void
play_layers(struct contract *c)
{
	static const char layer[] =
	    "{\"name\":\"grids\",\"role\":\"grid\",\"digits\":6,"
	    "\"features\":[{\"name\":\"G07\",\"id\":\"g7\",\"rank\":3,"
	    "\"parts\":[[2,120600000,27950000,20000,0,0,20000]]}]}";

	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/layers?x=1", NULL), 400);
	assert_int_equal(ask_as(c, API_OWNER, "GET", "/v1/layers", NULL), 200);
	assert_int_equal(api_count(&c->api, "layers"), 0);
	assert_int_equal(
	    ask_as(c, API_OWNER, "PUT", "/v1/layers/grids", layer), 204);
	assert_int_equal(
	    ask_as(c, API_OWNER, "PUT", "/v1/layers/other", layer), 400);
	assert_int_equal(
	    ask_as(c, API_OWNER, "PUT", "/v1/layers/grids", "{}"), 400);
	assert_int_equal(ask_as(c, API_OWNER, "GET", "/v1/layers", NULL), 200);
	assert_int_equal(api_count(&c->api, "layers"), 1);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/layers/grids", NULL), 200);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/layers/grids?zoom=12", NULL), 200);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/layers/grids?zoom=31", NULL), 400);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/layers/roads", NULL), 404);
	assert_int_equal(
	    ask_as(c, API_OWNER, "DELETE", "/v1/layers/grids", NULL), 204);
	assert_int_equal(
	    ask_as(c, API_OWNER, "DELETE", "/v1/layers/grids", NULL), 404);
}

/* A command of known fate, and one that never came. */
static void
play_withdrawing(struct contract *c)
{
	const struct api_ask ask = {.who = API_OWNER, .key = "key-1"};
	const struct api_ask open = {.who = API_OWNER, .key = "key-3"};

	for (int i = 0; i < 2; i++) { /* once with the details, once without */
		assert_int_equal(
		    contract_ask(c, &open, "POST", "/v1/commands/reveal",
		        I("i1") ",\"reason\":\"call back\"}"),
		    200);
		assert_int_equal(
		    *api_text(&c->api, "caller.phone"), i ? 0 : '1');
	}
	assert_int_equal(
	    ask_as(c, API_OWNER, "DELETE", "/v1/commands/key-3", NULL), 200);
	assert_null(strstr(c->api.body, "138"));
	assert_int_equal(
	    contract_ask(c, &ask, "POST", "/v1/commands/new", NEW("i8", "")),
	    200);
	assert_int_equal(
	    contract_ask(c, &ask, "POST", "/v1/commands/new", NEW("i8", "")),
	    200);
	assert_int_equal(
	    contract_ask(c, &ask, "POST", "/v1/commands/new", NEW("i9", "")),
	    422);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/commands/key-1", NULL), 200);
	assert_int_equal(api_number(&c->api, "status"), 200);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/commands/key-2", NULL), 200);
	assert_int_equal(api_number(&c->api, "unseen"), 1);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/commands/key%202", NULL), 400);
	assert_int_equal(
	    ask_as(c, API_OWNER, "DELETE", "/v1/commands/key-1", NULL), 200);
	assert_int_equal(api_number(&c->api, "status"), 200);
	assert_int_equal(
	    ask_as(c, API_OWNER, "DELETE", "/v1/commands/key-2", NULL), 200);
	assert_int_equal(api_number(&c->api, "withdrawn"), 1);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/commands/key-2", NULL), 200);
	assert_int_equal(api_number(&c->api, "withdrawn"), 1);
	assert_int_equal(
	    ask_as(c, API_OWNER, "DELETE", "/v1/commands/key%202", NULL), 400);
}

/* The feed, each event by what is written of it */

struct stream {
	struct contract *c;
	int fd;
	struct sse_reader sse;
	char id[ID_SIZE];
	size_t records, positions;
	bool ready, gone;
};

static enum problem_code
take_event(void *arg, const struct sse_message *m, struct problem *p)
{
	struct stream *s = arg;
	cJSON *json = cJSON_Parse(m->data ? m->data : "");

	(void)p;
	if (strcmp(m->event, "message") == 0) {
		contract_fits(s->c, "Record", json);
		s->records++;
	} else if (strcmp(m->event, "said") == 0) {
		contract_fits(s->c, "record.message", json);
	} else if (strcmp(m->event, "hello") == 0) {
		contract_fits(s->c, "FeedHello", json);
		snprintf(s->id, sizeof(s->id), "%s",
		    cJSON_GetObjectItem(json, "feed")->valuestring);
	} else if (strcmp(m->event, "clock") == 0) {
		contract_fits(s->c, "FeedClock", json);
	} else if (strcmp(m->event, "position") == 0) {
		for (int i = 0; i < cJSON_GetArraySize(json); i++)
			contract_fits(
			    s->c, "SeenPosition", cJSON_GetArrayItem(json, i));
		s->positions += (size_t)cJSON_GetArraySize(json);
	} else if (strcmp(m->event, "gone") == 0) {
		s->gone = true;
	} else {
		s->ready = s->ready || strcmp(m->event, "ready") == 0;
		assert_true(strcmp(m->event, "ready") == 0 ||
		            strcmp(m->event, "reset") == 0);
	}
	cJSON_Delete(json);
	return PROBLEM_NONE;
}

static void
pump(struct stream *s)
{
	struct buf chunk = {0};
	struct problem p = {0};

	assert_true(raw_chunk(s->fd, &chunk));
	assert_int_equal(
	    sse_reader_feed(&s->sse, chunk.data, chunk.len, &p), 0);
	buf_free(&chunk);
}

static void
open_feed(struct stream *s, struct contract *c)
{
	struct reply r;

	*s = (struct stream){.c = c, .fd = raw_connect(c->api.socket)};
	sse_reader_init(&s->sse, take_event, s);
	raw_puts(s->fd,
	    "GET /v1/feed?watch=i1&keepalive=5&positions=1 HTTP/1.1\r\n"
	    "Host: x\r\nAuthorization: Owner\r\n\r\n");
	raw_reply(s->fd, &r, true);
	assert_int_equal(r.status, 200);
	assert_string_equal(
	    raw_reply_header(&r, "Content-Type"), "text/event-stream");
	raw_reply_free(&r);
}

static void
play_feed(struct contract *c)
{
	struct stream s;
	char target[128];
	size_t before;

	open_feed(&s, c);
	while (!s.ready || s.positions == 0)
		pump(&s);
	assert_true(s.records > 40);
	snprintf(target, sizeof(target), "/v1/feed/%s/watch", s.id);
	assert_int_equal(
	    ask_as(c, API_OWNER, "POST", target, "{\"rooms\":[\"i8\"]}"), 204);
	assert_int_equal(
	    ask_as(c, API_OWNER, "POST", target, "{\"rooms\":[\" \"]}"), 400);
	assert_int_equal(ask_as(c, API_OWNER, "POST", "/v1/feed/none/watch",
	                     "{\"rooms\":[]}"),
	    404);
	before = s.records;
	assert_int_equal(contract_command(c, API_OWNER, "message", NULL,
	                     "{\"room\":\"i8\",\"text\":\""
	                     "\xf0\x9f\x9a\x93"
	                     "\"}"),
	    200);
	while (s.records == before)
		pump(&s);
	close(s.fd);
	sse_reader_free(&s.sse);
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->op[i].path, "/v1/feed") == 0)
			c->op[i].served++;
}

static void
every_route_does_its_work_and_refuses_as_written(void **state)
{
	struct contract *c = *state;

	play(c, begin, COUNT_OF(begin));
	play(c, work, COUNT_OF(work));
	play_crew(c);
	play_withdrawing(c);
	play_positions(c);
	play_marks(c);
	play_layers(c);
	play_reading(c);
	play_feed(c);
	play_accounts(c);
	play_sessions(c);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/records/unit", NULL), 200);
	assert_int_equal(
	    ask_as(c, API_OWNER, "GET", "/v1/records/units", NULL), 404);
	for (size_t i = 0; i < c->count; i++)
		if (c->op[i].served == 0 || c->op[i].refused == 0)
			fail_msg("%s %s: served %u, refused %u times",
			    c->op[i].method, c->op[i].path, c->op[i].served,
			    c->op[i].refused);
}

/* Lists by whatever is said to be indexed, and one by one */

static void
read_kind(struct contract *c, const struct kind_info *k)
{
	char target[256];

	for (size_t i = 0; i < k->count; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FIELD_INDEXED))
			continue;
		snprintf(target, sizeof(target), "/v1/records/%s?%s=%s",
		    k->name, f->name,
		    f->type == TYPE_ENUM ? enum_word(f->words, 1) : "i1");
		assert_int_equal(
		    ask_as(c, API_OWNER, "GET", target, NULL), 200);
	}
	snprintf(target, sizeof(target), "/v1/records/%s?state=live&limit=500",
	    k->name);
	assert_int_equal(ask_as(c, API_OWNER, "GET", target, NULL), 200);
	snprintf(target, sizeof(target), "/v1/records/%s?limit=1", k->name);
	assert_int_equal(ask_as(c, API_OWNER, "GET", target, NULL), 200);
	while (*api_text(&c->api, "next")) {
		snprintf(target, sizeof(target),
		    "/v1/records/%s?limit=17&after=%s", k->name,
		    api_text(&c->api, "next"));
		assert_int_equal(
		    ask_as(c, API_OWNER, "GET", target, NULL), 200);
	}
}

static void
every_kind_is_read_as_written(void **state)
{
	struct contract *c = *state;

	play(c, begin, COUNT_OF(begin));
	play(c, work, COUNT_OF(work));
	for (int k = 1; k < KIND_COUNT; k++)
		if (k != KIND_CALLER)
			read_kind(c, kind_info((enum kind)k));
}

int
main(void)
{
#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, contract_setup, contract_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(every_route_does_its_work_and_refuses_as_written),
	    TEST(every_kind_is_read_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
