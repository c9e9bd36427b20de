/* How many random cache lines a second this machine brings to one thread, and to two: what bounds any checker with an
 * exact table much larger than the caches. `bench/run` compiles and runs it. Prints: threads, lines/s side by side,
 * lines/s one after the other. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { line_words = 8, batch = 128 };
static const uint64_t lines = UINT64_C(1) << 25; /* 2 GiB */
static uint64_t *memory;

struct work {
    uint64_t seed, count, sum;
    int dependent;
};

static uint64_t next_random(uint64_t *seed) {
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static void *read_lines(void *argument) {
    struct work *work = argument;
    uint64_t seed = work->seed, sum = 0, at[batch];
    for (uint64_t done = 0; done < work->count; done += batch) {
        for (int i = 0; i < batch; ++i) at[i] = (next_random(&seed) & (lines - 1)) * line_words;
        for (int i = 0; i < batch; ++i) sum += memory[work->dependent ? (at[i] + sum * line_words) & (lines * line_words - 1) : at[i]];
    }
    work->sum = sum;
    return NULL;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double rate(int threads, uint64_t count, int dependent) {
    pthread_t ids[2];
    struct work work[2];
    const double begin = seconds();
    for (int t = 0; t < threads; ++t) {
        work[t] = (struct work){.seed = (uint64_t)t + 1, .count = count, .dependent = dependent};
        pthread_create(&ids[t], NULL, read_lines, &work[t]);
    }
    for (int t = 0; t < threads; ++t) pthread_join(ids[t], NULL);
    return (double)threads * (double)count / (seconds() - begin);
}

int main(void) {
    const size_t bytes = lines * line_words * sizeof(uint64_t);
    memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 1;
    madvise(memory, bytes, MADV_HUGEPAGE);
    for (uint64_t i = 0; i < lines; ++i) memory[i * line_words] = i % 3;
    for (int threads = 1; threads <= 2; ++threads)
        printf("%d %.0f %.0f\n", threads, rate(threads, UINT64_C(1) << 26, 0), rate(threads, UINT64_C(1) << 22, 1));
    return 0;
}
