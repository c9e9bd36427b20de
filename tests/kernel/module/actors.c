// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Who acts, under which name of the spec, and when: by chance, but the same for the same seed. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/prandom.h>
#include <linux/spinlock.h>

#include "revoke_test.h"

enum { ACTORS = 24 };

static unsigned int seed = 1;
module_param(seed, uint, 0444);
static int noise = 4;
module_param(noise, int, 0444);
MODULE_PARM_DESC(noise, "0: nobody pauses, for runs on several CPUs");

static DEFINE_SPINLOCK(actors_lock);
static struct { char name[32]; struct task_struct *task; } actors[ACTORS];
static int actor_count;

static DEFINE_SPINLOCK(chance_lock);
static struct rnd_state chance;
static bool seeded;

const char *actor_name(int index)
{
	return index < actor_count ? actors[index].name : NULL;
}

int actor_current(void)
{
	int k;

	if (!in_task())
		return -1;
	for (k = 0; k < READ_ONCE(actor_count); k++)
		if (READ_ONCE(actors[k].task) == current)
			return k;
	return -1;
}

static void enter(const char *name, struct task_struct *task)
{
	unsigned long flags;
	int k;

	spin_lock_irqsave(&actors_lock, flags);
	for (k = 0; k < actor_count && strcmp(actors[k].name, name); k++)
		;
	if (!WARN_ON(k == ACTORS)) {
		strscpy(actors[k].name, name, sizeof(actors[k].name));
		WRITE_ONCE(actors[k].task, task);
		if (k == actor_count)
			WRITE_ONCE(actor_count, k + 1);
	}
	spin_unlock_irqrestore(&actors_lock, flags);
}

struct task_struct *actor_start(int (*run)(void *), void *data, const char *format, ...)
{
	char name[32];
	struct task_struct *task;
	va_list words;

	va_start(words, format);
	vsnprintf(name, sizeof(name), format, words);
	va_end(words);
	task = kthread_create(run, data, "%s", name);
	if (IS_ERR(task))
		return NULL;
	get_task_struct(task);		/* so that nobody else is there under its address */
	enter(name, task);
	wake_up_process(task);
	return task;
}

void actor_stop(struct task_struct *task)
{
	if (!task)
		return;
	kthread_stop(task);
	put_task_struct(task);
}

int actor_rest(void)
{
	while (!kthread_should_stop())
		pause_us(100, 1000);
	return 0;
}

void actor_begin(const char *name)
{
	enter(name, current);
}

void actor_end(void)
{
	int k = actor_current();

	if (k >= 0)
		WRITE_ONCE(actors[k].task, NULL);
}

u32 below(u32 limit)
{
	unsigned long flags;
	u32 number;

	spin_lock_irqsave(&chance_lock, flags);
	if (!seeded)
		prandom_seed_state(&chance, seed);
	seeded = true;
	number = prandom_u32_state(&chance) % limit;
	spin_unlock_irqrestore(&chance_lock, flags);
	return number;
}

void pause_us(unsigned int least, unsigned int most)
{
	unsigned int us = least + below(most - least + 1);

	usleep_range(us, us);
}

void gap(void)
{
	if (noise && below(noise) < 2)
		pause_us(1, 200);
	else if (!noise)
		cond_resched();
}
