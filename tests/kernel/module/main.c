// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Real runs of the dma-buf core, for revoke-mc validate. To load the module is to run one scenario from
 * beginning to end; its log is then in debugfs, revoke_test/log.
 */
#include <linux/module.h>
#include <linux/string.h>

#include "revoke_test.h"

static char *scenario = "async";
module_param(scenario, charp, 0444);
static char *fault = "";
module_param(fault, charp, 0444);
int rounds = 10;
module_param(rounds, int, 0444);
int clients = 2;
module_param(clients, int, 0444);

static const struct scenario *const scenarios[] = {
	&async_scenario, &importers_scenario, &reservation_scenario, &cpu_scenario, &probes_scenario,
};

bool planted(const char *name)
{
	return !strcmp(fault, name);
}

static bool is_fault_of(const struct scenario *s)
{
	const char *const *name = s->faults;

	while (*name && strcmp(*name, fault))
		name++;
	return *name || !*fault;
}

static const struct scenario *find(void)
{
	int k;

	for (k = 0; k < ARRAY_SIZE(scenarios); k++)
		if (!strcmp(scenarios[k]->name, scenario) && is_fault_of(scenarios[k]))
			return scenarios[k];
	pr_err("revoke_test: no scenario %s with fault '%s'\n", scenario, fault);
	return NULL;
}

static int __init revoke_test_init(void)
{
	const struct scenario *chosen = find();
	int error;

	if (!chosen || clients < 1 || clients > 4)
		return -EINVAL;
	error = memory_start();
	if (error)
		return error;
	error = log_start(scenario);
	if (!error)
		error = chosen->run();
	memory_end();
	if (error)
		log_end();
	return error;
}

static void __exit revoke_test_exit(void)
{
	log_end();
}

module_init(revoke_test_init);
module_exit(revoke_test_exit);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("DMA_BUF");
#else
MODULE_IMPORT_NS(DMA_BUF);
#endif
MODULE_DESCRIPTION("runs of the dma-buf core, for a model checker");
MODULE_LICENSE("Dual MIT/GPL");
