/*
 * Finding a place among 10,000 (issue "The sand table"), with what a key
 * costs: the budget is 5 ms for each search, by initials, by part and by
 * address.
 */
#include "model/finder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/lib/random.h"

#define PLACES 10000
#define ROUNDS 20
#define BUDGET 5000 /* microseconds */

static const char *const parts[] = {"中心", "公园", "吹台", "娄桥", "市场",
    "小学", "景德", "花园", "横屿", "大道", "银行", "幸福", "重光", "乐清",
    "新桥", "菜场", "瓯海", "丽岙", "仙岩", "泽雅"};

struct entry {
	char name[64], address[64];
	struct point spot;
};

static struct entry *
make_entries(void)
{
	struct entry *e = calloc(PLACES, sizeof(*e));
	struct rng dice = {7};

	for (size_t n = 0; e && n < PLACES; n++) {
		size_t k = COUNT_OF(parts);

		snprintf(e[n].name, sizeof(e[n].name), "%s%s%s%u号",
		    parts[rng_below(&dice, k)], parts[rng_below(&dice, k)],
		    parts[rng_below(&dice, k)], (unsigned)n % 300);
		snprintf(e[n].address, sizeof(e[n].address),
		    "%u Block of %s ST", (unsigned)rng_below(&dice, 50) * 100,
		    n % 20 ? "VALENCIA" : "MISSION");
		e[n].spot = (struct point){28 + (double)n / 1e5, 120.6};
	}
	return e;
}

static int64_t
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static size_t
search(const struct entry *e, const char *query)
{
	struct point here = {28.05, 120.6};
	struct finder *f = finder_new(query, strlen(query), here, 20);
	size_t count;
	bool more;

	for (size_t n = 0; n < PLACES; n++) {
		finder_add(f, FIND_PLACE, "", e[n].name, e[n].spot);
		finder_add_address(f, e[n].address, e[n].spot);
	}
	(void)finder_end(f, &count, &more);
	finder_free(f);
	return count;
}

static void
measure(const struct entry *e, const char *query)
{
	int64_t began = cpu_us(), each;
	size_t found = 0;

	for (int n = 0; n < ROUNDS; n++)
		found = search(e, query);
	each = (cpu_us() - began) / ROUNDS;
	printf("%s among %d places and as many addresses, %zu found: %lld us "
	       "of CPU (budget <= %d us) %s\n",
	    query, PLACES, found, (long long)each, BUDGET,
	    each <= BUDGET && found > 0 ? "ok" : "MISSED");
}

int
main(void)
{
	struct entry *e = make_entries();

	if (!e)
		return 1;
	measure(e, "zxgy");
	measure(e, "zhongxin");
	measure(e, "4000 mission");
	free(e);
	return 0;
}
