/*
 * The central's clock (now.h).
 */
#include "central/now.h"

#include "model/time.h"

void
now_init(struct now *n, bool drill, msec_t base, int64_t speed)
{
	n->drill = drill;
	n->base = base;
	n->speed = speed;
	n->boot = time_boot();
	pthread_mutex_init(&n->lock, NULL);
}

void
now_free(struct now *n)
{
	pthread_mutex_destroy(&n->lock);
}

static msec_t
drill_time(const struct now *n)
{
	return n->base + (time_boot() - n->boot) * n->speed;
}

msec_t
now_get(struct now *n)
{
	msec_t t;

	if (!n->drill)
		return time_wall();
	pthread_mutex_lock(&n->lock);
	t = drill_time(n);
	pthread_mutex_unlock(&n->lock);
	return t;
}

int64_t
now_speed(struct now *n)
{
	int64_t speed;

	if (!n->drill)
		return 1;
	pthread_mutex_lock(&n->lock);
	speed = n->speed;
	pthread_mutex_unlock(&n->lock);
	return speed;
}

void
now_set(struct now *n, msec_t time, int64_t speed)
{
	msec_t t;

	if (!n->drill)
		return;
	pthread_mutex_lock(&n->lock);
	t = drill_time(n);
	n->base = time > t ? time : t;
	n->boot = time_boot();
	if (speed >= 0)
		n->speed = speed;
	pthread_mutex_unlock(&n->lock);
}

int64_t
now_until(struct now *n, msec_t due)
{
	int64_t left = due - now_get(n);
	int64_t speed = now_speed(n);

	if (left <= 0)
		return 0;
	if (speed == 0)
		return -1;
	return (left + speed - 1) / speed;
}
