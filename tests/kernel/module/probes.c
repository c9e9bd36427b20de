// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Questions to the core, each decided by a fixed order of steps: what the library claims of a function
 * and random runs show seldom or never. ../probes.expected has the answers.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/iosys-map.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/ww_mutex.h>

#include "revoke_test.h"

enum { USAGES = 4 };
static const enum dma_resv_usage usages[] = {
	DMA_RESV_USAGE_KERNEL, DMA_RESV_USAGE_WRITE, DMA_RESV_USAGE_READ, DMA_RESV_USAGE_BOOKKEEP
};
static const char *const usage_names[] = { "KERNEL", "WRITE", "READ", "BOOKKEEP" };

static const char *yes(bool it_is)
{
	return it_is ? "yes" : "no";
}

/* Somebody else who does one thing, and may have to wait. */
struct other {
	long (*act)(void *data);
	void *data;
	long result;
	struct completion done;
	struct task_struct *task;
};

static int other_fn(void *data)
{
	struct other *o = data;

	allow_signal(SIGUSR1);
	o->result = o->act(o->data);
	complete(&o->done);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* Returns when it has done it, or waits. */
static void other_begin(struct other *o, long (*act)(void *data), void *data)
{
	o->act = act;
	o->data = data;
	init_completion(&o->done);
	o->task = kthread_run(other_fn, o, "other");
	msleep(20);
}

static bool other_waits(struct other *o)
{
	msleep(20);
	return !completion_done(&o->done);
}

static long other_end(struct other *o)
{
	wait_for_completion(&o->done);
	kthread_stop(o->task);
	return o->result;
}

static long other_interrupted(struct other *o)
{
	send_sig(SIGUSR1, o->task, 1);
	return other_end(o);
}

static struct dma_fence *new_fence(void)
{
	return memory_fence(dma_fence_context_alloc(1), 1);
}

static void add(struct dma_resv *resv, struct dma_fence *fence, enum dma_resv_usage usage)
{
	dma_resv_lock(resv, NULL);
	if (!WARN_ON(dma_resv_reserve_fences(resv, 1)))
		dma_resv_add_fence(resv, fence, usage);
	dma_resv_unlock(resv);
}

static void over(struct dma_fence *fence)
{
	dma_fence_signal(fence);
	dma_fence_put(fence);
}

/* ---- fences in a reservation object */

static long wait_for_all(void *resv)
{
	return dma_resv_wait_timeout(resv, DMA_RESV_USAGE_BOOKKEEP, false, MAX_SCHEDULE_TIMEOUT);
}

static long wait_interruptible(void *resv)
{
	return dma_resv_wait_timeout(resv, DMA_RESV_USAGE_BOOKKEEP, true, MAX_SCHEDULE_TIMEOUT);
}

/* The second fence comes while the first is pending; the first signals, the second does not. */
static void waits_without_the_lock(bool room)
{
	struct dma_fence *first = new_fence(), *second = new_fence();
	struct dma_resv resv;
	struct other waiter;

	dma_resv_init(&resv);
	dma_resv_lock(&resv, NULL);
	WARN_ON(dma_resv_reserve_fences(&resv, room ? 4 : 1));
	dma_resv_unlock(&resv);
	add(&resv, first, DMA_RESV_USAGE_BOOKKEEP);
	other_begin(&waiter, wait_for_all, &resv);
	dma_resv_lock(&resv, NULL);
	WARN_ON(dma_resv_reserve_fences(&resv, room ? 1 : 16));
	dma_resv_add_fence(&resv, second, DMA_RESV_USAGE_BOOKKEEP);
	dma_resv_unlock(&resv);
	over(first);
	log_answer(room ? "unlocked wait, the list is the same" : "unlocked wait, the list is a new one",
		   "waits for what came later: %s", yes(other_waits(&waiter)));
	over(second);
	other_end(&waiter);
	dma_resv_fini(&resv);
}

static void waits_end(void)
{
	struct dma_fence *fence = new_fence();
	struct dma_resv resv;
	struct other waiter;
	long idle, in_time;

	dma_resv_init(&resv);
	idle = wait_for_all(&resv);
	add(&resv, fence, DMA_RESV_USAGE_READ);
	dma_resv_lock(&resv, NULL);
	in_time = dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, false, 2);
	dma_resv_unlock(&resv);
	log_answer("wait", "idle: %s, time is over: %ld, weaker usage: %s", idle > 0 ? "positive" : "no", in_time,
		   dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_WRITE, false, 2) > 0 ? "positive" : "no");
	other_begin(&waiter, wait_interruptible, &resv);
	log_answer("interruptible wait", "a signal: %ld", other_interrupted(&waiter));
	over(fence);
	dma_resv_fini(&resv);
}

