// Finds the instance of the explorer that was compiled for the width of the state.
#include "checker/internal/explore.hpp"

#include <algorithm>

#include "checker/internal/task.hpp"
#include "explorer/ranks/ranks.hpp"

namespace revoke_mc::checker {

template <std::size_t Words>
explorer::Result explore_width(const native::NativeSystem<Words>& plain, const reduce::Reductions& reductions,
                               const std::vector<system::Field>& fields, const explorer::Options& options);

std::vector<system::Field> variables(const lower::Lowered& lowered) {
    std::vector<system::Field> out;
    for (const system::Field& field : lowered.layout().fields)
        if (field.width != 0) out.push_back(field);
    return out;
}

namespace {

/// Where something is owed is seen by one rank alone: the whole graph has to be there.
bool speaks_of_progress(const system::PackedModel& model) {
    return std::ranges::find(model.kinds, system::PropertyKind::progress) != model.kinds.end();
}

Task task_of(const system::PackedModel& model, const reduce::Reductions& reductions, const explorer::Options& options) {
    Task task;
    task.model = model;
    task.reductions = {reductions.symmetry() != nullptr, reductions.partial_order() != nullptr,
                       reductions.slice() != nullptr};
    task.reduction = reductions.name();
    task.max_memory = options.max_memory;
    task.max_states = options.max_states;
    task.nanoseconds = options.timeout.count();
    task.first = options.first;
    task.welcome = options.welcome;
    task.keeps = options.checkpoints != nullptr;
    return task;
}

}  // namespace

explorer::Result explore(const lower::Lowered& lowered, const reduce::Reductions& reductions,
                         const explorer::Options& options) {
    const std::vector<system::Field> fields = variables(lowered);
    explorer::Options mine = options;
    if (speaks_of_progress(lowered.model())) mine.ranks = nullptr;
    return lower::dispatch(lowered, [&](const auto& plain) {
        if (mine.ranks != nullptr) mine.ranks->assign(to_bytes(task_of(lowered.model(), reductions, mine)));
        return explore_width(plain, reductions, fields, mine);
    });
}

explorer::Result explore_along(const system::PackedModel& model, const reduce::Reductions& reductions,
                               const explorer::Options& options) {
    return lower::dispatch(model, [&](const auto& plain) { return explore_width(plain, reductions, {}, options); });
}

explorer::Result explore(const lower::Lowered& lowered, const explorer::Options& options) {
    return explore(lowered, reduce::Reductions(lowered.model(), {}), options);
}

}  // namespace revoke_mc::checker
