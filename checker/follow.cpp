#include "checker/follow.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>

#include "checker/internal/explore.hpp"
#include "checker/internal/search.hpp"
#include "checker/internal/task.hpp"
#include "explorer/base/limits.hpp"
#include "explorer/ranks/ranks.hpp"
#include "explorer/search/decline.hpp"

namespace revoke_mc::checker {
namespace {

limits::Allowance allowance(const Task& task, const FollowOptions& options) {
    limits::Allowance out;
    out.deadline = limits::deadline_after(std::chrono::nanoseconds(task.nanoseconds));
    out.max_memory = std::min(task.max_memory, options.max_memory);
    out.interrupt = options.interrupt;
    return out;
}

explorer::Options search_options(explorer::Ranks& ranks, const Task& task, const FollowOptions& options) {
    explorer::Options out;
    out.threads = options.threads;
    out.max_memory = limits::memory_left();
    out.max_states = task.max_states;
    out.timeout = limits::time_left();
    out.interrupt = options.interrupt;
    out.first = task.first;
    out.welcome = task.welcome;
    out.ranks = &ranks;
    return out;
}

/// Rank 0 has them.
struct Elsewhere final : explorer::Checkpoints {
    explorer::CheckpointSource* resume() override { return nullptr; }
    bool due() override { return false; }
    void save(const std::function<void(explorer::CheckpointSink&)>& /*write*/) override {}
};

/// A limit that is reached before the search begins is one of the search.
void begin(std::optional<reduce::Reductions>& reductions, const Task& task, explorer::Ranks& ranks) {
    try {
        reductions.emplace(task.model, task.reductions);
    } catch (const limits::Exhausted& limit) {
        return explorer::decline(ranks, reason_of(limit.reason()));
    } catch (const std::bad_alloc&) {
        return explorer::decline(ranks, explorer::Reason::memory);
    }
    if (reductions->name() != task.reduction)
        throw std::logic_error("another build of revoke-mc, with other reductions");
}

void search_along(explorer::Ranks& ranks, const explorer::Block& bytes, const FollowOptions& options) {
    const Task task = task_from(bytes);
    const limits::Scope scope(allowance(task, options));
    std::optional<reduce::Reductions> reductions;
    begin(reductions, task, ranks);
    if (!reductions) return;
    Elsewhere checkpoints;
    explorer::Options search = search_options(ranks, task, options);
    if (task.keeps) search.checkpoints = &checkpoints;
    (void)explore_along(task.model, *reductions, search);
}

}  // namespace

void follow(explorer::Ranks& ranks, const FollowOptions& options) {
    for (;;) {
        const explorer::Block task = ranks.next_task();
        if (task.empty()) return;
        try {
            search_along(ranks, task, options);
        } catch (const explorer::RankFailed&) {  // rank 0 says why
        } catch (const std::exception& error) {
            ranks.fail(error.what());
        }
    }
}

void dismiss(explorer::Ranks& ranks) { ranks.assign({}); }

}  // namespace revoke_mc::checker
