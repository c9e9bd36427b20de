// The order of locks as a Boost graph, and its circles.
#include "model/semantics/locks/order.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "explorer/base/limits.hpp"

namespace revoke_mc::locks {

using program::none;

namespace {

constexpr const char* question = "lock order: ";
constexpr const char* arrow = " -> ";

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

bool counts(const Program& program, const Nesting& nesting) {
    return nesting.held != nesting.taken || !program.lock_classes[nesting.held].event;
}

using Vertex = Graph::vertex_descriptor;
/// The vertex of a class has its number.
Vertex vertex_of(ClassId id) { return id.number(); }
ClassId class_of(Vertex vertex) { return ClassId{vertex}; }

/// Each order once.
Graph graph_of(const Program& program, const std::set<Nesting>& nestings) {
    std::set<Nesting> edges(program.lock_orders.begin(), program.lock_orders.end());
    for (const Nesting& nesting : nestings)
        if (counts(program, nesting)) edges.insert(nesting);
    Graph graph(program.lock_classes.size());
    for (const Nesting& edge : edges) boost::add_edge(vertex_of(edge.held), vertex_of(edge.taken), graph);
    return graph;
}

/// By class: the number of its strongly connected component.
Indexed<ClassId, int> components_of(const Graph& graph) {
    std::vector<int> component(boost::num_vertices(graph));
    if (!component.empty()) boost::strong_components(graph, component.data());
    return Indexed<ClassId, int>{std::move(component)};
}

/// The circle from its least class on.
Circle from_least(Circle circle) {
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
    return circle;
}

/// A shortest circle that begins with this order; empty if there is none.
Circle shortest_circle(const Graph& graph, const Nesting& first) {
    std::map<ClassId, ClassId> from{{first.taken, first.held}};
    std::deque<ClassId> open{first.taken};
    while (!open.empty() && !from.contains(first.held)) {
        limits::poll();
        const ClassId here = open.front();
        open.pop_front();
        for (auto [edge, end] = boost::out_edges(vertex_of(here), graph); edge != end; ++edge) {
            const auto next = class_of(boost::target(*edge, graph));
            if (from.try_emplace(next, here).second) open.push_back(next);
        }
    }
    if (!from.contains(first.held)) return {};
    Circle circle{first.held};
    for (ClassId at = from[first.held]; at != first.held; at = from[at]) circle.push_back(at);
    std::reverse(circle.begin(), circle.end());
    return from_least(std::move(circle));
}

/// Walks along orders, each circle from its least class on, and only where a way back to that class is left.
class CircleFinder {
public:
    explicit CircleFinder(const Graph& graph) : graph_(graph), passed_(boost::num_vertices(graph)) {}

    /// False: there are too many, or it takes too long.
    bool all(std::vector<Circle>& found) {
        for (ClassId start{0}; passed_.contains(start) && goes_on(found); ++start) {
            look_back_from(start);
            go_on(start, found);
        }
        return goes_on(found);
    }

private:
    static constexpr std::size_t most_circles = 1000;

    [[nodiscard]] bool goes_on(const std::vector<Circle>& found) const {
        return steps_left_ > 0 && found.size() <= most_circles;
    }

    /// Which classes behind `start` in number come back to it without one before it?
    void look_back_from(ClassId start) {
        comes_back_.assign(passed_.size(), false);
        comes_back_[start] = true;
        std::vector<ClassId> open{start};
        while (!open.empty()) {
            const ClassId here = open.back();
            open.pop_back();
            for (auto [edge, end] = boost::in_edges(vertex_of(here), graph_); edge != end; ++edge) {
                const auto before = class_of(boost::source(*edge, graph_));
                if (before < start || comes_back_[before]) continue;
                comes_back_[before] = true;
                open.push_back(before);
            }
        }
    }

    void go_on(ClassId here, std::vector<Circle>& found) {
        limits::poll();
        if (!goes_on(found)) return;
        --steps_left_;
        path_.push_back(here);
        passed_[here] = true;
        for (auto [edge, end] = boost::out_edges(vertex_of(here), graph_); edge != end; ++edge) {
            const auto next = class_of(boost::target(*edge, graph_));
            if (next == path_.front()) found.push_back(path_);
            if (comes_back_[next] && !passed_[next]) go_on(next, found);
        }
        passed_[here] = false;
        path_.pop_back();
    }

