/*
 * Reading an address; curl's own URL parser does the work, so what is checked
 * here is what curl will connect to.
 */
#include "net/link/address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static enum problem_code
unusable(const char *text, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_USAGE, "why", why, "addr", text, NULL);
}

static enum problem_code
read_socket(struct address *a, const char *path, struct problem *p)
{
	if (*path == '\0')
		return unusable(a->text, why_address_no_path, p);
	if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return unusable(a->text, why_address_socket_long, p);
	snprintf(a->socket, sizeof(a->socket), "%s", path);
	snprintf(a->base, sizeof(a->base), "http://localhost");
	return PROBLEM_NONE;
}

/* "localhost" is loopback to curl without asking a resolver. */
static bool
is_loopback(const char *host)
{
	struct in_addr v4;

	if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, host, &v4) == 1 &&
	       ntohl(v4.s_addr) >> 24 == 127;
}

static bool
has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

	if (has && part == CURLUPART_PATH)
		has = strcmp(text, "/") != 0;
	curl_free(text);
	return has;
}

static bool
has_extras(CURLU *url)
{
	return has_part(url, CURLUPART_USER) ||
	       has_part(url, CURLUPART_PASSWORD) ||
	       has_part(url, CURLUPART_PATH) ||
	       has_part(url, CURLUPART_QUERY) ||
	       has_part(url, CURLUPART_FRAGMENT);
}

static enum problem_code
read_parts(struct address *a, CURLU *url, struct problem *p)
{
	char *scheme = NULL, *host = NULL, *port = NULL;
	enum problem_code code = PROBLEM_NONE;
	int n = 0;

	if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) !=
	        CURLUE_OK)
		code = unusable(a->text, why_no_address, p);
	else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
		code = unusable(a->text, why_address_scheme, p);
	else if (strcmp(scheme, "http") == 0 && !is_loopback(host))
		code = problem_set(p, PROBLEM_NOT_SAFE, "addr", a->text, NULL);
	else
		n = snprintf(
		    a->base, sizeof(a->base), "%s://%s:%s", scheme, host, port);
	if (n >= (int)sizeof(a->base))
		code = unusable(a->text, why_address_long, p);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	return code;
}

static enum problem_code
read_url(struct address *a, struct problem *p)
{
	CURLU *url = curl_url();
	enum problem_code code;

	if (!url)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (curl_url_set(url, CURLUPART_URL, a->text, 0) != CURLUE_OK)
		code = unusable(a->text, why_no_address, p);
	else if (has_extras(url))
		code = unusable(a->text, why_address_host_only, p);
	else
		code = read_parts(a, url, p);
	curl_url_cleanup(url);
	return code;
}

enum problem_code
address_read(struct address *a, const char *text, struct problem *p)
{
	*a = (struct address){0};
	if (strlen(text) >= sizeof(a->text))
		return unusable("-", why_address_long, p);
	snprintf(a->text, sizeof(a->text), "%s", text);
	if (strncmp(text, "unix:", 5) == 0)
		return read_socket(a, text + 5, p);
	return read_url(a, p);
}

bool
address_is_own_socket(const struct address *a)
{
	struct stat s;

	return a->socket[0] != '\0' && stat(a->socket, &s) == 0 &&
	       S_ISSOCK(s.st_mode) && s.st_uid == geteuid();
}
