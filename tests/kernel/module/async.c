// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * specs/logs/async-steps.rvk: an exporter that moves, revokes and restores; importers whose callback
 * publishes a fence, and that unmap in a work when the device is done.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "revoke_test.h"

struct async {
	int index;
	struct dma_buf_attachment *att;
	struct sg_table *sgt;
	spinlock_t lock;		/* the device's registers: all that follows */
	bool live, published, busy;
	struct dma_fence *gone;
	u64 context, seqno;
	struct task_struct *use_it, *hw;
	struct work_struct unmap;
};

static struct async importers[4];
static struct dma_buf *buf;
static bool revoked;			/* guarded by buf->resv */
static int place;
static atomic_t maps;
static DECLARE_WAIT_QUEUE_HEAD(unmapped);
static DECLARE_COMPLETION(released);
static DECLARE_COMPLETION(managed);

/* ---- the exporter */

static struct sg_table *gpu_map(struct dma_buf_attachment *a, enum dma_data_direction direction)
{
	struct sg_table *sgt;

	gap();
	if (revoked) {
		log_at("refused");
		return ERR_PTR(-ENODEV);
	}
	sgt = memory_map();
	if (!IS_ERR(sgt)) {
		atomic_inc(&maps);
		log_at("accepted");
	}
	gap();
	return sgt;
}

static void gpu_unmap(struct dma_buf_attachment *a, struct sg_table *sgt, enum dma_data_direction direction)
{
	gap();
	memory_unmap(sgt);
	log_at("maps_dec");
	atomic_dec(&maps);
	wake_up_all(&unmapped);
}

static void gpu_release(struct dma_buf *b)
{
	complete(&released);
}

static int gpu_pin(struct dma_buf_attachment *a)
{
	return 0;
}

static void gpu_unpin(struct dma_buf_attachment *a)
{
}

static const struct dma_buf_ops gpu_ops = {
	.map_dma_buf = gpu_map, .unmap_dma_buf = gpu_unmap, .pin = gpu_pin, .unpin = gpu_unpin, .release = gpu_release,
};

static void invalidate(void)
{
	log_at("invalidate");
	gap();
	dma_buf_invalidate_mappings(buf);
	log_at("invalidated");
	gap();
}

static void wait_for_fences(void)
{
	if (!planted("no_fence_wait"))
		dma_resv_wait_timeout(buf->resv, DMA_RESV_USAGE_BOOKKEEP, false, MAX_SCHEDULE_TIMEOUT);
	log_at("waited");
	gap();
}

static void move(void)
{
	memory_lock(buf);
	invalidate();
	wait_for_fences();
	place = 1 - place;
	log_at("moved");
	gap();
	log_at("reused");
	memory_unlock(buf);
}

static void revoke(void)
{
	memory_lock(buf);
	revoked = true;
	log_at("revoked");
	invalidate();
	wait_for_fences();
	memory_unlock(buf);
	if (!planted("no_unmap_wait"))
		wait_event(unmapped, atomic_read(&maps) == 0);
	log_at("maps_zero");
	gap();
	log_at("removed");
}

static void restore(void)
{
	log_at("restored");
	memory_lock(buf);
	revoked = false;
	log_at("revoked");
	invalidate();
	memory_unlock(buf);
}

static int manage(void *unused)
{
	int k;

	for (k = 0; k < rounds; k++) {
		pause_us(1, 500);
		if (revoked)
			restore();
		else if (below(2))
			move();
		else
			revoke();
	}
	log_stop();
	if (revoked)
		restore();
	complete(&managed);
	return actor_rest();
}

/* ---- the importers */

static struct dma_fence *publish(struct async *i, struct dma_fence *fence)
{
	spin_lock(&i->lock);
	if (i->published) {
		i->published = false;
		if (!planted("no_fence"))
			dma_resv_add_fence(buf->resv, fence, DMA_RESV_USAGE_BOOKKEEP);
		log_at("fence");
		i->gone = fence;
		fence = NULL;
	} else {
		log_at("nothing");
	}
	spin_unlock(&i->lock);
	return fence;
}

static void async_invalidate(struct dma_buf_attachment *a)
{
	struct async *i = a->importer_priv;
	struct dma_fence *fence = memory_fence(i->context, ++i->seqno);

	gap();
	if (!WARN_ON(!fence || dma_resv_reserve_fences(buf->resv, 1)))
		dma_fence_put(publish(i, fence));	/* of what was not needed */
	gap();
}

