// The few wide transitions of each position, and the system of the right width.
#include "explorer/views/stepper.hpp"

#include <stdexcept>

namespace revoke_mc::explorer::views {

WideTransitions::WideTransitions(const system::PackedModel& model, const system::Apart& apart, std::uint32_t least,
                                 const Indexed<system::TransitionId, bool>* without) {
    for (const system::ThreadTable& table : model.threads) {
        At at{&table, Indexed<system::PositionId, std::vector<system::TransitionId>>(table.by_position.size())};
        bool any = false;
        for (const system::PositionId p : table.by_position.ids())
            for (system::TransitionId t = table.by_position[p].first; t < table.by_position[p].last; ++t)
                if (apart.about[t] >= least && (without == nullptr || !(*without)[t])) {
                    at.by_position[p].push_back(t);
                    any = true;
                }
        if (any) threads_.push_back(std::move(at));
    }
}

std::unique_ptr<Member> make_member(const system::PackedModel& model, const system::Apart& apart, native::Mode mode) {
    const auto of = [&]<std::size_t W>() -> std::unique_ptr<Member> {
        return std::make_unique<SizedMember<W>>(model, apart, mode);
    };
    if (model.words <= 2) return of.template operator()<2>();
    if (model.words <= 4) return of.template operator()<4>();
    if (model.words <= 6) return of.template operator()<6>();
    if (model.words <= 8) return of.template operator()<8>();
    if (model.words <= 12) return of.template operator()<12>();
    if (model.words <= 24) return of.template operator()<24>();
    throw std::invalid_argument("views: a state of this size is too wide");
}

}  // namespace revoke_mc::explorer::views
