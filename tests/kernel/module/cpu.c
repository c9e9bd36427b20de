// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * ../specs/cpu.rvk: threads that reach a buffer as CPUs do, begin_cpu_access in each direction, vmap,
 * references to its file, while renderers add fences of each usage; the last reference releases it.
 */
#include <linux/completion.h>
#include <linux/iosys-map.h>
#include <linux/kthread.h>
#include <linux/wait.h>

#include "revoke_test.h"

struct renderer {
	int index;
	char name[24];
	struct dma_fence *fence;	/* pending */
	u64 context, seqno;
	struct task_struct *work, *hw;
};
static struct renderer renderers[4];
static struct task_struct *readers[4];
static struct dma_buf *buf;
static char contents[16];
static atomic_t started;
static DECLARE_WAIT_QUEUE_HEAD(changed);
static DECLARE_COMPLETION(released);

static const enum dma_resv_usage usages[] = {
	DMA_RESV_USAGE_KERNEL, DMA_RESV_USAGE_WRITE, DMA_RESV_USAGE_READ, DMA_RESV_USAGE_BOOKKEEP
};
static const char *const usage_names[] = { "KERNEL", "WRITE", "READ", "BOOKKEEP" };
static const enum dma_data_direction directions[] = { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };
static const char *const direction_names[] = { "DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE" };

/* ---- the exporter */

static int ram_begin(struct dma_buf *b, enum dma_data_direction direction)
{
	log_at("begins");
	gap();
	return 0;
}

static int ram_end(struct dma_buf *b, enum dma_data_direction direction)
{
	log_at("ends");
	gap();
	return 0;
}

static int ram_vmap(struct dma_buf *b, struct iosys_map *map)
{
	log_at("vmaps");
	iosys_map_set_vaddr(map, contents);
	gap();
	return 0;
}

static void ram_vunmap(struct dma_buf *b, struct iosys_map *map)
{
	log_at("vunmaps");
	gap();
}

static void ram_release(struct dma_buf *b)
{
	actor_begin("ram.fput_buf");
	log_at("released");
	actor_end();
	complete(&released);
}

static struct sg_table *ram_map(struct dma_buf_attachment *a, enum dma_data_direction direction)
{
	return ERR_PTR(-ENODEV);
}

static void ram_unmap(struct dma_buf_attachment *a, struct sg_table *sgt, enum dma_data_direction direction)
{
}

static const struct dma_buf_ops ram_ops = {
	.map_dma_buf = ram_map, .unmap_dma_buf = ram_unmap, .begin_cpu_access = ram_begin, .end_cpu_access = ram_end,
	.vmap = ram_vmap, .vunmap = ram_vunmap, .release = ram_release,
};

/* ---- references */

static void get(void)
{
	log_entry("get_dma_buf");
	get_dma_buf(buf);
	log_return("get_dma_buf");
}

static void put(void)
{
	log_entry("dma_buf_put");
	dma_buf_put(buf);
	log_return("dma_buf_put");
}

/* Its first reference, while the exporter's is still there. */
static void begin(void)
{
	get();
	atomic_inc(&started);
	wake_up_all(&changed);
}

static int end(void)
{
	put();
	return actor_rest();
}

static int manage(void *unused)
{
	wait_event(changed, atomic_read(&started) == 2 * clients);
	return end();
}

/* ---- renderers */

static void lock(void)
{
	gap();
	dma_resv_lock(buf->resv, NULL);
	log_at("locked");
	gap();
}

static void unlock(void)
{
	gap();
	log_at("unlocks");
	dma_resv_unlock(buf->resv);
}

static void render(struct renderer *r)
{
	struct dma_fence *fence = memory_fence(r->context, ++r->seqno);
	int usage = below(4);

	if (WARN_ON(!fence || dma_resv_reserve_fences(buf->resv, 1)))
		return;
	log_call("dma_resv_add_fence", "\"f\":\"%s\",\"u\":\"%s\"", r->name, usage_names[usage]);
	if (!planted("lost_fence"))
		dma_resv_add_fence(buf->resv, fence, usages[usage]);
	log_return("dma_resv_add_fence");
	smp_store_release(&r->fence, fence);
}

static int renderer_work(void *data)
{
	struct renderer *r = data;
	int k;

	begin();
	for (k = 0; k < rounds; k++) {
		pause_us(1, 400);
		if (READ_ONCE(r->fence))
			continue;
		lock();
		render(r);
		unlock();
	}
	return end();
}

static int renderer_hw(void *data)
{
	struct renderer *r = data;

	while (!kthread_should_stop() || READ_ONCE(r->fence)) {
		struct dma_fence *fence;

		pause_us(20, 600);
		fence = smp_load_acquire(&r->fence);
		if (!fence)
			continue;
		log_call("dma_fence_signal", "\"f\":\"%s\"", r->name);
		dma_fence_signal(fence);
		log_return("dma_fence_signal");
		WRITE_ONCE(r->fence, NULL);
		dma_fence_put(fence);
	}
	return 0;
}

/* ---- readers and writers */

static void access_it(void)
{
	int k = below(3);
	int error;

	log_call("dma_buf_begin_cpu_access", "\"direction\":\"%s\"", direction_names[k]);
	error = dma_buf_begin_cpu_access(buf, planted("wrong_direction") ? DMA_FROM_DEVICE : directions[k]);
	log_returns("dma_buf_begin_cpu_access", error);
	gap();
	log_call("dma_buf_end_cpu_access", "\"direction\":\"%s\"", direction_names[k]);
	dma_buf_end_cpu_access(buf, directions[k]);
	log_return("dma_buf_end_cpu_access");
}

static void vmap(void)
{
	struct iosys_map map;
	int error;

	log_entry("dma_buf_vmap_unlocked");
	error = dma_buf_vmap_unlocked(buf, &map);
	log_returns("dma_buf_vmap_unlocked", error);
	pause_us(1, 300);
	log_entry("dma_buf_vunmap_unlocked");
	dma_buf_vunmap_unlocked(buf, &map);
	log_return("dma_buf_vunmap_unlocked");
}

static int reader(void *unused)
{
	int k;

	begin();
	for (k = 0; k < rounds; k++) {
		pause_us(1, 400);
		switch (below(3)) {
		case 0:
			access_it();
			break;
		case 1:
			vmap();
			break;
		case 2:
			get();
			gap();
			put();
			break;
		}
	}
	return end();
}

/* ---- all of it */

static void start(struct renderer *r, int index)
{
	r->index = index;
	r->context = dma_fence_context_alloc(1);
	snprintf(r->name, sizeof(r->name), "renderer[%d].f", index);
	log_object(r->name);
	r->work = actor_start(renderer_work, r, "renderer[%d].work", index);
	r->hw = actor_start(renderer_hw, r, "renderer[%d].hw", index);
}

static int run(void)
{
	struct task_struct *manager;
	int k;

	buf = memory_export(&ram_ops);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	for (k = 0; k < clients; k++) {
		start(&renderers[k], k);
		readers[k] = actor_start(reader, NULL, "reader[%d].work", k);
	}
	manager = actor_start(manage, NULL, "ram.manage");
	wait_for_completion(&released);
	log_stop();
	actor_stop(manager);
	for (k = 0; k < clients; k++) {
		actor_stop(renderers[k].work);
		actor_stop(renderers[k].hw);
		actor_stop(readers[k]);
	}
	return 0;
}

static const char *const faults[] = { "lost_fence", "wrong_direction", NULL };
const struct scenario cpu_scenario = { "cpu", faults, run };
