// Exact keys: the state's words and the binding's number; of interchangeable instances, the sorted blocks.
#include "model/semantics/explain/frontier.hpp"

#include <algorithm>
#include <iterator>

namespace revoke_mc::explain {

Way::~Way() {
    std::shared_ptr<const Way> rest = std::move(before);
    while (rest && rest.use_count() == 1) {
        std::shared_ptr<const Way> next = std::move(const_cast<Way&>(*rest).before);  // NOLINT: nobody else has it
        rest = std::move(next);
    }
}

Naming::Naming(const program::Program& program, const lower::Lowered& lowered) : program_(program) {
    const system::Symmetry& symmetry = lowered.model().symmetry;
    for (const system::GroupId id : symmetry.groups.ids()) {
        const system::SymmetricGroup& group = symmetry.groups[id];
        const bool related = std::any_of(symmetry.relations.begin(), symmetry.relations.end(),
                                         [&](const auto& r) { return r.from == id || r.to == id; });
        if (!group.obstacle.empty() || related) continue;
        for (const program::ComponentId component : program.components.ids())
            if (program.components[component].name == group.name) groups_.push_back({group.blocks, component});
    }
}

Naming::Home Naming::home_of(program::ComponentId component, program::InstanceId instance, std::uint32_t number) const {
    for (std::size_t g = 0; g < groups_.size(); ++g)
        if (groups_[g].component == component && instance != none) return {g, instance.number(), number, true};
    return {};
}

Naming::Home Naming::home_of(Binding::Target target) const {
    if (Binding::is_object(target)) {
        const program::ObjectId id{Binding::number(target)};
        const program::Object& object = program_.objects[id];
        if (object.component == none || object.instance == none) return {};
        const program::ObjectId first = program_.components[object.component].instances[object.instance];
        return home_of(object.component, object.instance, id.number() - first.number());
    }
    const program::Thread& thread = program_.threads[program::ThreadId{target}];
    return home_of(thread.component, thread.instance, 0x80000000U | thread.decl);
}

void Naming::name(const std::vector<std::uint64_t>& state, BindingId id, const Binding& binding,
                  std::vector<std::uint64_t>& key) const {
    key.assign(state.begin(), state.end());
    if (groups_.empty()) {
        key.push_back(id.number());
        return;
    }
    std::vector<std::vector<std::vector<std::uint64_t>>> instances(groups_.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) instances[g].resize(groups_[g].blocks.size());
    for (const auto& [token, target] : binding.entries()) {  // in the order of tokens
        const Home home = home_of(target);
        if (home.found) {
            instances[home.group][home.instance].push_back(token.number());
            instances[home.group][home.instance].push_back(home.number);
        } else {
            key.push_back(token.number());
            key.push_back(target);
        }
    }
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        for (std::size_t i = 0; i < instances[g].size(); ++i) {
            std::vector<std::uint64_t>& about = instances[g][i];
            about.insert(about.begin(), about.size());
            for (const system::Field& field : groups_[g].blocks[i]) {
                about.push_back(static_cast<std::uint64_t>(field.get(state.data())));
                key[field.word] &= ~(field.mask() << field.shift);
            }
        }
        std::sort(instances[g].begin(), instances[g].end());
        for (const auto& about : instances[g]) key.insert(key.end(), about.begin(), about.end());
    }
}

std::size_t Frontier::Hash::operator()(const std::vector<std::uint64_t>& key) const {
    std::uint64_t hash = key.size();
    for (const std::uint64_t word : key) {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return hash;
}

void Frontier::add(Reached&& reached, const std::vector<std::uint64_t>& key) {
    const auto [entry, is_new] = numbers_.try_emplace(key, reached_.size());
    if (is_new) {
        reached.open = true;
        open_.push_back(reached_.size());
        reached_.push_back(std::move(reached));
        return;
    }
    Reached& known = reached_[entry->second];
    Broken both;
    std::set_intersection(known.broken.begin(), known.broken.end(), reached.broken.begin(), reached.broken.end(),
                          std::back_inserter(both));
    if (both.size() == known.broken.size()) return;
    known.broken = std::move(both);
    if (!known.open) open_.push_back(entry->second);
    known.open = true;
}

const Reached* Frontier::next_open() {
    if (open_.empty()) return nullptr;
    Reached& next = reached_[open_.front()];
    open_.pop_front();
    next.open = false;
    return &next;
}

Broken Frontier::broken() const {
    Broken out = reached_.empty() ? Broken{} : reached_.front().broken;
    for (const Reached& reached : reached_) {
        Broken both;
        std::set_intersection(out.begin(), out.end(), reached.broken.begin(), reached.broken.end(),
                              std::back_inserter(both));
        out = std::move(both);
    }
    return out;
}

}  // namespace revoke_mc::explain
