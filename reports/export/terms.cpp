// Construction and simplification of terms.
#include "reports/export/terms.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace revoke_mc::reports {

namespace {

/// Beyond this many alternatives, looking for pairs that fit together is not worth its time.
constexpr std::size_t most_to_merge = 24;

bool contains(const std::vector<Term>& terms, Term term) {
    return std::find(terms.begin(), terms.end(), term) != terms.end();
}

std::pair<std::int64_t, std::int64_t> product_range(const TermNode& a, const TermNode& b) {
    const auto ends = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
    return {std::min(ends), std::max(ends)};
}

/// |a / b| <= |a|, and a % b has the sign of a and is nearer to 0.
std::pair<std::int64_t, std::int64_t> quotient_range(const TermNode& a) {
    const std::int64_t most = std::max(std::abs(a.low), std::abs(a.high));
    return {-most, most};
}

std::pair<std::int64_t, std::int64_t> remainder_range(const TermNode& a) {
    return {std::min<std::int64_t>(a.low, 0), std::max<std::int64_t>(a.high, 0)};
}

std::pair<std::int64_t, std::int64_t> range_of(TermKind kind, const TermNode& a, const TermNode& b) {
    switch (kind) {
    case TermKind::add: return {a.low + b.low, a.high + b.high};
    case TermKind::subtract: return {a.low - b.high, a.high - b.low};
    case TermKind::multiply: return product_range(a, b);
    case TermKind::divide: return quotient_range(a);
    default: return remainder_range(a);
    }
}

std::int64_t compute(TermKind kind, std::int64_t a, std::int64_t b) {
    switch (kind) {
    case TermKind::add: return a + b;
    case TermKind::subtract: return a - b;
    case TermKind::multiply: return a * b;
    case TermKind::divide: return b == 0 ? 0 : a / b;
    default: return b == 0 ? 0 : a % b;
    }
}

}  // namespace

Terms::Terms() {
    yes_ = make(TermKind::yes, 0, {});
    no_ = make(TermKind::no, 0, {});
}

Term Terms::make(TermKind kind, std::int64_t value, std::vector<Term> args, std::int64_t low, std::int64_t high) {
    std::vector<Term> key = args;
    if (kind == TermKind::and_ || kind == TermKind::or_) std::sort(key.begin(), key.end());
    const auto [entry, is_new] = numbers_.emplace(Key{kind, value, std::move(key)}, static_cast<Term>(nodes_.size()));
    if (is_new) nodes_.push_back({kind, value, std::move(args), low, high});
    return entry->second;
}

// --- numbers ----------------------------------------------------------------------------------

Term Terms::number(std::int64_t value) { return make(TermKind::number, value, {}, value, value); }

Term Terms::variable(std::uint32_t which, std::int64_t low, std::int64_t high, bool boolean) {
    if (boolean) return bit(make(TermKind::flag, which, {}));
    return make(TermKind::variable, which, {}, low, high);
}

Term Terms::negate(Term term) {
    if (is_number(term)) return number(-nodes_[term].value);
    return make(TermKind::negate, 0, {term}, -nodes_[term].high, -nodes_[term].low);
}

Term Terms::arithmetic(TermKind kind, Term left, Term right) {
    if (is_number(left) && is_number(right)) return number(compute(kind, nodes_[left].value, nodes_[right].value));
    const bool zero = is_number(right) && nodes_[right].value == 0;
    if (zero && (kind == TermKind::add || kind == TermKind::subtract)) return left;
    if (kind == TermKind::add && left == number(0)) return right;
    if (kind == TermKind::multiply && is_bit(left) && is_bit(right)) return bit(and_(truth(left), truth(right)));
    const auto [low, high] = range_of(kind, nodes_[left], nodes_[right]);
    return make(kind, 0, {left, right}, low, high);
}

