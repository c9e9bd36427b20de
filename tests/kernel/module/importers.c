// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * ../specs/importers.rvk: the kinds of importers that there are, static, pinned, pinned and revocable,
 * dynamic, on an exporter that moves with a copy engine, revokes, restores, and is taken down by the
 * last reference.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/wait.h>

#include "revoke_test.h"

static struct dma_buf *buf;
static bool revoked;			/* guarded by buf->resv, and so are these */
static int place, pin_count;
static atomic_t maps;
static DECLARE_WAIT_QUEUE_HEAD(changed);
static atomic_t started;
static bool closing;
static struct dma_fence *copying;	/* the copy engine's work */
static u64 copy_context, copy_seqno;
static DECLARE_COMPLETION(released);

/* ---- the exporter's ops */

static int ram_attach(struct dma_buf *b, struct dma_buf_attachment *a)
{
	log_at("attaching");
	gap();
	return 0;
}

static void ram_detach(struct dma_buf *b, struct dma_buf_attachment *a)
{
	gap();
	log_at("detaching");
}

static int ram_pin(struct dma_buf_attachment *a)
{
	gap();
	pin_count++;
	log_at("pinned");
	return 0;
}

static void ram_unpin(struct dma_buf_attachment *a)
{
	if (!planted("leak_pin"))
		pin_count--;
	log_at("unpinned");
	gap();
}

static struct sg_table *ram_map(struct dma_buf_attachment *a, enum dma_data_direction direction)
{
	struct sg_table *sgt;

	gap();
	if (revoked && !planted("map_revoked")) {
		log_at("refused");
		return ERR_PTR(-ENODEV);
	}
	sgt = memory_map();
	if (!IS_ERR(sgt)) {
		atomic_inc(&maps);
		log_at("mapped");
	}
	return sgt;
}

static void ram_unmap(struct dma_buf_attachment *a, struct sg_table *sgt, enum dma_data_direction direction)
{
	gap();
	memory_unmap(sgt);
	log_at("unmapped");
	atomic_dec(&maps);
	wake_up_all(&changed);
}

static void ram_release(struct dma_buf *b)
{
	actor_begin("ram.fput_buf");
	log_at("released");
	actor_end();
	complete(&released);
}

static const struct dma_buf_ops ram_ops = {
	.attach = ram_attach, .detach = ram_detach, .pin = ram_pin, .unpin = ram_unpin,
	.map_dma_buf = ram_map, .unmap_dma_buf = ram_unmap, .release = ram_release,
};

/* ---- the exporter's thread, and its copy engine */

static void invalidate(void)
{
	log_entry("dma_buf_invalidate_mappings");
	gap();
	dma_buf_invalidate_mappings(buf);
	log_return("dma_buf_invalidate_mappings");
	gap();
}

static void wait_for_fences(void)
{
	dma_resv_wait_timeout(buf->resv, DMA_RESV_USAGE_BOOKKEEP, false, MAX_SCHEDULE_TIMEOUT);
	log_at("waited");
}

static void announce_copy(void)
{
	struct dma_fence *fence = memory_fence(copy_context, ++copy_seqno);

	if (WARN_ON(!fence || dma_resv_reserve_fences(buf->resv, 1)))
		return;
	log_at("announced");
	if (!planted("no_copy_fence"))
		dma_resv_add_fence(buf->resv, fence, DMA_RESV_USAGE_KERNEL);
	smp_store_release(&copying, fence);
}

static void move(void)
{
	memory_lock(buf);
	if (pin_count && !planted("move_pinned")) {
		log_at("stays");
	} else {
		invalidate();
		wait_for_fences();
		place = 1 - place;
		log_at("moved");
		announce_copy();
	}
	memory_unlock(buf);
}

static int copy_engine(void *unused)
{
	while (!kthread_should_stop() || READ_ONCE(copying)) {
		struct dma_fence *fence = smp_load_acquire(&copying);

		pause_us(20, 400);
		if (!fence)
			continue;
		log_at("copied");
		WRITE_ONCE(copying, NULL);
		dma_fence_signal(fence);
		dma_fence_put(fence);
	}
	return 0;
}

static void revoke(void)
{
	memory_lock(buf);
	revoked = true;
	log_at("revoked");
	invalidate();
	wait_for_fences();
	memory_unlock(buf);
	if (planted("map_revoked"))	/* who may map now then keeps it */
		wait_event_timeout(changed, atomic_read(&maps) == 0, msecs_to_jiffies(20));
	else if (!planted("no_unmap_wait"))
		wait_event(changed, atomic_read(&maps) == 0);
	log_at("maps_zero");
}

static void restore(void)
{
	memory_lock(buf);
	revoked = false;
	log_at("restored");
	invalidate();
	memory_unlock(buf);
}

static int manage(void *unused)
{
	int k;

	for (k = 0; k < rounds; k++) {
		pause_us(1, 500);
		if (below(3)) {
			move();
		} else {
			revoke();
			pause_us(1, 500);
			restore();
		}
	}
	wait_event(changed, atomic_read(&started) == clients * 4);
	log_at("closing");
	WRITE_ONCE(closing, true);
	gap();
	log_entry("dma_buf_put");
	dma_buf_put(buf);
	log_return("dma_buf_put");
	return actor_rest();
}

/* ---- the importers */

struct importer {
	struct dma_buf_attachment *att;
	struct sg_table *sgt;		/* guarded by buf->resv */
	struct task_struct *task;
};

static struct importer static_ones[4], legacy_ones[4], revocable_ones[4], dynamic_ones[4];

