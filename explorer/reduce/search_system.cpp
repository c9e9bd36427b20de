// Puts the reductions that are wanted, and possible, on top of one another.
#include "explorer/reduce/search_system.hpp"

namespace revoke_mc::reduce {

namespace {

/// Goals of the kind "can it still get there?" are decided 64 at a time, and under symmetry all of an
/// orbit must be among them.
bool few_goals(const system::PackedModel& model) {
    const auto possibilities = std::count(model.kinds.begin(), model.kinds.end(), system::PropertyKind::possibility);
    return model.threads.size() + static_cast<std::size_t>(possibilities) <= 64;
}

/// Which steps a fair run owes to whom is not kept by any reduction here: stubborn sets put steps off, and
/// representatives change the names of threads from state to state.
bool speaks_of_progress(const system::PackedModel& model) {
    return std::find(model.kinds.begin(), model.kinds.end(), system::PropertyKind::progress) != model.kinds.end();
}

}  // namespace

Reductions::Reductions(const system::PackedModel& model, Wanted wanted) {
    if (speaks_of_progress(model)) wanted = {};
    const Summary summary(model);
    const Facts facts(summary);
    advancing_.emplace(summary, facts);
    commuting_.emplace(summary);
    if (wanted.symmetry && few_goals(model)) {
        symmetry_.emplace(model.symmetry, model.words);
        if (!symmetry_->active()) symmetry_.reset();
    }
    if (wanted.partial_order) {
        partial_order_.emplace(model, Strength::full);
        if (!partial_order_->reduces()) partial_order_.reset();
    }
    if (wanted.slice) {
        slice_.emplace(model, facts);
        if (!slice_->active() || !finds_work(model, *slice_)) slice_.reset();
    }
}

std::string Reductions::name() const {
    std::string out;
    const auto add = [&](bool in_effect, const char* name) {
        if (in_effect) out += (out.empty() ? "" : ", ") + std::string(name);
    };
    add(symmetry_.has_value(), "symmetry");
    add(partial_order_.has_value(), "por");
    add(slice_.has_value(), "slice");
    return out.empty() ? "none" : out;
}

}  // namespace revoke_mc::reduce
