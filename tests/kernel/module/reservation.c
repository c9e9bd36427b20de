// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * ../specs/reservation.rvk: clients that do with two reservation objects whatever may be done with
 * them: locks with and without a ticket, fences of every usage, waits of every kind, questions.
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/ww_mutex.h>

#include "revoke_test.h"

enum { FENCES = 2 };

struct resv {
	const char *name;
	struct dma_resv resv;
};
static struct resv left = { "left" }, right = { "right" };

struct client {
	int index;
	char names[FENCES][24], ticket_name[24];
	struct ww_acquire_ctx ticket;
	spinlock_t lock;
	struct dma_fence *fences[FENCES];	/* pending; guarded by lock */
	u64 context, seqno, order[FENCES];
	struct task_struct *work, *hw;
};
static struct client all[4];
static atomic_t working;
static DECLARE_COMPLETION(over);

static const enum dma_resv_usage usages[] = {
	DMA_RESV_USAGE_KERNEL, DMA_RESV_USAGE_WRITE, DMA_RESV_USAGE_READ, DMA_RESV_USAGE_BOOKKEEP
};
static const char *const usage_names[] = { "KERNEL", "WRITE", "READ", "BOOKKEEP" };

/* ---- locks */

static void lock(struct resv *r)
{
	log_call("dma_resv_lock", "\"b\":\"%s\"", r->name);
	gap();
	dma_resv_lock(&r->resv, NULL);
	log_return("dma_resv_lock");
	gap();
}

static void unlock(struct resv *r)
{
	log_call("dma_resv_unlock", "\"b\":\"%s\"", r->name);
	dma_resv_unlock(&r->resv);
	log_return("dma_resv_unlock");
	gap();
}

static bool trylock(struct resv *r)
{
	bool mine;

	log_call("dma_resv_trylock", "\"b\":\"%s\"", r->name);
	mine = dma_resv_trylock(&r->resv);
	log_returns_bool("dma_resv_trylock", mine);
	return mine;
}

static int lock_ticket(struct client *c, struct resv *r)
{
	int error;

	log_call("dma_resv_lock_ticket", "\"b\":\"%s\",\"c\":\"%s\"", r->name, c->ticket_name);
	gap();
	error = dma_resv_lock(&r->resv, &c->ticket);
	log_returns("dma_resv_lock_ticket", error);
	gap();
	return error;
}

static void lock_slow(struct client *c, struct resv *r)
{
	log_call("dma_resv_lock_slow", "\"b\":\"%s\",\"c\":\"%s\"", r->name, c->ticket_name);
	dma_resv_lock_slow(&r->resv, &c->ticket);
	log_return("dma_resv_lock_slow");
	gap();
}

/* Takes both, in that order as long as nobody older is in the way. */
static void lock_both(struct client *c, struct resv *first, struct resv *second)
{
	lock_ticket(c, first);
	if (below(4) == 0)
		lock_ticket(c, first);		/* -EALREADY */
	while (lock_ticket(c, second) == -EDEADLK) {
		unlock(first);
		lock_slow(c, second);
		swap(first, second);
	}
}

/* ---- fences */

static void signal_oldest(struct client *c)
{
	struct dma_fence *fence = NULL;
	int k, oldest = -1;

	spin_lock(&c->lock);
	for (k = 0; k < FENCES; k++)
		if (c->fences[k] && (oldest < 0 || c->order[k] < c->order[oldest]))
			oldest = k;
	if (oldest >= 0) {
		fence = c->fences[oldest];
		log_call("dma_fence_signal", "\"f\":\"%s\"", c->names[oldest]);
		dma_fence_signal(fence);
		log_return("dma_fence_signal");
		c->fences[oldest] = NULL;
	}
	spin_unlock(&c->lock);
	dma_fence_put(fence);
}

static int hw(void *data)
{
	struct client *c = data;

	while (!kthread_should_stop()) {
		pause_us(20, below(8) ? 1200 : 25000);	/* some waits are to run out of time */
		signal_oldest(c);
	}
	for (int k = 0; k < FENCES; k++)
		signal_oldest(c);
	return 0;
}

/* Adds a new fence, or one that is pending with a usage that is as strong as any. */
static void add(struct client *c, struct resv *r)
{
	int k = below(FENCES), usage = below(4);
	struct dma_fence *fence;

	if (WARN_ON(dma_resv_reserve_fences(&r->resv, 1)))
		return;
	spin_lock(&c->lock);
	fence = dma_fence_get(c->fences[k]);
	spin_unlock(&c->lock);
	if (fence) {
		usage = 0;
	} else {
		fence = memory_fence(c->context, c->seqno + 1);
		if (WARN_ON(!fence))
			return;
		dma_fence_get(fence);
		spin_lock(&c->lock);
		log_call("dma_fence_init", "\"f\":\"%s\"", c->names[k]);
		log_return("dma_fence_init");
		c->order[k] = ++c->seqno;
		c->fences[k] = fence;
		spin_unlock(&c->lock);
		gap();
	}
	log_call("dma_resv_add_fence", "\"b\":\"%s\",\"f\":\"%s\",\"u\":\"%s\"", r->name, c->names[k], usage_names[usage]);
	if (planted("weaker_usage") && usage < 3)
		usage++;
	if (!planted("lost_fence"))
		dma_resv_add_fence(&r->resv, fence, usages[usage]);
	log_return("dma_resv_add_fence");
	dma_fence_put(fence);
}

