// Which points of the text a path reaches; see program/points.hpp.
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

/// Under a condition inside the transition only running it can tell: it reports the point, if that is wanted.
void Steps::reach(Path& path, Point point) {
    if (!path.reached_if_cut && can_cut(path, path.code_looked_at)) path.reached_if_cut = path.reached.size();
    path.code_looked_at = path.code.size();
    if (path.conditional == 0) return path.reached.push_back(point);
    path.maybe_reached.push_back(point);
    if (out_.reports_points)
        Expressions::emit(path, Expressions::plain(system::Opcode::broken, 0, 0, 0, Report(point).number()));
}

Points Steps::points_of(const Path& path) {
    Points points{in_order(path.reached), {}, in_order(path.maybe_reached)};
    points.if_cut = points.sure;
    if (path.reached_if_cut) {
        const auto end = path.reached.begin() + static_cast<std::ptrdiff_t>(*path.reached_if_cut);
        points.if_cut = in_order({path.reached.begin(), end});
    }
    return points;
}

}  // namespace revoke_mc::lower
