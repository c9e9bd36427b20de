// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A line gets its number and its place with one atomic addition, so the numbers are one order for all
 * CPUs, and nobody waits for anybody to write one.
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/utsname.h>
#include <linux/vmalloc.h>

#include "revoke_test.h"

enum { LINES = 32768, OBJECTS = 32 };

enum kind { AT, CALL, RETURN, RETURN_NUMBER, RETURN_BOOL, ANSWER };
struct line {
	int actor;
	enum kind kind;
	const char *what;
	long value;
	char arguments[112];
};

static struct line *lines;
static atomic_t used;
static bool stopped;
static struct dentry *folder;
static const char *objects[OBJECTS];
static int object_count;

static struct line *next_line(enum kind kind, const char *what)
{
	int n;

	if (READ_ONCE(stopped))
		return NULL;
	n = atomic_inc_return(&used) - 1;
	if (n >= LINES)
		return NULL;		/* said by the reader */
	lines[n].actor = actor_current();
	lines[n].kind = kind;
	lines[n].what = what;
	return &lines[n];
}

void log_at(const char *label)
{
	next_line(AT, label);
}

static void log_words(enum kind kind, const char *what, const char *format, va_list words)
{
	struct line *line = next_line(kind, what);

	if (line)
		vsnprintf(line->arguments, sizeof(line->arguments), format, words);
}

void log_entry(const char *function)
{
	next_line(CALL, function);
}

void log_call(const char *function, const char *arguments, ...)
{
	va_list words;

	va_start(words, arguments);
	log_words(CALL, function, arguments, words);
	va_end(words);
}

void log_answer(const char *question, const char *answer, ...)
{
	va_list words;

	va_start(words, answer);
	log_words(ANSWER, question, answer, words);
	va_end(words);
}

void log_return(const char *function)
{
	next_line(RETURN, function);
}

static void log_value(enum kind kind, const char *function, long value)
{
	struct line *line = next_line(kind, function);

	if (line)
		line->value = value;
}

void log_returns(const char *function, long value)
{
	log_value(RETURN_NUMBER, function, value);
}

void log_returns_bool(const char *function, bool value)
{
	log_value(RETURN_BOOL, function, value);
}

void log_stop(void)
{
	WRITE_ONCE(stopped, true);
}

void log_object(const char *name)
{
	if (!WARN_ON(object_count == OBJECTS))
		objects[object_count++] = name;
}

static void show_head(struct seq_file *out)
{
	const char *name;
	int k;

	seq_printf(out, "{\"format\":\"revoke-mc/log\",\"version\":1,\"clock\":\"total\",\"kernel\":\"%s\"",
		   init_utsname()->release);
	seq_puts(out, ",\"bind\":{\"threads\":{");
	for (k = 0; (name = actor_name(k)); k++)
		seq_printf(out, "%s\"%s\":\"%s\"", k ? "," : "", name, name);
	seq_puts(out, "},\"objects\":{");
	for (k = 0; k < object_count; k++)
		seq_printf(out, "%s\"%s\":\"%s\"", k ? "," : "", objects[k], objects[k]);
	seq_puts(out, "}}}\n");
}

static void show_line(struct seq_file *out, const struct line *line, int n)
{
	static const char *const word[] = { "at", "call", "return", "return", "return" };

	seq_printf(out, "{\"n\":%d", n);
	if (line->actor >= 0)
		seq_printf(out, ",\"task\":\"%s\"", actor_name(line->actor));
	seq_printf(out, ",\"%s\":\"%s\"", word[line->kind], line->what);
	if (line->kind == CALL && line->arguments[0])
		seq_printf(out, ",\"args\":{%s}", line->arguments);
	if (line->kind == RETURN_NUMBER)
		seq_printf(out, ",\"value\":%ld", line->value);
	if (line->kind == RETURN_BOOL)
		seq_printf(out, ",\"value\":%s", line->value ? "true" : "false");
	seq_puts(out, "}\n");
}

static int log_show(struct seq_file *out, void *unused)
{
	int n = atomic_read(&used), k;

	if (n > LINES)
		return -EOVERFLOW;	/* no log rather than one with holes */
	if (n == 0 || lines[0].kind != ANSWER)
		show_head(out);
	for (k = 0; k < n; k++) {
		if (lines[k].kind == ANSWER)
			seq_printf(out, "%s: %s\n", lines[k].what, lines[k].arguments);
		else
			show_line(out, &lines[k], k + 1);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(log);

int log_start(const char *scenario)
{
	lines = vzalloc(LINES * sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	folder = debugfs_create_dir("revoke_test", NULL);
	debugfs_create_file("log", 0444, folder, NULL, &log_fops);
	return 0;
}

void log_end(void)
{
	debugfs_remove_recursive(folder);
	vfree(lines);
	lines = NULL;
}
