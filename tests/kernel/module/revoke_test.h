/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the scenarios share: a log of what they do, threads that have the names of a spec's threads,
 * chance that a seed decides, memory to lend.
 */
#ifndef REVOKE_TEST_H
#define REVOKE_TEST_H

#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/sched.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
#define dma_buf_invalidate_mappings dma_buf_move_notify
#define invalidate_mappings move_notify
#endif

/* One kind of run. run() comes back when every thread has ended and nothing is left. */
struct scenario {
	const char *name;
	const char *const *faults;	/* that can be planted, behind them NULL */
	int (*run)(void);
};
extern const struct scenario async_scenario, importers_scenario, reservation_scenario, cpu_scenario, probes_scenario;

extern int rounds;			/* of whoever decides when a run is over */
extern int clients;
bool planted(const char *fault);

/* ---- log.c: one order for all lines, whatever CPU they come from */

int log_start(const char *scenario);
void log_end(void);
void log_stop(void);			/* what follows is not logged: the run is being taken down */
void log_object(const char *name);	/* the head binds it to the spec's object of that name */

/* Before a write that others see without a lock, after a read of that kind. In any context. */
void log_at(const char *label);
void log_entry(const char *function);
__printf(2, 3) void log_call(const char *function, const char *arguments, ...);
void log_return(const char *function);
void log_returns(const char *function, long value);
void log_returns_bool(const char *function, bool value);
/* Of probes: a question and what the kernel answered, no event. */
__printf(2, 3) void log_answer(const char *question, const char *answer, ...);

/* ---- actors.c */

/* Starts a kernel thread that the log calls by that name, which is one of the spec's threads. */
__printf(3, 4) struct task_struct *actor_start(int (*run)(void *), void *data, const char *name, ...);
void actor_stop(struct task_struct *task);	/* kthread_stop() */
int actor_rest(void);				/* until it is stopped; 0 */
/* A work runs in somebody else's thread: from ... to. */
void actor_begin(const char *name);
void actor_end(void);
const char *actor_name(int index);		/* NULL: no more */
int actor_current(void);			/* -1: nobody */

u32 below(u32 limit);
/* Others get in between. May sleep. */
void gap(void);
void pause_us(unsigned int least, unsigned int most);

/* ---- memory.c */

int memory_start(void);
void memory_end(void);
struct device *memory_device(void);
struct sg_table *memory_map(void);		/* or an error */
void memory_unmap(struct sg_table *sgt);
struct dma_buf *memory_export(const struct dma_buf_ops *ops);
struct dma_fence *memory_fence(u64 context, u64 seqno);	/* or NULL */
/* Its reservation lock, without a ticket, logged. */
void memory_lock(struct dma_buf *buf);
void memory_unlock(struct dma_buf *buf);

#endif