static const struct dma_buf_attach_ops async_ops = {
	.allow_peer2peer = true, .invalidate_mappings = async_invalidate,
};

static void map(struct async *i)
{
	struct sg_table *sgt;

	memory_lock(buf);
	sgt = dma_buf_map_attachment(i->att, DMA_BIDIRECTIONAL);
	if (!IS_ERR(sgt)) {
		spin_lock(&i->lock);
		i->sgt = sgt;
		i->live = true;
		i->published = true;
		log_at("published");
		spin_unlock(&i->lock);
	}
	memory_unlock(buf);
}

static int use_it(void *data)
{
	struct async *i = data;

	gap();
	i->att = dma_buf_dynamic_attach(buf, memory_device(), &async_ops, i);
	log_at("attached");
	while (!kthread_should_stop()) {
		gap();
		if (!READ_ONCE(i->live))
			map(i);
		pause_us(10, 300);
	}
	return 0;
}

static void unmap(struct work_struct *work)
{
	struct async *i = container_of(work, struct async, unmap);
	struct sg_table *sgt = i->sgt;
	char name[32];

	snprintf(name, sizeof(name), "async[%d].unmap[0]", i->index);
	actor_begin(name);
	memory_lock(buf);
	spin_lock(&i->lock);
	log_at("dead");
	i->live = false;
	spin_unlock(&i->lock);
	dma_buf_unmap_attachment(i->att, sgt, DMA_BIDIRECTIONAL);
	memory_unlock(buf);
	actor_end();
}

/* One thing that the device may do now, or nothing. A fence that is over is handed back. */
static struct dma_fence *device_step(struct async *i)
{
	struct dma_fence *fence = NULL;
	u32 choice = below(5);

	if (choice == 0 && i->published && !i->busy) {
		i->busy = true;
		log_at("start");
	} else if (choice == 1 && i->busy) {
		log_at("write");
	} else if (choice == 2 && i->busy) {
		i->busy = false;
		log_at("done");
	} else if (choice == 3 && i->gone && !i->busy) {
		log_at("over");
		fence = i->gone;
		i->gone = NULL;
	} else if (choice == 4 && i->live) {
		log_at("read");
	}
	return fence;
}

static int hw(void *data)
{
	struct async *i = data;

	while (!kthread_should_stop()) {
		struct dma_fence *fence;

		spin_lock(&i->lock);
		fence = device_step(i);
		if (fence) {
			dma_fence_signal(fence);
			schedule_work(&i->unmap);
		}
		spin_unlock(&i->lock);
		dma_fence_put(fence);
		pause_us(1, 100);
		gap();
	}
	return 0;
}

/* ---- all of it */

static void start(struct async *i, int index)
{
	i->index = index;
	i->context = dma_fence_context_alloc(1);
	spin_lock_init(&i->lock);
	INIT_WORK(&i->unmap, unmap);
	i->use_it = actor_start(use_it, i, "async[%d].use_it", index);
	i->hw = actor_start(hw, i, "async[%d].hw", index);
}

static void stop(struct async *i)
{
	actor_stop(i->use_it);
	actor_stop(i->hw);
	if (i->gone) {
		dma_fence_signal(i->gone);
		dma_fence_put(i->gone);
		schedule_work(&i->unmap);
	}
	flush_work(&i->unmap);
	if (i->live)
		dma_buf_unmap_attachment_unlocked(i->att, i->sgt, DMA_BIDIRECTIONAL);
	dma_buf_detach(buf, i->att);
}

static int put(void *unused)
{
	dma_buf_put(buf);
	return actor_rest();
}

static int run(void)
{
	struct task_struct *manager, *putter;
	int k;

	buf = memory_export(&gpu_ops);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	for (k = 0; k < clients; k++)
		start(&importers[k], k);
	manager = actor_start(manage, NULL, "gpu.manage");
	wait_for_completion(&managed);
	actor_stop(manager);
	for (k = 0; k < clients; k++)
		stop(&importers[k]);
	/* In a thread: in a system call the release would come on the way back to user space. */
	putter = kthread_run(put, NULL, "put");
	wait_for_completion(&released);
	kthread_stop(putter);
	return 0;
}

static const char *const faults[] = { "no_fence_wait", "no_fence", "no_unmap_wait", NULL };
const struct scenario async_scenario = { "async", faults, run };
