// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A device, a page, fences: what a run needs and no run is about. */
#include <linux/fcntl.h>
#include <linux/gfp.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "revoke_test.h"

static struct platform_device *device;
static struct page *page;

int memory_start(void)
{
	page = alloc_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	device = platform_device_register_simple("revoke_test", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(device)) {
		__free_page(page);
		return PTR_ERR(device);
	}
	return 0;
}

void memory_end(void)
{
	platform_device_unregister(device);
	__free_page(page);
}

struct device *memory_device(void)
{
	return &device->dev;
}

struct sg_table *memory_map(void)
{
	struct sg_table *sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);

	if (!sgt || sg_alloc_table(sgt, 1, GFP_KERNEL)) {
		kfree(sgt);
		return ERR_PTR(-ENOMEM);
	}
	sg_set_page(sgt->sgl, page, PAGE_SIZE, 0);
	sg_dma_address(sgt->sgl) = page_to_phys(page);
	sg_dma_len(sgt->sgl) = PAGE_SIZE;
	return sgt;
}

void memory_unmap(struct sg_table *sgt)
{
	sg_free_table(sgt);
	kfree(sgt);
}

struct dma_buf *memory_export(const struct dma_buf_ops *ops)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = ops;
	info.size = PAGE_SIZE;
	info.flags = O_RDWR;
	info.priv = &page;
	info.owner = NULL;		/* the module waits for the release itself */
	return dma_buf_export(&info);
}

static const char *fence_name(struct dma_fence *fence)
{
	return "revoke_test";
}

static const struct dma_fence_ops fence_ops = {
	.get_driver_name = fence_name,
	.get_timeline_name = fence_name,
};
static DEFINE_SPINLOCK(fence_lock);

struct dma_fence *memory_fence(u64 context, u64 seqno)
{
	struct dma_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	if (fence)
		dma_fence_init(fence, &fence_ops, &fence_lock, context, seqno);
	return fence;
}

void memory_lock(struct dma_buf *buf)
{
	gap();
	dma_resv_lock(buf->resv, NULL);
	log_at("lock");
	gap();
}

void memory_unlock(struct dma_buf *buf)
{
	gap();
	log_at("unlock");
	dma_resv_unlock(buf->resv);
	gap();
}