static void unmap(struct importer *i)
{
	struct sg_table *sgt = i->sgt;

	i->sgt = NULL;
	dma_buf_unmap_attachment(i->att, sgt, DMA_BIDIRECTIONAL);
}

static int map(struct importer *i)
{
	struct sg_table *sgt = dma_buf_map_attachment(i->att, DMA_BIDIRECTIONAL);

	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	i->sgt = sgt;
	return 0;
}

static void unmaps_at_once(struct dma_buf_attachment *a)
{
	struct importer *i = a->importer_priv;

	log_at("notified");
	gap();
	if (i->sgt)
		unmap(i);
}

/* Until 7.1 there has to be one. */
static void does_nothing(struct dma_buf_attachment *a)
{
}

static const struct dma_buf_attach_ops revocable_ops = { .allow_peer2peer = true, .invalidate_mappings = unmaps_at_once };
static const struct dma_buf_attach_ops legacy_ops = { .allow_peer2peer = true, .invalidate_mappings = does_nothing };

static void begin(void)
{
	get_dma_buf(buf);
	log_at("got");
	atomic_inc(&started);
	wake_up_all(&changed);
}

static int end(void)
{
	gap();
	log_entry("dma_buf_put");
	dma_buf_put(buf);
	log_return("dma_buf_put");
	return actor_rest();
}

static bool attach(struct importer *i, const struct dma_buf_attach_ops *ops)
{
	struct dma_buf_attachment *att;

	gap();
	att = ops ? dma_buf_dynamic_attach(buf, memory_device(), ops, i) : dma_buf_attach(buf, memory_device());
	if (IS_ERR(att))
		return false;
	i->att = att;
	return true;
}

static void detach(struct importer *i)
{
	dma_buf_detach(buf, i->att);
	i->att = NULL;
	log_at("detached");
}

/* The core pins for it, and waits for the copy. */
static bool static_open(struct importer *i)
{
	if (!attach(i, NULL))
		return false;
	i->sgt = dma_buf_map_attachment_unlocked(i->att, DMA_BIDIRECTIONAL);
	if (!IS_ERR(i->sgt))
		return true;
	dma_buf_detach(buf, i->att);
	return false;
}

static int static_use(void *data)
{
	struct importer *i = data;

	begin();
	while (!READ_ONCE(closing)) {
		if (static_open(i)) {
			log_at("open");
			pause_us(10, 800);
			dma_buf_unmap_attachment_unlocked(i->att, i->sgt, DMA_BIDIRECTIONAL);
			detach(i);
		} else {
			log_at("failed");
		}
		pause_us(10, 800);
	}
	log_at("over");
	return end();
}

static int pin_and_map(struct importer *i)
{
	int error;

	memory_lock(buf);
	error = dma_buf_pin(i->att);
	if (!error) {
		error = map(i);
		if (error)
			dma_buf_unpin(i->att);
	}
	memory_unlock(buf);
	return error;
}

static int pinned_use(struct importer *i, const struct dma_buf_attach_ops *ops)
{
	begin();
	while (!READ_ONCE(closing)) {
		if (!attach(i, ops))
			break;
		log_at("attached");
		if (!pin_and_map(i)) {
			log_at("open");
			pause_us(10, 800);
			memory_lock(buf);
			if (i->sgt)
				unmap(i);
			dma_buf_unpin(i->att);
			memory_unlock(buf);
		}
		detach(i);
		pause_us(10, 800);
	}
	log_at("over");
	return end();
}

static int legacy_use(void *data)
{
	return pinned_use(data, &legacy_ops);
}

static int revocable_use(void *data)
{
	return pinned_use(data, &revocable_ops);
}

static int dynamic_use(void *data)
{
	struct importer *i = data;

	begin();
	if (!attach(i, &revocable_ops))
		return end();
	log_at("attached");
	while (!READ_ONCE(closing)) {
		memory_lock(buf);
		if (!i->sgt && !map(i)) {
			dma_resv_wait_timeout(buf->resv, DMA_RESV_USAGE_KERNEL, false, MAX_SCHEDULE_TIMEOUT);
			log_at("ready");
		}
		memory_unlock(buf);
		pause_us(10, 500);
	}
	log_at("over");
	memory_lock(buf);
	if (i->sgt)
		unmap(i);
	memory_unlock(buf);
	detach(i);
	return end();
}

/* ---- all of it */

static int run(void)
{
	struct task_struct *manager, *engine;
	int k;

	buf = memory_export(&ram_ops);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	copy_context = dma_fence_context_alloc(1);
	for (k = 0; k < clients; k++) {
		static_ones[k].task = actor_start(static_use, &static_ones[k], "plain[%d].use_it", k);
		legacy_ones[k].task = actor_start(legacy_use, &legacy_ones[k], "legacy[%d].use_it", k);
		revocable_ones[k].task = actor_start(revocable_use, &revocable_ones[k], "revocable[%d].use_it", k);
		dynamic_ones[k].task = actor_start(dynamic_use, &dynamic_ones[k], "dynamic[%d].use_it", k);
	}
	engine = actor_start(copy_engine, NULL, "ram.engine");
	manager = actor_start(manage, NULL, "ram.manage");
	wait_for_completion(&released);
	log_stop();
	actor_stop(manager);
	actor_stop(engine);
	for (k = 0; k < clients; k++) {
		actor_stop(static_ones[k].task);
		actor_stop(legacy_ones[k].task);
		actor_stop(revocable_ones[k].task);
		actor_stop(dynamic_ones[k].task);
	}
	return 0;
}

static const char *const faults[] = {
	"move_pinned", "leak_pin", "map_revoked", "no_unmap_wait", "no_copy_fence", NULL
};
const struct scenario importers_scenario = { "importers", faults, run };
