// The points of the text that a strand reaches (program/points.hpp).
#include <algorithm>

#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using program::Point;

namespace {

std::vector<Point> in_order(std::vector<Point> points) {
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

}  // namespace

/// Under a condition inside the transition, only running it shows: it reports the point, if that is wanted.
void Steps::reach(Strand& strand, Point point) {
    if (!strand.reached_if_cut && can_cut(strand, strand.code_looked_at)) strand.reached_if_cut = strand.reached.size();
    strand.code_looked_at = strand.code.size();
    if (strand.conditional == 0) return strand.reached.push_back(point);
    strand.maybe_reached.push_back(point);
    if (out_.reports_points)
        Expressions::emit(strand, Expressions::plain(system::Opcode::broken, 0, 0, 0, Report(point).number()));
}

Points Steps::points_of(const Strand& strand) {
    Points points{in_order(strand.reached), {}, in_order(strand.maybe_reached)};
    points.if_cut = points.sure;
    if (strand.reached_if_cut) {
        const auto end = strand.reached.begin() + static_cast<std::ptrdiff_t>(*strand.reached_if_cut);
        points.if_cut = in_order({strand.reached.begin(), end});
    }
    return points;
}

void Steps::pass_point(Strand& strand, program::LogPointId point) {
    using Where = PassedPoint::Local::Where;
    const Frame& frame = strand.config.frames.back();
    PassedPoint passed{point, frame, {}};
    for (const LocalId local : program_.routines[frame.routine].locals.ids()) {
        PassedPoint::Local at;
        const auto known = strand.locals.find(frame.number(local));
        if (known == strand.locals.end()) {
            at.where = Where::constant;  // it is 0 until it is written
        } else if (known->second.where == LocalValue::Where::operand && known->second.operand.constant) {
            at = {Where::constant, known->second.operand.value, none};
        } else if (known->second.where == LocalValue::Where::state || !known->second.dirty) {
            at = {Where::slot, 0, out_.slots.local(thread_, frame.number(local))};
        }
        passed.locals.push_back(at);
    }
    strand.log.push_back(std::move(passed));
}

}  // namespace revoke_mc::lower