static void usage_order(void)
{
	int k, asked;

	for (k = 0; k < USAGES; k++) {
		struct dma_fence *fence = new_fence();
		struct dma_resv resv;
		char busy[40] = "";

		dma_resv_init(&resv);
		add(&resv, fence, usages[k]);
		for (asked = 0; asked < USAGES; asked++)
			if (!dma_resv_test_signaled(&resv, usages[asked])) {
				strlcat(busy, " ", sizeof(busy));
				strlcat(busy, usage_names[asked], sizeof(busy));
			}
		log_answer("test_signaled", "a fence of %s is pending for%s", usage_names[k], busy);
		over(fence);
		dma_resv_fini(&resv);
	}
}

/* Two fences of one context; the later one signals first, which nobody should do: then one sees what is left. */
static void same_context(int first, int second)
{
	u64 context = dma_fence_context_alloc(1);
	struct dma_fence *f = memory_fence(context, 1), *g = memory_fence(context, 2);
	struct dma_resv resv;

	dma_resv_init(&resv);
	add(&resv, f, usages[first]);
	add(&resv, g, usages[second]);
	dma_fence_signal(g);
	log_answer("same context", "%s, then %s: the first is still waited for: %s", usage_names[first],
		   usage_names[second], yes(!dma_resv_test_signaled(&resv, DMA_RESV_USAGE_BOOKKEEP)));
	over(f);
	dma_fence_put(g);
	dma_resv_fini(&resv);
}

static void added_again(int first, int second)
{
	struct dma_fence *fence = new_fence();
	struct dma_resv resv;

	dma_resv_init(&resv);
	add(&resv, fence, usages[first]);
	add(&resv, fence, usages[second]);
	log_answer("added again", "%s, then %s: pending for KERNEL: %s", usage_names[first], usage_names[second],
		   yes(!dma_resv_test_signaled(&resv, DMA_RESV_USAGE_KERNEL)));
	over(fence);
	dma_resv_fini(&resv);
}

static void added_when_over(void)
{
	struct dma_fence *fence = new_fence();
	struct dma_resv resv;

	dma_resv_init(&resv);
	dma_fence_signal(fence);
	add(&resv, fence, DMA_RESV_USAGE_KERNEL);
	log_answer("added when it has signalled", "is waited for: %s",
		   yes(!dma_resv_test_signaled(&resv, DMA_RESV_USAGE_BOOKKEEP)));
	dma_fence_put(fence);
	dma_resv_fini(&resv);
}

struct from_irq {
	struct hrtimer timer;
	struct dma_fence *fence;
	struct completion done;
	bool in_irq;
	int result;
};

static enum hrtimer_restart signal_in_irq(struct hrtimer *timer)
{
	struct from_irq *irq = container_of(timer, struct from_irq, timer);

	irq->in_irq = !in_task();
	irq->result = dma_fence_signal(irq->fence);
	complete(&irq->done);
	return HRTIMER_NORESTART;
}