    const Graph& graph_;
    Indexed<ClassId, bool> passed_, comes_back_;
    Circle path_;
    std::size_t steps_left_ = 100000;
};

/// One through each order that lies on any.
std::vector<Circle> some_circles(const Graph& graph) {
    std::set<Circle> found;
    for (auto [edge, end] = boost::edges(graph); edge != end; ++edge) {
        Circle circle =
            shortest_circle(graph, {class_of(boost::source(*edge, graph)), class_of(boost::target(*edge, graph))});
        if (!circle.empty()) found.insert(std::move(circle));
    }
    return {found.begin(), found.end()};
}

bool shorter(const Circle& a, const Circle& b) { return std::pair(a.size(), a) < std::pair(b.size(), b); }

}  // namespace

std::vector<Nesting> on_circles(const Program& program, const std::set<Nesting>& nestings) {
    const auto component = components_of(graph_of(program, nestings));
    std::vector<Nesting> found;
    for (const Nesting& nesting : nestings)
        if (counts(program, nesting) && component[nesting.held] == component[nesting.taken]) found.push_back(nesting);
    return found;
}

bool have_circle(const Program& program, const std::set<Nesting>& nestings) {
    const Graph graph = graph_of(program, nestings);
    const auto component = components_of(graph);
    const auto [first, last] = boost::edges(graph);
    return std::any_of(first, last, [&](const auto& edge) {
        return component[class_of(boost::source(edge, graph))] == component[class_of(boost::target(edge, graph))];
    });
}

Circles circles(const Program& program, const std::set<Nesting>& nestings) {
    const Graph graph = graph_of(program, nestings);
    Circles circles;
    circles.more = !CircleFinder(graph).all(circles.all);
    if (circles.more) circles.all = some_circles(graph);
    std::sort(circles.all.begin(), circles.all.end(), shorter);
    return circles;
}

std::string name_of(const Program& program, const Circle& circle) {
    std::string text;
    for (const ClassId id : circle) text += program.lock_classes[id].name + arrow;
    return text + program.lock_classes[circle.front()].name;
}

std::vector<Nesting> edges_of(const Circle& circle) {
    std::vector<Nesting> edges;
    for (std::size_t i = 0; i < circle.size(); ++i) edges.push_back({circle[i], circle[(i + 1) % circle.size()]});
    return edges;
}

std::string name_of(const Program& program, const Nesting& nesting) {
    return program.lock_classes[nesting.held].name + arrow + program.lock_classes[nesting.taken].name;
}

std::string question_name(const Program& program, const Nesting& nesting) {
    return question + name_of(program, nesting);
}

namespace {

std::string text_of(const Program& program, const Nesting& nesting) {
    const program::LockClass& held = program.lock_classes[nesting.held];
    const program::LockClass& taken = program.lock_classes[nesting.taken];
    if (taken.hardirq) return "some thread holds " + held.name + " while interrupts are on";
    if (held.hardirq) return "an interrupt handler asks for " + taken.name;
    return "some thread that holds " + held.name + " asks for " + taken.name;
}

}  // namespace

namespace {

program::PropertyId add_question(Program& program, const Nesting& nesting, std::string name, std::string text,
                                 program::Place place) {
    program::Property property;
    property.kind = program::Property::Kind::reachable;
    property.name = std::move(name);
    property.place = place;
    property.condition = std::make_unique<program::Expr>();
    property.condition->what = program::Nests{nesting};
    property.condition->place = property.place;
    property.condition->type = {program::ValueType::Kind::boolean, none, 0, 1};
    property.text = std::move(text);
    program.properties.push_back(std::move(property));
    return static_cast<program::PropertyId>(program.properties.size() - 1);
}

}  // namespace

program::PropertyId ask(Program& program, const Nesting& nesting) {
    const bool interrupted = program.lock_classes[nesting.taken].hardirq;
    const program::Place place = program.lock_classes[interrupted ? nesting.held : nesting.taken].place;
    return add_question(program, nesting, question_name(program, nesting), text_of(program, nesting), place);
}

program::PropertyId ask_queued(Program& program, ClassId work) {
    const program::LockClass& asked = program.lock_classes[work];
    return add_question(program, {work, none}, asked.name + " is queued", asked.name + " is queued", asked.place);
}

bool ask(Program& program, const std::string& name) {
    if (!name.starts_with(question)) return false;
    const std::string classes = name.substr(std::string(question).size());
    const std::size_t at = classes.find(arrow);
    if (at == std::string::npos) return false;
    const ClassId held = program.find_class(classes.substr(0, at));
    const ClassId taken = program.find_class(classes.substr(at + std::string(arrow).size()));
    if (held == none || taken == none) return false;
    ask(program, Nesting{held, taken});
    return true;
}

}  // namespace revoke_mc::locks