static void test(struct resv *r)
{
	int usage = below(4);
	bool idle;

	log_call("dma_resv_test_signaled", "\"b\":\"%s\",\"u\":\"%s\"", r->name, usage_names[usage]);
	idle = dma_resv_test_signaled(&r->resv, usages[usage]);
	log_returns_bool("dma_resv_test_signaled", idle);
	gap();
}

static void wait(struct resv *r)
{
	int usage = below(4);
	long left;

	log_call("dma_resv_wait", "\"b\":\"%s\",\"u\":\"%s\"", r->name, usage_names[usage]);
	left = planted("no_wait") ? 1 :
		dma_resv_wait_timeout(&r->resv, usages[usage], false, MAX_SCHEDULE_TIMEOUT);
	log_returns("dma_resv_wait", left > 0);
	gap();
}

static void wait_some_time(struct resv *r)
{
	int usage = below(4);
	long left;

	log_call("dma_resv_wait_timeout", "\"b\":\"%s\",\"u\":\"%s\"", r->name, usage_names[usage]);
	left = dma_resv_wait_timeout(&r->resv, usages[usage], false, 1);
	log_returns("dma_resv_wait_timeout", left > 0);
	gap();
}

/* ---- clients */

static void ask(struct resv *r)
{
	switch (below(3)) {
	case 0:
		test(r);
		break;
	case 1:
		wait(r);
		break;
	case 2:
		wait_some_time(r);
		break;
	}
}

static void use(struct client *c, struct resv *r)
{
	int k;

	for (k = below(3); k > 0; k--) {
		if (below(2))
			add(c, r);
		else
			ask(r);
	}
}

static void with_ticket(struct client *c)
{
	struct resv *first = below(2) ? &left : &right;
	struct resv *second = first == &left ? &right : &left;

	log_call("ww_acquire_init", "\"c\":\"%s\"", c->ticket_name);
	ww_acquire_init(&c->ticket, &reservation_ww_class);
	log_return("ww_acquire_init");
	lock_both(c, first, second);
	ww_acquire_done(&c->ticket);
	use(c, &left);
	use(c, &right);
	unlock(&left);
	unlock(&right);
	log_call("ww_acquire_fini", "\"c\":\"%s\"", c->ticket_name);
	ww_acquire_fini(&c->ticket);
	log_return("ww_acquire_fini");
}

static int work(void *data)
{
	struct client *c = data;
	int k;

	for (k = 0; k < rounds; k++) {
		struct resv *r = below(2) ? &left : &right;

		pause_us(1, 300);
		switch (below(4)) {
		case 0:
			with_ticket(c);
			break;
		case 1:
			lock(r);
			use(c, r);
			unlock(r);
			break;
		case 2:
			if (trylock(r)) {
				use(c, r);
				unlock(r);
			}
			break;
		case 3:
			ask(r);
			break;
		}
	}
	if (atomic_dec_and_test(&working))
		complete(&over);
	return actor_rest();
}

static void start(struct client *c, int index)
{
	int k;

	c->index = index;
	c->context = dma_fence_context_alloc(1);
	spin_lock_init(&c->lock);
	for (k = 0; k < FENCES; k++) {
		snprintf(c->names[k], sizeof(c->names[k]), "client[%d].f[%d]", index, k);
		log_object(c->names[k]);
	}
	snprintf(c->ticket_name, sizeof(c->ticket_name), "client[%d].ticket", index);
	log_object(c->ticket_name);
	c->work = actor_start(work, c, "client[%d].work", index);
	c->hw = actor_start(hw, c, "client[%d].hw", index);
}

static int run(void)
{
	int k;

	dma_resv_init(&left.resv);
	dma_resv_init(&right.resv);
	log_object(left.name);
	log_object(right.name);
	atomic_set(&working, clients);
	for (k = 0; k < clients; k++)
		start(&all[k], k);
	wait_for_completion(&over);
	log_stop();
	for (k = 0; k < clients; k++) {
		actor_stop(all[k].work);
		actor_stop(all[k].hw);
	}
	dma_resv_fini(&left.resv);
	dma_resv_fini(&right.resv);
	return 0;
}

static const char *const faults[] = { "lost_fence", "weaker_usage", "no_wait", NULL };
const struct scenario reservation_scenario = { "reservation", faults, run };