Term Terms::fitting(Term term) {
    using Int = std::numeric_limits<std::int32_t>;
    const std::int64_t low = std::max<std::int64_t>(nodes_[term].low, Int::min());
    const std::int64_t high = std::min<std::int64_t>(nodes_[term].high, Int::max());
    const bool fits = nodes_[term].low == low && nodes_[term].high == high;
    return fits || low > high ? term : make(TermKind::fitting, 0, {term}, low, high);
}

bool Terms::is_bit(Term term) const {
    const TermNode& node = nodes_[term];
    return node.kind == TermKind::bit || (node.kind == TermKind::number && (node.value == 0 || node.value == 1));
}

Term Terms::choose(Term condition, Term then, Term otherwise) {
    return or_(and_(condition, then), and_(not_(condition), otherwise));
}

Term Terms::select(Term condition, Term then, Term otherwise) {
    if (condition == yes_ || then == otherwise) return then;
    if (condition == no_) return otherwise;
    if (nodes_[condition].kind == TermKind::not_) return select(nodes_[condition].args[0], otherwise, then);
    if (is_bit(then) && is_bit(otherwise)) return bit(choose(condition, truth(then), truth(otherwise)));
    const auto same_question = [&](Term term) {
        return nodes_[term].kind == TermKind::select && nodes_[term].args[0] == condition;
    };
    if (same_question(then)) then = nodes_[then].args[1];
    if (same_question(otherwise)) otherwise = nodes_[otherwise].args[2];
    return make(TermKind::select, 0, {condition, then, otherwise}, std::min(nodes_[then].low, nodes_[otherwise].low),
                std::max(nodes_[then].high, nodes_[otherwise].high));
}

Term Terms::bit(Term condition) {
    if (condition == yes_) return number(1);
    if (condition == no_) return number(0);
    return make(TermKind::bit, 0, {condition}, 0, 1);
}

// --- conditions -------------------------------------------------------------------------------

Term Terms::truth(Term term) {
    const TermNode node = nodes_[term];
    switch (node.kind) {
    case TermKind::number: return node.value != 0 ? yes_ : no_;
    case TermKind::bit: return node.args[0];
    case TermKind::multiply: return and_(truth(node.args[0]), truth(node.args[1]));
    case TermKind::add:
        if (nodes_[node.args[0]].low < 0 || nodes_[node.args[1]].low < 0) break;
        return or_(truth(node.args[0]), truth(node.args[1]));
    case TermKind::select: return choose(node.args[0], truth(node.args[1]), truth(node.args[2]));
    default: break;
    }
    return not_(equal(term, number(0)));
}

Term Terms::not_(Term condition) {
    const TermNode node = nodes_[condition];
    switch (node.kind) {
    case TermKind::yes: return no_;
    case TermKind::no: return yes_;
    case TermKind::not_: return node.args[0];
    case TermKind::less: return less_equal(node.args[1], node.args[0]);
    case TermKind::less_equal: return less(node.args[1], node.args[0]);
    case TermKind::or_: return none_of(node.args);
    default: return make(TermKind::not_, 0, {condition});
    }
}

/// De Morgan: each alternative can then be a fact, or be excluded by one.
Term Terms::none_of(const std::vector<Term>& conditions) {
    std::vector<Term> parts;
    parts.reserve(conditions.size());
    for (const Term condition : conditions) parts.push_back(not_(condition));
    return conjunction(parts);
}

std::vector<Term> Terms::parts_of(TermKind kind, Term condition) const {
    if (nodes_[condition].kind == kind) return nodes_[condition].args;
    return {condition};
}

bool Terms::exclusive(Term left, Term right) const {
    const std::vector<Term> others = conjuncts(right);
    for (const Term part : conjuncts(left))
        if (std::any_of(others.begin(), others.end(), [&](Term other) { return excludes(part, other); })) return true;
    return false;
}

std::vector<Term> Terms::conjuncts(Term condition) const { return parts_of(TermKind::and_, condition); }

Term Terms::join(TermKind kind, const std::vector<Term>& parts) {
    if (parts.empty()) return kind == TermKind::and_ ? yes_ : no_;
    return parts.size() == 1 ? parts.front() : make(kind, 0, parts);
}

