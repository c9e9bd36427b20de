// See order.hpp.
#include "model/locks/order.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "model/limits/limits.hpp"

namespace revoke_mc::locks {

using program::none;

namespace {

constexpr const char* question = "lock order: ";
constexpr const char* arrow = " -> ";

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

bool counts(const Program& program, const Nesting& nesting) {
    return nesting.held != nesting.taken || !program.lock_classes[nesting.held].event;
}

Graph graph_of(const Program& program, const std::set<Nesting>& nestings) {
    Graph graph(program.lock_classes.size());
    for (const Nesting& nesting : nestings)
        if (counts(program, nesting)) boost::add_edge(nesting.held, nesting.taken, graph);
    for (const Nesting& nesting : program.lock_orders) boost::add_edge(nesting.held, nesting.taken, graph);
    return graph;
}

/// By class: the number of its strongly connected component.
std::vector<int> components_of(const Graph& graph) {
    std::vector<int> component(boost::num_vertices(graph));
    if (!component.empty()) boost::strong_components(graph, component.data());
    return component;
}

/// A shortest way from `start` back to itself.
Circle shortest_circle(const Graph& graph, ClassId start) {
    std::map<ClassId, ClassId> from;
    std::deque<ClassId> open{start};
    while (!open.empty()) {
        limits::poll();
        const ClassId here = open.front();
        open.pop_front();
        for (auto [edge, end] = boost::out_edges(here, graph); edge != end; ++edge) {
            const auto next = static_cast<ClassId>(boost::target(*edge, graph));
            if (!from.try_emplace(next, here).second) continue;
            if (next != start) {
                open.push_back(next);
                continue;
            }
            Circle circle;
            for (ClassId at = from[start]; at != start; at = from[at]) circle.push_back(at);
            circle.push_back(start);
            std::reverse(circle.begin(), circle.end());
            return circle;
        }
    }
    return {};
}

}  // namespace

std::vector<Nesting> on_circles(const Program& program, const std::set<Nesting>& nestings) {
    const std::vector<int> component = components_of(graph_of(program, nestings));
    std::vector<Nesting> found;
    for (const Nesting& nesting : nestings)
        if (counts(program, nesting) && component[nesting.held] == component[nesting.taken]) found.push_back(nesting);
    return found;
}

std::vector<Circle> circles(const Program& program, const std::set<Nesting>& nestings) {
    const Graph graph = graph_of(program, nestings);
    const std::vector<int> component = components_of(graph);
    std::map<int, Circle> shortest;
    for (ClassId id = 0; id < program.lock_classes.size(); ++id) {
        Circle circle = shortest_circle(graph, id);
        Circle& best = shortest[component[id]];
        if (!circle.empty() && (best.empty() || circle.size() < best.size())) best = std::move(circle);
    }
    std::vector<Circle> found;
    for (auto& [number, circle] : shortest)
        if (!circle.empty()) found.push_back(std::move(circle));
    std::sort(found.begin(), found.end());
    return found;
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

std::string question_name(const Program& program, const Nesting& nesting) {
    return question + program.lock_classes[nesting.held].name + arrow + program.lock_classes[nesting.taken].name;
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

program::PropertyId ask(Program& program, const Nesting& nesting) {
    program::Property property;
    property.kind = program::Property::Kind::reachable;
    property.name = question_name(program, nesting);
    const bool interrupted = program.lock_classes[nesting.taken].hardirq;
    property.place = program.lock_classes[interrupted ? nesting.held : nesting.taken].place;
    property.condition = std::make_unique<program::Expr>();
    property.condition->kind = program::Expr::Kind::nests;
    property.condition->place = property.place;
    property.condition->type = {program::ValueType::Kind::boolean, none, 0, 1};
    property.condition->nesting = nesting;
    property.text = text_of(program, nesting);
    program.properties.push_back(std::move(property));
    return static_cast<program::PropertyId>(program.properties.size() - 1);
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
