// The graph is built backwards: each statement is given the node that follows it and returns the node that it starts
// with. Where the follower is not known yet (a loop, a goto) or nothing is shown (a block, a label) there is a joint, a
// node without text; in the end every edge is drawn to the first real node behind its joints.
#include "reports/control_flow.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include <fmt/format.h>

#include "model/language/program/visit.hpp"
#include "reports/document_error.hpp"

namespace revoke_mc::reports {
namespace {

using program::Program;
using program::RoutineId;
using program::Stmt;
using program::StmtId;
using NodeId = std::size_t;

constexpr NodeId nowhere = ~NodeId{0};
constexpr std::size_t most_recursion = 2;  ///< a third activation of a function is a trap

struct Node {
    bool joint = true;
    GraphNode shown;
    std::string label_of_source;  ///< a joint of a labelled statement: the label
    std::vector<std::pair<NodeId, std::string>> next;
};

/// What statements inside it can jump to.
struct Scope {
    NodeId break_to = nowhere;
    NodeId continue_to = nowhere;
    NodeId return_to = nowhere;
    std::map<StmtId, std::vector<NodeId>> blocks;  ///< entry of every child of the blocks around
    std::vector<RoutineId> stack;
};

class FlowBuilder {
public:
    FlowBuilder(const Program& program, std::size_t most_nodes) : program_(program), most_nodes_(most_nodes) {}

    Graph run(program::ThreadId thread) {
        const program::Thread& which = program_.threads[thread];
        const NodeId end = real(GraphNode::Kind::end, "end", {});
        Scope scope;
        scope.return_to = end;
        scope.stack = {which.routine};
        const NodeId start = build(*program_.routines[which.routine].body, scope, end);
        return finish(which.name, start);
    }

private:
    NodeId add(Node node) {
        if (nodes_.size() >= most_nodes_)
            throw DocumentError(fmt::format("the control flow has more than {} nodes", most_nodes_));
        nodes_.push_back(std::move(node));
        return nodes_.size() - 1;
    }
    NodeId joint() { return add({}); }
    NodeId joint_to(NodeId next) { return add({true, {}, "", {{next, ""}}}); }
    void connect(NodeId joint, NodeId next) { nodes_[joint].next = {{next, ""}}; }

    NodeId real(GraphNode::Kind kind, const std::string& text, std::vector<std::pair<NodeId, std::string>> next) {
        return add({false, {kind, text, ""}, "", std::move(next)});
    }
    /// The statement as a node of its own.
    NodeId plain(const Stmt& statement, NodeId next) {
        const auto kind = statement.visible ? GraphNode::Kind::plain : GraphNode::Kind::folded;
        const NodeId node = real(kind, statement.source, {{next, ""}});
        nodes_[node].shown.detail = place(statement);
        return node;
    }
    NodeId branching(const Stmt& statement, std::vector<std::pair<NodeId, std::string>> next) {
        const NodeId node = real(GraphNode::Kind::choice, statement.source, std::move(next));
        nodes_[node].shown.detail = place(statement);
        return node;
    }
    std::string place(const Stmt& statement) const { return program_.sources->describe(statement.place); }

    NodeId build(const Stmt& statement, const Scope& scope, NodeId next) {
        return std::visit([&](const auto& what) { return build(statement, what, scope, next); }, statement.what);
    }

    // One for each kind that is more than a node.
    template <class Kind>
    NodeId build(const Stmt& statement, const Kind& /*what*/, const Scope& /*scope*/, NodeId next) {
        constexpr bool always_shown = program::OneOf<Kind, program::AssignCell, program::AssignLocal, program::Await,
                                                     program::Skip, program::Any, program::BuiltinCall>;
        return always_shown || statement.visible ? plain(statement, next) : next;
    }

    NodeId build(const Stmt& statement, const program::Return& /*what*/, const Scope& scope, NodeId /*next*/) {
        return statement.visible ? plain(statement, scope.return_to) : scope.return_to;
    }
    NodeId build(const Stmt& /*statement*/, const program::Break& /*what*/, const Scope& scope, NodeId /*next*/) {
        return scope.break_to;
    }
    NodeId build(const Stmt& /*statement*/, const program::Continue& /*what*/, const Scope& scope, NodeId /*next*/) {
        return scope.continue_to;
    }
    NodeId build(const Stmt& /*statement*/, const program::Goto& to, const Scope& scope, NodeId next) {
        return jump(to, scope, next);
    }

    NodeId build(const Stmt& statement, const program::Block& block, const Scope& outer, NodeId next) {
        Scope scope = outer;
        std::vector<NodeId>& entries = scope.blocks[statement.id];
        for (std::size_t i = 0; i < block.body.size(); ++i) entries.push_back(joint());
        entries.push_back(next);
        for (std::size_t i = block.body.size(); i-- > 0;)
            connect(entries[i], build(*block.body[i], scope, entries[i + 1]));
        return entries.front();
    }

    NodeId build(const Stmt& statement, const program::If& choice, const Scope& scope, NodeId next) {
        const NodeId yes = build(*choice.then, scope, next);
        const NodeId no = choice.otherwise ? build(*choice.otherwise, scope, next) : next;
        return branching(statement, {{yes, "true"}, {no, "false"}});
    }

    NodeId build(const Stmt& /*statement*/, const program::Loop& loop, const Scope& outer, NodeId next) {
        const NodeId head = joint();
        Scope scope = outer;
        scope.break_to = next;
        scope.continue_to = head;
        connect(head, build(*loop.body, scope, head));
        return head;
    }