static void signals(void)
{
	struct from_irq irq = { .fence = new_fence() };
	int again;

	init_completion(&irq.done);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	hrtimer_setup_on_stack(&irq.timer, signal_in_irq, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
#else
	hrtimer_init_on_stack(&irq.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	irq.timer.function = signal_in_irq;
#endif
	hrtimer_start(&irq.timer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
	wait_for_completion(&irq.done);
	again = dma_fence_signal(irq.fence);
	log_answer("signal", "in an interrupt (%s): %d, a second time: %d", yes(irq.in_irq), irq.result, again);
	hrtimer_cancel(&irq.timer);
	destroy_hrtimer_on_stack(&irq.timer);
	dma_fence_put(irq.fence);
}

/* ---- locks */

static long lock_interruptible(void *resv)
{
	return dma_resv_lock_interruptible(resv, NULL);
}

struct attempt { struct dma_resv *resv; struct ww_acquire_ctx *ticket; };
static long lock_ticket(void *data)
{
	struct attempt *a = data;

	return dma_resv_lock(a->resv, a->ticket);
}

static void lock_ends(void)
{
	struct dma_resv resv;
	struct other waiter;
	bool waits, mine;

	dma_resv_init(&resv);
	dma_resv_lock(&resv, NULL);
	other_begin(&waiter, lock_interruptible, &resv);
	waits = other_waits(&waiter);
	other_interrupted(&waiter);
	mine = dma_resv_trylock(&resv);
	log_answer("lock_interruptible", "held: waits: %s, a signal: %ld, trylock: %s", yes(waits), waiter.result, yes(mine));
	dma_resv_unlock(&resv);
	dma_resv_fini(&resv);
}

/* The ticket of `old` is older; what each of them holds is up to the caller. */
struct tickets {
	struct dma_resv a, b;
	struct ww_acquire_ctx old, young;
};

static void tickets_begin(struct tickets *t)
{
	dma_resv_init(&t->a);
	dma_resv_init(&t->b);
	ww_acquire_init(&t->old, &reservation_ww_class);
	ww_acquire_init(&t->young, &reservation_ww_class);
}

static void tickets_end(struct tickets *t)
{
	ww_acquire_fini(&t->young);
	ww_acquire_fini(&t->old);
	dma_resv_fini(&t->b);
	dma_resv_fini(&t->a);
}

static void the_young_meets_the_old(bool holds_one)
{
	struct tickets t;
	struct attempt attempt = { &t.b, &t.young };
	struct other young;
	bool waits;

	tickets_begin(&t);
	dma_resv_lock(&t.b, &t.old);
	if (holds_one)
		dma_resv_lock(&t.a, &t.young);
	other_begin(&young, lock_ticket, &attempt);
	waits = other_waits(&young);
	dma_resv_unlock(&t.b);
	other_end(&young);
	log_answer("a younger ticket meets an older one", "holds one: %s, waits: %s, and gets: %ld", yes(holds_one),
		   yes(waits), young.result);
	if (holds_one)
		dma_resv_unlock(&t.a);
	if (young.result == 0)
		dma_resv_unlock(&t.b);
	tickets_end(&t);
}

static void the_old_meets_the_young(void)
{
	struct tickets t;
	struct attempt attempt = { &t.b, &t.old };
	struct other old;
	bool waits;
	int again;

	tickets_begin(&t);
	dma_resv_lock(&t.b, &t.young);
	again = dma_resv_lock(&t.b, &t.young);
	dma_resv_lock(&t.a, &t.old);
	other_begin(&old, lock_ticket, &attempt);
	waits = other_waits(&old);
	dma_resv_unlock(&t.b);
	other_end(&old);
	log_answer("an older ticket meets a younger one", "waits: %s, and gets: %ld; under the same ticket: %d",
		   yes(waits), old.result, again);
	dma_resv_unlock(&t.b);
	dma_resv_unlock(&t.a);
	tickets_end(&t);
}

/* The lock is held without a ticket; an older one waits for it, or comes to wait for it. */
static void the_young_meets_one_who_waits(bool old_first)
{
	struct tickets t;
	struct attempt for_old = { &t.b, &t.old }, for_young = { &t.b, &t.young };
	struct other old, young;
	bool waits;

	tickets_begin(&t);
	dma_resv_lock(&t.b, NULL);
	dma_resv_lock(&t.a, &t.young);
	other_begin(old_first ? &old : &young, lock_ticket, old_first ? &for_old : &for_young);
	other_begin(old_first ? &young : &old, lock_ticket, old_first ? &for_young : &for_old);
	waits = other_waits(&young);
	dma_resv_unlock(&t.b);
	other_end(&old);
	dma_resv_unlock(&t.b);
	other_end(&young);
	log_answer("a younger ticket and an older one both wait for a lock", "%s comes first: the younger waits: %s, and gets: %ld",
		   old_first ? "the older" : "the younger", yes(waits), young.result);
	if (young.result == 0)
		dma_resv_unlock(&t.b);
	dma_resv_unlock(&t.a);
	tickets_end(&t);
}

/* ---- the ops: which, in which order, with (+) or without (-) the reservation lock */

static char ops[200];
static int map_error;
static struct dma_buf *asked;

static void op(const char *name)
{
	strlcat(ops, ops[0] ? " " : "", sizeof(ops));
	strlcat(ops, name, sizeof(ops));
	strlcat(ops, dma_resv_is_locked(asked->resv) ? "+" : "-", sizeof(ops));
}

static int op_attach(struct dma_buf *b, struct dma_buf_attachment *a)
{
	op("attach");
	return 0;
}

static int op_refuse(struct dma_buf *b, struct dma_buf_attachment *a)
{
	return -EBUSY;
}

static void op_detach(struct dma_buf *b, struct dma_buf_attachment *a)
{
	op("detach");
}

static int op_pin(struct dma_buf_attachment *a)
{
	op("pin");
	return 0;
}

static void op_unpin(struct dma_buf_attachment *a)
{
	op("unpin");
}

static struct sg_table *op_map(struct dma_buf_attachment *a, enum dma_data_direction direction)
{
	op("map");
	return map_error ? ERR_PTR(map_error) : memory_map();
}

static void op_unmap(struct dma_buf_attachment *a, struct sg_table *sgt, enum dma_data_direction direction)
{
	op("unmap");
	memory_unmap(sgt);
}

static int op_begin(struct dma_buf *b, enum dma_data_direction direction)
{
	op("begin");
	return 0;
}

static int op_end(struct dma_buf *b, enum dma_data_direction direction)
{
	op("end");
	return 0;
}

static int op_vmap(struct dma_buf *b, struct iosys_map *map)
{
	op("vmap");
	iosys_map_set_vaddr(map, ops);
	return 0;
}

static void op_vunmap(struct dma_buf *b, struct iosys_map *map)
{
	op("vunmap");
}

static DECLARE_COMPLETION(released);
static bool alive_at_release;
static char releaser[TASK_COMM_LEN];
static void op_release(struct dma_buf *b)
{
	op("release");
	alive_at_release = get_file_active(&b->file) != NULL;
	get_task_comm(releaser, current);
	complete(&released);
}

static const struct dma_buf_ops all_ops = {
	.attach = op_attach, .detach = op_detach, .pin = op_pin, .unpin = op_unpin, .map_dma_buf = op_map,
	.unmap_dma_buf = op_unmap, .begin_cpu_access = op_begin, .end_cpu_access = op_end, .vmap = op_vmap,
	.vunmap = op_vunmap, .release = op_release,
};
static const struct dma_buf_ops few_ops = {
	.map_dma_buf = op_map, .unmap_dma_buf = op_unmap, .release = op_release,
};
static const struct dma_buf_ops refusing_ops = {
	.attach = op_refuse, .map_dma_buf = op_map, .unmap_dma_buf = op_unmap, .release = op_release,
};

static void begin_asking(const struct dma_buf_ops *which)
{
	ops[0] = 0;
	reinit_completion(&released);
	asked = memory_export(which);
}

static long put(void *unused)
{
	dma_buf_put(asked);
	return completion_done(&released);
}

/* In a kernel thread, whose release is a kworker's. True: dma_buf_put() returned before the release. */
static bool end_asking(void)
{
	struct other putter;
	bool early;

	other_begin(&putter, put, NULL);
	early = !other_end(&putter);
	wait_for_completion(&released);
	return early;
}

static void answer_ops(const char *question)
{
	log_answer(question, "%s", ops[0] ? ops : "none");
	ops[0] = 0;
}

static char notified[40];
static void notify(struct dma_buf_attachment *a)
{
	op("notified");
	strlcat(notified, a->importer_priv, sizeof(notified));
}

static const struct dma_buf_attach_ops dynamic_ops = { .allow_peer2peer = true, .invalidate_mappings = notify };

static void dynamic_importer(void)
{
	struct dma_buf_attachment *a;
	struct sg_table *sgt;

	begin_asking(&all_ops);
	a = dma_buf_dynamic_attach(asked, memory_device(), &dynamic_ops, "");
	answer_ops("dma_buf_dynamic_attach");
	dma_resv_lock(asked->resv, NULL);
	dma_buf_pin(a);
	answer_ops("dma_buf_pin");
	sgt = dma_buf_map_attachment(a, DMA_BIDIRECTIONAL);
	answer_ops("dma_buf_map_attachment");
	dma_buf_unmap_attachment(a, sgt, DMA_BIDIRECTIONAL);
	answer_ops("dma_buf_unmap_attachment");
	dma_buf_unpin(a);
	answer_ops("dma_buf_unpin");
	dma_resv_unlock(asked->resv);
	dma_buf_detach(asked, a);
	answer_ops("dma_buf_detach");
	end_asking();
	answer_ops("dma_buf_put");
}

/* Attach, map, unmap, detach: in 6.12 it is the attach that pins and maps, in 7 the map. */
static void static_importer(void)
{
	struct dma_buf_attachment *a;
	struct sg_table *sgt;

	begin_asking(&all_ops);
	a = dma_buf_attach(asked, memory_device());
	sgt = dma_buf_map_attachment_unlocked(a, DMA_BIDIRECTIONAL);
	answer_ops("static: attach and map");
	dma_buf_unmap_attachment_unlocked(a, sgt, DMA_BIDIRECTIONAL);
	dma_buf_detach(asked, a);
	answer_ops("static: unmap and detach");
	map_error = -ENODEV;
	a = dma_buf_attach(asked, memory_device());
	if (!IS_ERR(a)) {
		sgt = dma_buf_map_attachment_unlocked(a, DMA_BIDIRECTIONAL);
		dma_buf_detach(asked, a);
	}
	log_answer("static: map fails", "%ld", IS_ERR(a) ? PTR_ERR(a) : PTR_ERR(sgt));
	answer_ops("static: what is done then");
	map_error = 0;
	end_asking();
}

static long attach_and_map(void *unused)
{
	struct dma_buf_attachment *a = dma_buf_attach(asked, memory_device());
	struct sg_table *sgt = dma_buf_map_attachment_unlocked(a, DMA_BIDIRECTIONAL);

	dma_buf_unmap_attachment_unlocked(a, sgt, DMA_BIDIRECTIONAL);
	dma_buf_detach(asked, a);
	return 0;
}

static void static_map_waits(int usage)
{
	struct dma_fence *fence = new_fence();
	struct other importer;

	begin_asking(&all_ops);
	add(asked->resv, fence, usages[usage]);
	other_begin(&importer, attach_and_map, NULL);
	log_answer("static: map waits for a fence of", "%s: %s", usage_names[usage], yes(other_waits(&importer)));
	over(fence);
	other_end(&importer);
	end_asking();
}

static void without_ops(void)
{
	struct dma_buf_attachment *a;
	struct iosys_map map;
	int pin, vmap;

	begin_asking(&few_ops);
	a = dma_buf_dynamic_attach(asked, memory_device(), &dynamic_ops, "");
	dma_resv_lock(asked->resv, NULL);
	pin = dma_buf_pin(a);
	vmap = dma_buf_vmap(asked, &map);
	dma_resv_unlock(asked->resv);
	dma_buf_detach(asked, a);
	log_answer("an exporter without ops", "pin: %d, vmap: %d", pin, vmap);
	end_asking();
	begin_asking(&refusing_ops);
	log_answer("an attach op that fails", "%d",
		   PTR_ERR_OR_ZERO(dma_buf_dynamic_attach(asked, memory_device(), &dynamic_ops, "")));
	end_asking();
}

/* Who is notified, in which order, with the lock. */
static void notifications(void)
{
	struct dma_buf_attachment *a, *b, *c, *s;

	begin_asking(&all_ops);
	a = dma_buf_dynamic_attach(asked, memory_device(), &dynamic_ops, "a");
	b = dma_buf_dynamic_attach(asked, memory_device(), &dynamic_ops, "b");
	s = dma_buf_attach(asked, memory_device());
	c = dma_buf_dynamic_attach(asked, memory_device(), &dynamic_ops, "c");
	dma_buf_detach(asked, b);
	ops[0] = 0;
	dma_resv_lock(asked->resv, NULL);
	dma_buf_invalidate_mappings(asked);
	dma_resv_unlock(asked->resv);
	log_answer("dma_buf_invalidate_mappings", "of a, b (has gone), a static one, c these are notified: %s", notified);
	answer_ops("... with the lock");
	dma_buf_detach(asked, a);
	dma_buf_detach(asked, c);
	dma_buf_detach(asked, s);
	end_asking();
}

/* ---- CPUs and the file */

static void vmaps(void)
{
	struct iosys_map map;

	begin_asking(&all_ops);
	dma_buf_vmap_unlocked(asked, &map);
	answer_ops("dma_buf_vmap");
	dma_buf_vmap_unlocked(asked, &map);
	answer_ops("dma_buf_vmap, a second time");
	dma_buf_vunmap_unlocked(asked, &map);
	answer_ops("dma_buf_vunmap, not the last");
	dma_buf_vunmap_unlocked(asked, &map);
	answer_ops("dma_buf_vunmap, the last");
	dma_buf_begin_cpu_access(asked, DMA_TO_DEVICE);
	dma_buf_end_cpu_access(asked, DMA_TO_DEVICE);
	answer_ops("dma_buf_begin_cpu_access, dma_buf_end_cpu_access");
	end_asking();
}

static long begin_cpu_access(void *direction)
{
	return dma_buf_begin_cpu_access(asked, (long)direction);
}

static void cpu_access_waits(enum dma_data_direction direction, const char *name)
{
	char waits[40] = "";
	int k;

	for (k = 0; k < USAGES; k++) {
		struct dma_fence *fence = new_fence();
		struct other cpu;

		begin_asking(&all_ops);
		add(asked->resv, fence, usages[k]);
		other_begin(&cpu, begin_cpu_access, (void *)(long)direction);
		if (other_waits(&cpu)) {
			strlcat(waits, " ", sizeof(waits));
			strlcat(waits, usage_names[k], sizeof(waits));
		}
		over(fence);
		other_end(&cpu);
		end_asking();
	}
	log_answer("dma_buf_begin_cpu_access waits", "%s:%s", name, waits);
}

static void cpu_access_interrupted(void)
{
	struct dma_fence *fence = new_fence();
	struct other cpu;

	begin_asking(&all_ops);
	add(asked->resv, fence, DMA_RESV_USAGE_WRITE);
	other_begin(&cpu, begin_cpu_access, (void *)(long)DMA_FROM_DEVICE);
	log_answer("dma_buf_begin_cpu_access", "a signal: %ld", other_interrupted(&cpu));
	over(fence);
	end_asking();
}

static void release(void)
{
	bool early;

	begin_asking(&all_ops);
	early = end_asking();
	log_answer("dma_buf_put, the last", "returns before the release: %s, which runs in another thread: %s", yes(early),
		   yes(strcmp(releaser, "other")));
	log_answer("get_file_active", "after the last: %s", yes(alive_at_release));
	begin_asking(&all_ops);
	dma_buf_put(asked);		/* in a system call: init_module() */
	log_answer("dma_buf_put, in a system call", "returns before the release: %s", yes(!completion_done(&released)));
}

/* ---- counts */

static int krefs_released;
static void kref_released(struct kref *k)
{
	krefs_released++;
}

static void counts_of_references(void)
{
	struct kref k;
	int first, last, then;

	kref_init(&k);
	kref_get(&k);
	first = kref_put(&k, kref_released);
	last = kref_put(&k, kref_released);
	then = kref_get_unless_zero(&k);
	log_answer("kref", "put: %d, the last: %d, get_unless_zero then: %d, released: %d", first, last, then, krefs_released);
}

static void completions(void)
{
	struct completion c;
	bool first, second, all, again;

	init_completion(&c);
	complete(&c);
	first = wait_for_completion_timeout(&c, 2);
	second = wait_for_completion_timeout(&c, 2);
	complete_all(&c);
	complete(&c);
	all = wait_for_completion_timeout(&c, 2) && wait_for_completion_timeout(&c, 2);
	reinit_completion(&c);
	again = wait_for_completion_timeout(&c, 2);
	log_answer("completion", "complete() lets through one: %d, a second: %d; complete_all(): %d, after reinit: %d",
		   first, second, all, again);
}

static int run(void)
{
	int k, j;

	waits_without_the_lock(true);
	waits_without_the_lock(false);
	waits_end();
	usage_order();
	for (k = 0; k < USAGES; k++)
		for (j = 0; j < USAGES; j++)
			same_context(k, j);
	added_again(3, 0);
	added_again(0, 3);
	added_when_over();
	signals();
	lock_ends();
	the_young_meets_the_old(true);
	the_young_meets_the_old(false);
	the_old_meets_the_young();
	the_young_meets_one_who_waits(true);
	the_young_meets_one_who_waits(false);
	dynamic_importer();
	static_importer();
	for (k = 0; k < USAGES; k++)
		static_map_waits(k);
	without_ops();
	notifications();
	vmaps();
	cpu_access_waits(DMA_BIDIRECTIONAL, "DMA_BIDIRECTIONAL");
	cpu_access_waits(DMA_TO_DEVICE, "DMA_TO_DEVICE");
	cpu_access_waits(DMA_FROM_DEVICE, "DMA_FROM_DEVICE");
	cpu_access_interrupted();
	release();
	counts_of_references();
	completions();
	return 0;
}

static const char *const faults[] = { NULL };
const struct scenario probes_scenario = { "probes", faults, run };