/// The same variable cannot equal two constants; nothing and its contrary hold together.
bool Terms::excludes(Term a, Term b) const {
    const TermNode& x = nodes_[a];
    const TermNode& y = nodes_[b];
    if (x.kind == TermKind::not_ && x.args[0] == b) return true;
    if (y.kind == TermKind::not_ && y.args[0] == a) return true;
    const bool orders = (x.kind == TermKind::less && y.kind == TermKind::less_equal) ||
                        (y.kind == TermKind::less && x.kind == TermKind::less_equal);
    if (orders) return x.args[0] == y.args[1] && x.args[1] == y.args[0];
    return x.kind == TermKind::equal && y.kind == TermKind::equal && x.args[0] == y.args[0] && a != b &&
           is_number(x.args[1]) && is_number(y.args[1]);
}

/// x != 3 says nothing beside x == 2.
bool Terms::implied_by_equality(Term candidate, const std::vector<Term>& others) const {
    if (nodes_[candidate].kind != TermKind::not_) return false;
    const Term denied = nodes_[candidate].args[0];
    return std::any_of(others.begin(), others.end(),
                       [&](Term other) { return other != candidate && excludes(other, denied); });
}

/// All of these, and nothing twice.
Term Terms::conjunction(const std::vector<Term>& conditions) {
    std::vector<Term> parts;
    for (const Term condition : conditions)
        for (const Term part : parts_of(TermKind::and_, condition)) {
            if (part == yes_ || contains(parts, part)) continue;
            if (part == no_) return no_;
            if (std::any_of(parts.begin(), parts.end(), [&](Term other) { return excludes(part, other); })) return no_;
            parts.push_back(part);
        }
    const std::vector<Term> all = parts;
    std::erase_if(parts, [&](Term part) { return implied_by_equality(part, all); });
    return join(TermKind::and_, parts);
}

/// What stands left is a fact for what stands right; single facts on the right also shorten what is composed on the
/// left.
Term Terms::and_(Term left, Term right) {
    const Term shorter = given(right, parts_of(TermKind::and_, left));
    std::vector<Term> facts, parts;
    for (const Term part : parts_of(TermKind::and_, shorter))
        if (nodes_[part].args.empty() || nodes_[part].kind >= TermKind::equal) facts.push_back(part);
    for (const Term part : parts_of(TermKind::and_, left))
        parts.push_back(nodes_[part].kind == TermKind::or_ ? given(part, facts) : part);
    parts.push_back(shorter);
    return conjunction(parts);
}

/// Two alternatives as one: p&&c || p&&!c is p, and p || p&&c is p.
bool Terms::merge(Term a, Term b, Term& merged) {
    const std::vector<Term> x = parts_of(TermKind::and_, a), y = parts_of(TermKind::and_, b);
    std::vector<Term> only_x, only_y, both;
    for (const Term part : x) (contains(y, part) ? both : only_x).push_back(part);
    for (const Term part : y)
        if (!contains(x, part)) only_y.push_back(part);
    merged = join(TermKind::and_, both);
    if (only_x.empty() || only_y.empty()) return true;
    const Term left = join(TermKind::and_, only_x), right = join(TermKind::and_, only_y);
    return left == not_(right) || right == not_(left);
}

/// p || !p&&q is p || q.
Term Terms::without_contrary(Term alternative, Term other) {
    std::vector<Term> parts = parts_of(TermKind::and_, alternative);
    const Term contrary = not_(other);
    if (!contains(parts, contrary)) return alternative;
    std::erase(parts, contrary);
    return join(TermKind::and_, parts);
}

Term Terms::or_(Term left, Term right) {
    std::vector<Term> parts;
    for (const Term side : {left, right})
        for (Term part : parts_of(TermKind::or_, side)) {
            for (std::size_t i = 0; i < parts.size() && parts.size() <= most_to_merge;) {
                part = without_contrary(part, parts[i]);
                parts[i] = without_contrary(parts[i], part);
                Term merged = no_;
                if (!merge(parts[i], part, merged)) {
                    ++i;
                    continue;
                }
                part = merged;
                parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
                i = 0;
            }
            if (part == yes_ || contains(parts, not_(part))) return yes_;
            if (part != no_ && !contains(parts, part)) parts.push_back(part);
        }
    return join(TermKind::or_, parts);
}

