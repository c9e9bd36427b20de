#include "tests/random/whole_claims.hpp"

namespace revoke_mc::random_specs::whole {

namespace {

using Names = std::vector<std::string>;

}  // namespace

std::vector<Node> Claims::all() {
    Spot spot;
    spot.sees_ghost = spot.no_calls = true;
    std::vector<Node> claims{Node::line("always claimed;")};
    if (world_.library())
        for (const char* name : {"no_dma_after_revoke", "lock_discipline", "map_balance", "safe_reuse",
                                 "fence_signals_once", "no_map_while_revoked", "release_balance"})
            if (dice_.chance(60)) claims.push_back(Node::line(std::string("always ") + name + ";"));
    if (world_.krefs) claims.push_back(Node::line("always refcount;"));
    for (int count = dice_.between(0, 2); count > 0; --count)
        claims.push_back(Node::line((dice_.chance(70) ? "always " : "never ") + say_.boolean(spot, 3) + " as " +
                                    say_.fresh("inv") + ";"));
    if (dice_.chance(25))
        claims.push_back(Node::line("always " + say_.fresh("inv") + ": " + say_.boolean(spot, 2) + ";"));
    if (dice_.chance(60)) claims.push_back(possibility(spot));
    if (dice_.chance(20)) claims.push_back(possibility(spot));
    if (dice_.chance(40)) claims.push_back(Node::line("never leak;"));
    if (dice_.chance(40)) claims.push_back(Node::line("possible " + say_.boolean(spot, 2) + " as reach;"));
    if (!world_.events.empty() && dice_.chance(30)) claims.push_back(lock_order());
    if (progress_) add_progress(claims, spot);
    return claims;
}

std::string Claims::for_each(Spot& spot, const std::string& only) {
    for (const Component& component : world_.components) {
        if (!component.replicated || (only.empty() ? !dice_.chance(40) : component.name != only)) continue;
        const std::string name = say_.fresh("i");
        spot.references.push_back({name, Kind::instance, &component, false});
        return " for each " + component.name + " " + name;
    }
    return "";
}

Node Claims::possibility(const Spot& outer) {
    Spot spot = outer;
    const std::string each = for_each(spot);
    return Node::line("always possible " + say_.boolean(spot, 2) + entering() + each + " as " + say_.fresh("poss") +
                      ";");
}

std::string Claims::entering() {
    const Component& component = dice_.pick(world_.components);
    Names ways{""};
    for (const Function& function : component.functions)
        if (!function.ghost) ways.push_back(component.name + "." + function.name);
    for (const Thread& thread : component.threads)
        if (thread.sort != Thread::Sort::work)
            ways.push_back(component.name + "." + thread.name + " @ " + (dice_.chance(50) ? "top" : "mid"));
    if (world_.library()) ways.insert(ways.end(), {"dma_buf_map_attachment", "dma_resv_lock"});
    const std::string way = dice_.pick(ways);
    return way.empty() ? "" : " without entering " + way;
}

Node Claims::lock_order() {
    Names classes{"written"};
    for (const Component& component : world_.components)
        for (const Thing& thing : component.things)
            if (thing.kind == Kind::lock) classes.push_back(component.name + "." + thing.name);
    return Node::line("lock order " + dice_.pick(classes) + " -> " + dice_.pick(classes) + ";");
}

void Claims::add_progress(std::vector<Node>& claims, const Spot& outer) {
    Spot spot = outer;
    const std::string each = for_each(spot);
    claims.push_back(
        Node::line("always " + say_.boolean(spot, 2) + " leads_to " + say_.boolean(spot, 2) + each + " as leads;"));
    if (dice_.chance(50)) claims.push_back(Node::line("eventually " + say_.boolean(outer, 2) + " as once;"));
    for (const Component& component : world_.components) {
        Spot inner = outer;
        const std::string over = component.replicated ? for_each(inner, component.name) : "";
        const std::string base = over.empty() ? component.name + "." : inner.references.back().name + ".";
        for (const Thread& thread : component.threads)
            if (thread.sort == Thread::Sort::thread && dice_.chance(50))
                claims.push_back(
                    Node::line("terminates " + base + thread.name + over + " as " + say_.fresh("end") + ";"));
        for (const Thing& thing : component.things)
            if ((thing.kind == Kind::lock || thing.kind == Kind::rwlock) && thing.elements == 0 && dice_.chance(40))
                claims.push_back(Node::line("fair lock " + base + thing.name + over + ";"));
    }
}

}  // namespace revoke_mc::random_specs::whole
