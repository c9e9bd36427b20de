// Exact keys: the state's words and the binding's number; of interchangeable instances, the sorted blocks.
#include "model/semantics/explain/frontier.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

namespace revoke_mc::explain {

Way::~Way() {
    std::shared_ptr<const Way> rest = std::move(before);
    while (rest && rest.use_count() == 1) {
        std::shared_ptr<const Way> next = std::move(const_cast<Way&>(*rest).before);  // NOLINT: nobody else has it
        rest = std::move(next);
    }
}

namespace {

/// Fields that lie side by side for every instance are one piece.
std::vector<system::BlockPiece> pieces_of(const system::SymmetricGroup& group) {
    std::vector<system::BlockPiece> out;
    const std::vector<std::vector<system::Field>>& blocks = group.blocks;
    for (std::size_t f = 0; f < blocks.front().size(); ++f) {
        const system::Field& first = blocks.front()[f];
        if (first.width == 0) continue;
        const bool goes_on = !out.empty() && f > 0 && std::all_of(blocks.begin(), blocks.end(), [&](const auto& block) {
            return block[f - 1].width != 0 && block[f].word == block[f - 1].word &&
                   block[f].shift == block[f - 1].shift + block[f - 1].width;
        });
        if (goes_on) {
            const auto width = static_cast<unsigned>(std::popcount(out.back().mask));
            out.back().mask |= first.mask() << width;
            continue;
        }
        out.push_back({first.mask(), {}});
        for (const auto& block : blocks) out.back().places.push_back({block[f].word, block[f].shift});
    }
    return out;
}

std::uint64_t hash_of(const std::vector<std::uint64_t>& key) {
    std::uint64_t hash = key.size();
    for (const std::uint64_t word : key) {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return hash;
}

}  // namespace

Naming::Naming(const program::Program& program, const lower::Lowered& lowered, bool tell_apart) : program_(program) {
    if (tell_apart) return;
    const system::Symmetry& symmetry = lowered.model().symmetry;
    for (const system::GroupId id : symmetry.groups.ids()) {
        const system::SymmetricGroup& group = symmetry.groups[id];
        const bool related = std::any_of(symmetry.relations.begin(), symmetry.relations.end(),
                                         [&](const auto& r) { return r.from == id || r.to == id; });
        if (!group.obstacle.empty() || related) continue;
        for (const program::ComponentId component : program.components.ids())
            if (program.components[component].name == group.name)
                groups_.push_back({component, pieces_of(group), group.blocks.size()});
    }
}

bool Naming::looks_past(program::CellId cell) const {
    const program::Cell& about = program_.cells[cell];
    return home_of(about.component, about.instance, 0).found;
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

const Naming::Bound& Naming::bound(BindingId id, const Binding& binding) {
    if (id.number() >= bound_.size()) bound_.resize(id.number() + 1);
    Bound& out = bound_[id.number()];
    if (!out.empty()) return out;
    std::vector<std::size_t> first;  // where the instances of each group begin
    std::size_t all = 0;
    for (const Group& group : groups_) {
        first.push_back(all);
        all += group.size;
    }
    std::vector<std::vector<std::uint64_t>> things(all + 1);
    for (const auto& [token, target] : binding.entries()) {  // in the order of tokens
        const Home home = home_of(target);
        std::vector<std::uint64_t>& there = things[home.found ? first[home.group] + home.instance : all];
        there.push_back(token.number());
        there.push_back(home.found ? home.number : target);
    }
    for (const auto& there : things) out.push_back(numbers_.try_emplace(there, numbers_.size()).first->second);
    return out;
}

void Naming::add_instances(const Group& group, const std::vector<std::uint64_t>& state, const std::uint64_t* bound,
                           std::vector<std::uint64_t>& key) {
    blocks_.resize(group.size);
    for (std::size_t i = 0; i < group.size; ++i) {
        blocks_[i].assign(1, bound[i]);
        for (const system::BlockPiece& piece : group.pieces) {
            blocks_[i].push_back(piece.get(state.data(), i));
            piece.set(key.data(), i, 0);
        }
    }
    std::sort(blocks_.begin(), blocks_.end());
    for (const auto& block : blocks_) key.insert(key.end(), block.begin(), block.end());
}

void Naming::name(const std::vector<std::uint64_t>& state, BindingId id, const Binding& binding,
                  std::vector<std::uint64_t>& key) {
    key.assign(state.begin(), state.end());
    if (groups_.empty()) return key.push_back(id.number());
    const Bound& bound = this->bound(id, binding);
    std::size_t at = 0;
    for (const Group& group : groups_) {
        add_instances(group, state, bound.data() + at, key);
        at += group.size;
    }
    key.push_back(bound.back());
}

bool Frontier::is(std::size_t number, const std::vector<std::uint64_t>& key) const {
    return std::equal(key.begin(), key.end(), keys_.begin() + static_cast<std::ptrdiff_t>(number * length_));
}

void Frontier::grow() {
    table_.assign(std::max<std::size_t>(64, table_.size() * 2), 0);
    std::vector<std::uint64_t> key;
    for (std::size_t number = 0; number < reached_.size(); ++number) {
        const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(number * length_);
        key.assign(begin, begin + static_cast<std::ptrdiff_t>(length_));
        std::size_t slot = hash_of(key) & (table_.size() - 1);
        while (table_[slot] != 0) slot = (slot + 1) & (table_.size() - 1);
        table_[slot] = static_cast<std::uint32_t>(number + 1);
    }
}

Frontier::Place Frontier::at(const std::vector<std::uint64_t>& key) {
    length_ = key.size();
    if (2 * (reached_.size() + 1) > table_.size()) grow();
    std::size_t slot = hash_of(key) & (table_.size() - 1);
    for (; table_[slot] != 0; slot = (slot + 1) & (table_.size() - 1))
        if (is(table_[slot] - 1, key)) return {reached_[table_[slot] - 1], false};
    reached_.emplace_back();
    keys_.insert(keys_.end(), key.begin(), key.end());
    table_[slot] = static_cast<std::uint32_t>(reached_.size());
    open_.push_back(&reached_.back());
    return {reached_.back(), true};
}

bool Frontier::broke_less(Reached& known, const Broken& broken) {
    if (known.broken.empty()) return false;
    Broken both;
    std::set_intersection(known.broken.begin(), known.broken.end(), broken.begin(), broken.end(),
                          std::back_inserter(both));
    if (both.size() == known.broken.size()) return false;
    known.broken = std::move(both);
    return true;
}

void Frontier::meet(Reached& known, const Broken& broken, const Covered& covered) {
    const bool less = broke_less(known, broken), other = known.covered.meet(covered);
    if (!less && !other) return;
    if (!known.open) open_.push_back(&known);
    known.open = true;
}

const Reached* Frontier::next_open() {
    if (open_.empty()) return nullptr;
    Reached* const next = open_.front();
    open_.pop_front();
    next->open = false;
    return next;
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