// --- what follows from facts ------------------------------------------------------------------

Term Terms::settled(Term term, const std::vector<Term>& facts) {
    const bool condition = nodes_[term].kind >= TermKind::yes;
    for (const Term fact : facts) {
        if (condition && fact == term) return yes_;
        if (condition && excludes(fact, term)) return no_;
        const TermNode& node = nodes_[fact];
        if (node.kind == TermKind::equal && node.args[0] == term && is_number(node.args[1])) return node.args[1];
    }
    return term;
}

Term Terms::rebuilt(Term term, const std::vector<Term>& args) {
    const TermNode node = nodes_[term];
    switch (node.kind) {
    case TermKind::negate: return negate(args[0]);
    case TermKind::add:
    case TermKind::subtract:
    case TermKind::multiply:
    case TermKind::divide:
    case TermKind::modulo: return arithmetic(node.kind, args[0], args[1]);
    case TermKind::fitting: return fitting(args[0]);
    case TermKind::select: return select(args[0], args[1], args[2]);
    case TermKind::bit: return bit(args[0]);
    case TermKind::not_: return not_(args[0]);
    case TermKind::and_: return conjunction(args);
    case TermKind::equal: return equal(args[0], args[1]);
    case TermKind::less: return less(args[0], args[1]);
    case TermKind::less_equal: return less_equal(args[0], args[1]);
    case TermKind::or_: {
        Term out = no_;
        for (const Term arg : args) out = or_(out, arg);
        return out;
    }
    default: return term;
    }
}

Term Terms::given(Term term, const std::vector<Term>& facts) {
    const Term known = settled(term, facts);
    if (known != term || nodes_[term].args.empty()) return known;
    const std::vector<Term> before = nodes_[term].args;
    std::vector<Term> args;
    args.reserve(before.size());
    for (const Term arg : before) args.push_back(given(arg, facts));
    return args == before ? term : rebuilt(term, args);
}

Term Terms::distinction(Term left, Term right) {
    const std::vector<Term> common = conjuncts(right);
    std::vector<Term> parts = conjuncts(left);
    std::erase_if(parts, [&](Term part) { return contains(common, part); });
    return join(TermKind::and_, parts);
}

/// What constants and ranges say about left == right.
Term Terms::known_equal(Term left, Term right, bool& known) {
    const TermNode& a = nodes_[left];
    const TermNode& b = nodes_[right];
    known = true;
    if (left == right) return yes_;
    if (a.high < b.low || b.high < a.low) return no_;
    if (is_number(right) && a.kind == TermKind::bit) return literal(a.args[0], b.value == 1);
    if (is_bit(left) && is_bit(right)) return choose(truth(left), truth(right), not_(truth(right)));
    known = false;
    return no_;
}

Term Terms::equal(Term left, Term right) {
    if (is_number(left)) std::swap(left, right);
    bool known = false;
    const Term result = known_equal(left, right, known);
    if (known) return result;
    const TermNode node = nodes_[left];
    if (node.kind == TermKind::select && is_number(right))
        return choose(node.args[0], equal(node.args[1], right), equal(node.args[2], right));
    return make(TermKind::equal, 0, {left, right});
}

Term Terms::less(Term left, Term right) {
    if (nodes_[left].high < nodes_[right].low) return yes_;
    if (nodes_[left].low >= nodes_[right].high || left == right) return no_;
    return make(TermKind::less, 0, {left, right});
}

Term Terms::less_equal(Term left, Term right) {
    if (nodes_[left].high <= nodes_[right].low || left == right) return yes_;
    if (nodes_[left].low > nodes_[right].high) return no_;
    if (nodes_[left].low == nodes_[right].high) return equal(left, right);
    return make(TermKind::less_equal, 0, {left, right});
}

}  // namespace revoke_mc::reports
