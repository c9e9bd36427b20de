/* revoke-mc for C, and for all languages that can call C: librevoke_mc.so. Specs and options go in, documents come out.
 *
 *     char *result = NULL;
 *     int status = revoke_mc_check("specs", "{\"threads\": 2, \"timeout\": 60}", NULL, NULL, &result);
 *     puts(result);                      // "revoke-mc/result", see reports/schema/result.schema.json
 *     revoke_mc_free(result);
 *
 * checker/examples/check.py does that in Python. Every function returns a revoke_mc_status and, if `result` is not
 * NULL, a text that the caller frees; the numbers 0 to 3 are the exit codes of the program. When there is no document
 * because of a mistake, the text is {"error": "what is wrong, and what to do"}. Nothing is ever printed, no exception
 * comes out, no signal is handled. Any number of threads may call these functions at once.
 *
 * Options are a JSON object; NULL and "" stand for {}. A key that is not known, or of another type, is a mistake.
 *
 *     all            "max_memory": bytes [80 % of what is available], "timeout": seconds, of the whole call
 *     check, mutate  "set": {"N": 3, "PINNED": true}, parameters of the specs; "threads": N [1]; "shortest": true;
 *                    "max_states": N, of each search
 *     check          "reduction": "none", "symmetry", "por", "slice", "all" ["all"]; "first", "strict",
 *                    "check_reductions": true; "format": "json", "sarif", "junit", "markdown" ["json"], of the result
 *     mutate         "only": "text", mutants whose name contains it; "mutant_timeout": seconds, for each
 *     replay         "spec": "file", another one, to follow the trace in
 */
#ifndef REVOKE_MC_H
#define REVOKE_MC_H

#include <stdint.h>

#define REVOKE_MC_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

enum revoke_mc_status {
    REVOKE_MC_AS_EXPECTED = 0,    /* every property has the verdict that it is meant to have */
    REVOKE_MC_VIOLATED = 1,       /* one has not; mutate: a mutant survived, and the spec does not say why */
    REVOKE_MC_WRONG_INPUT = 2,    /* a spec, a trace, an option with a mistake; a file that cannot be read */
    REVOKE_MC_INCOMPLETE = 3,     /* a limit was reached, or progress() said to stop; nothing unexpected so far */
    REVOKE_MC_INTERNAL_ERROR = 4  /* a mistake of this library */
};

/* How far it is. */
struct revoke_mc_progress {
    const char *spec;     /* the file at hand */
    const char *pass;     /* search, preparation, possibility, progress, use, lock_order, traces, every_number,
                             certificate, mutants */
    uint64_t depth;       /* level of the search */
    uint64_t states;      /* distinct ones so far */
    uint64_t transitions; /* enabled steps so far */
    uint64_t frontier;    /* states of this level, or unsettled ones */
    uint64_t bytes;       /* memory in use */
    uint64_t done, total; /* mutants */
    double seconds;       /* since the pass began */
};

/* Any of these may be NULL. `user` is what was given to the call; the texts live as long as the call of the function. */
struct revoke_mc_observer {
    /* About ten times a second, never by two threads at once, from any thread. Anything but 0: stop soon. */
    int (*progress)(const struct revoke_mc_progress *now, void *user);
    /* For each violation and each witness that is found: a trace document, reports/schema/trace.schema.json. `about` is
     * the property; of mutate, the name of the mutant and the property with a line end between them. */
    void (*trace)(const char *spec, const char *about, const char *trace_json, void *user);
};

/* Checks a spec, or all specs below a folder: a result document. */
REVOKE_MC_API int revoke_mc_check(const char *path, const char *options_json, const struct revoke_mc_observer *observer,
                                  void *user, char **result);

/* What breaks without each step of the drivers of a spec: a mutation document. */
REVOKE_MC_API int revoke_mc_mutate(const char *path, const char *options_json,
                                   const struct revoke_mc_observer *observer, void *user, char **result);

/* Confirms a trace document, or follows it in another spec: {"answer": "confirmed", "text": "..."}. Other answers are
 * not_broken, broken, not_claimed (the other spec has no such property), undecided. */
REVOKE_MC_API int revoke_mc_replay(const char *trace_json, const char *options_json,
                                   const struct revoke_mc_observer *observer, void *user, char **result);

REVOKE_MC_API void revoke_mc_free(char *result);

/* "1.0.0"; lives for ever. */
REVOKE_MC_API const char *revoke_mc_version(void);

#ifdef __cplusplus
}
#endif

#endif