    NodeId build(const Stmt& statement, const program::Either& either, const Scope& scope, NodeId next) {
        std::vector<std::pair<NodeId, std::string>> branches;
        for (std::size_t i = 0; i < either.branches.size(); ++i)
            branches.emplace_back(build(*either.branches[i], scope, next), fmt::format("branch {}", i + 1));
        return branching(statement, std::move(branches));
    }

    NodeId build(const Stmt& statement, const program::Foreach& walk, const Scope& outer, NodeId next) {
        const NodeId head = joint();
        Scope scope = outer;
        scope.break_to = next;
        scope.continue_to = head;
        const NodeId body = build(*walk.body, scope, head);
        connect(head, branching(statement, {{body, "next element"}, {next, "none left"}}));
        return head;
    }

    NodeId build(const Stmt& /*statement*/, const program::Labelled& labelled, const Scope& scope, NodeId next) {
        const NodeId node = joint_to(build(*labelled.body, scope, next));
        nodes_[node].label_of_source = labelled.label;
        return node;
    }

    NodeId jump(const program::Goto& to, const Scope& scope, NodeId next) const {
        const auto found = scope.blocks.find(to.block);
        if (found == scope.blocks.end() || to.index >= found->second.size()) return next;
        return found->second[to.index];
    }

    /// One node; an edge for each way out of it.
    NodeId build(const Stmt& statement, const program::Atomic& /*what*/, const Scope& scope, NodeId next) {
        std::vector<std::pair<NodeId, std::string>> ways{{next, ""}};
        for_each_stmt(statement, [&](const Stmt& inner) { leave(inner, scope, ways); });
        const NodeId node = plain(statement, next);
        nodes_[node].next = std::move(ways);
        return node;
    }

    void leave(const Stmt& statement, const Scope& scope, std::vector<std::pair<NodeId, std::string>>& ways) const {
        const auto way = [&](NodeId to) { ways.emplace_back(to, statement.source); };
        if (statement.is<program::Return>()) way(scope.return_to);
        if (statement.is<program::Break>()) way(scope.break_to);
        if (statement.is<program::Continue>()) way(scope.continue_to);
        if (const auto* to = statement.as<program::Goto>(); to && scope.blocks.contains(to->block))
            way(jump(*to, scope, nowhere));
    }

    NodeId build(const Stmt& statement, const program::Call& call, const Scope& scope, NodeId next) {
        if (call.callee.routine != program::none) {
            const NodeId body = enter(call.callee.routine, scope, next);
            return statement.visible ? plain(statement, body) : body;
        }
        std::vector<std::pair<NodeId, std::string>> ways;
        for (const program::RoutineId i : program_.routines.ids()) {
            const program::Routine& routine = program_.routines[i];
            if (routine.function != call.callee.name || routine.component == program::none || routine.thread_body)
                continue;
            ways.emplace_back(enter(static_cast<RoutineId>(i), scope, next),
                              program_.components[routine.component].name);
        }
        if (ways.size() == 1) return ways.front().first;
        return ways.empty() ? next : branching(statement, std::move(ways));
    }

    NodeId enter(RoutineId routine, const Scope& caller, NodeId next) {
        const program::Routine& callee = program_.routines[routine];
        if (callee.ghost || !callee.body) return next;
        const auto active = static_cast<std::size_t>(std::count(caller.stack.begin(), caller.stack.end(), routine));
        if (active >= most_recursion)
            return real(GraphNode::Kind::broken, "trap: third activation of " + callee.name, {});
        Scope scope;
        scope.return_to = next;
        scope.stack = caller.stack;
        scope.stack.push_back(routine);
        return build(*callee.body, scope, next);
    }

    /// The first real node behind joints; the labels on the way are noted on it.
    NodeId behind_joints(NodeId node) {
        std::set<std::string> labels;
        std::set<NodeId> seen;
        if (node == nowhere) return nowhere;
        while (nodes_[node].joint) {
            if (!nodes_[node].label_of_source.empty()) labels.insert(nodes_[node].label_of_source);
            if (nodes_[node].next.empty() || !seen.insert(node).second) return nowhere;
            node = nodes_[node].next.front().first;
            if (node == nowhere) return nowhere;
        }
        labels_[node].insert(labels.begin(), labels.end());
        return node;
    }

    Graph finish(const std::string& name, NodeId start) {
        Graph graph{name, {}, {}};
        std::map<NodeId, std::size_t> numbers;
        std::deque<NodeId> open;
        const auto number = [&](NodeId joint_or_node) -> std::size_t {
            const NodeId node = behind_joints(joint_or_node);
            if (node == nowhere) return nowhere;
            const auto [place, is_new] = numbers.try_emplace(node, graph.nodes.size());
            if (is_new) {
                graph.nodes.push_back(nodes_[node].shown);
                open.push_back(node);
            }
            return place->second;
        };
        number(start);
        if (!graph.nodes.empty() && graph.nodes[0].kind != GraphNode::Kind::end)
            graph.nodes[0].kind = GraphNode::Kind::start;
        while (!open.empty()) {
            const NodeId node = open.front();
            open.pop_front();
            for (const auto& [next, label] : nodes_[node].next) {
                const std::size_t to = number(next);
                if (to != nowhere) graph.edges.push_back({numbers.at(node), to, label});
            }
        }
        for (const auto& [node, place] : numbers) {
            for (const std::string& label : labels_[node]) graph.nodes[place].label.insert(0, label + ":\n");
        }
        return graph;
    }

    const Program& program_;
    std::size_t most_nodes_;
    std::vector<Node> nodes_;
    std::map<NodeId, std::set<std::string>> labels_;
};

}  // namespace

Graph control_flow(const Program& program, program::ThreadId thread, std::size_t most_nodes) {
    return FlowBuilder(program, most_nodes).run(thread);
}

}  // namespace revoke_mc::reports
