// Terms and properties as text.
#include "reports/export/term_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/style.hpp"

namespace revoke_mc::reports {

using lower::none;
using lower::SlotId;

namespace {

enum Binding : int { loose, or_list, and_list, compare, sum, product, unary, atom };

}  // namespace

std::string TermText::operator()(Term term, SlotId target) const { return text(term, target).text; }

std::set<SlotId> TermText::variables(Term term) const {
    const TermNode& node = terms_[term];
    if (node.kind == TermKind::variable || node.kind == TermKind::flag) return {static_cast<SlotId>(node.value)};
    std::set<SlotId> out;
    for (const Term arg : node.args) out.merge(variables(arg));
    return out;
}

std::string TermText::wrapped(Term term, int binding, SlotId target) const {
    const Text inner = text(term, target);
    return inner.binding >= binding ? inner.text : "(" + inner.text + ")";
}

std::string TermText::constant(std::int64_t value, SlotId target) const {
    if (target != none) return names_.value(target, value);
    return literal(value);
}

std::string TermText::choice(const std::string& condition, const std::string& then,
                             const std::string& otherwise) const {
    return fmt::format("({} {} {} : {})", condition, promela_ ? "->" : "?", then, otherwise);
}

TermText::Text TermText::text(Term term, SlotId target) const {
    const TermNode& node = terms_[term];
    switch (node.kind) {
    case TermKind::number: return {constant(node.value, target), node.value < 0 ? unary : atom};
    case TermKind::variable:
    case TermKind::flag: return {names_.variable(static_cast<SlotId>(node.value)), atom};
    case TermKind::negate: return {"-" + wrapped(node.args[0], atom), unary};
    case TermKind::add: return infix(node, "+", sum);
    case TermKind::subtract: return infix(node, "-", sum);
    case TermKind::multiply: return infix(node, "*", product);
    case TermKind::divide: return division(node, "/");
    case TermKind::modulo: return division(node, "%");
    case TermKind::fitting: return text(node.args[0], target);
    case TermKind::select:
        return {choice(wrapped(node.args[0], atom), text(node.args[1], target).text, text(node.args[2], target).text),
                atom};
    case TermKind::bit:
        if (promela_) return text(node.args[0], none);
        return {choice(wrapped(node.args[0], atom), "1", "0"), atom};
    case TermKind::yes: return {"true", atom};
    case TermKind::no: return {"false", atom};
    case TermKind::not_: return negation(node);
    case TermKind::and_: return list(node, promela_ ? " && " : " & ", and_list);
    case TermKind::or_: return list(node, promela_ ? " || " : " | ", or_list);
    case TermKind::equal: return comparison(node.args[0], node.args[1], promela_ ? "==" : "=");
    case TermKind::less: return comparison(node.args[0], node.args[1], "<");
    case TermKind::less_equal: return comparison(node.args[0], node.args[1], "<=");
    }
    return {};
}

/// An `or` inside an `and`, and the other way round, gets parentheses: readers should not need to know which binds
/// tighter.
TermText::Text TermText::list(const TermNode& node, const char* sign, int binding) const {
    std::string out;
    for (const Term arg : node.args) out += (out.empty() ? "" : sign) + wrapped(arg, compare);
    return {out, binding};
}

TermText::Text TermText::infix(const TermNode& node, const char* sign, int binding) const {
    return {wrapped(node.args[0], binding) + " " + sign + " " + wrapped(node.args[1], binding + 1), binding};
}

TermText::Text TermText::division(const TermNode& node, const char* sign) const {
    Text plain = infix(node, sign, product);
    const TermNode& divisor = terms_[node.args[1]];
    if (divisor.low > 0 || divisor.high < 0) return plain;
    return {choice("(" + wrapped(node.args[1], sum) + (promela_ ? " == 0)" : " = 0)"), "0", plain.text), atom};
}

SlotId TermText::compared_with(Term term) const {
    const TermNode& node = terms_[term];
    return node.kind == TermKind::variable ? static_cast<SlotId>(node.value) : none;
}

TermText::Text TermText::comparison(Term left, Term right, const char* sign) const {
    return {wrapped(left, sum, compared_with(right)) + " " + sign + " " + wrapped(right, sum, compared_with(left)),
            compare};
}

TermText::Text TermText::negation(const TermNode& node) const {
    const TermNode& inner = terms_[node.args[0]];
    if (inner.kind == TermKind::equal) return comparison(inner.args[0], inner.args[1], "!=");
    return {"!" + wrapped(node.args[0], atom), unary};
}

std::string folded(const std::string& text, const std::string& next_line, std::size_t width) {
    std::string out, line;
    int depth = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (depth > 0 && line.size() + word.size() > width) {
            out += line + next_line;
            line.clear();
        }
        line += (at == 0 || line.empty() ? "" : " ") + word;
        for (const char c : word) depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        at = end + 1;
    }
    return out + line;
}

std::vector<OrderedWrite> in_order(const std::map<SlotId, Term>& writes, const TermText& text) {
    std::vector<OrderedWrite> out, constants;
    std::set<SlotId> written;
    for (const auto& [slot, value] : writes) {
        const std::set<SlotId> read = text.variables(value);
        if (read.empty()) {
            constants.push_back({slot, value, false});
            continue;
        }
        const bool late = std::any_of(read.begin(), read.end(), [&](SlotId r) { return written.contains(r); });
        out.push_back({slot, value, late});
        written.insert(slot);
    }
    out.insert(out.end(), constants.begin(), constants.end());
    return out;
}

namespace {

std::string how_checked(const Commands& commands, program::PropertyId number) {
    const program::Property& property = commands.program().properties[number];
    const ExportedProperty& exported = commands.properties()[number];
    std::string line = fmt::format("  {}: ", property.name);
    if (number == program::id_of(program::BuiltinProperty::lock_order))
        line += "not exported: it is a statement about what several threads do in different runs";
    else if (exported.form == ExportedProperty::Form::beyond)
        line += "not exported: it is a statement about what can follow a state, which a search for bad states does not "
                "decide";
    else if (exported.sought)
        line += "to be found, not to be avoided";
    else
        line += exported.form == ExportedProperty::Form::step ? "checked at each step" : "checked in each state";
    if (property.expect_violated) line += "; the spec expects it to be violated";
    return line;
}

}  // namespace

std::vector<std::string> heading(const Commands& commands) {
    const program::Program& program = commands.program();
    std::vector<std::string> lines{program.title, "", "Spec: " + program.file};
    bool all_default = true;
    for (const program::Parameter& parameter : program.parameters) {
        lines.push_back(fmt::format("Parameter: {} = {}", parameter.name, parameter.value));
        all_default = all_default && parameter.is_default;
    }
    lines.insert(lines.end(), {"",
                               "Written by `revoke-mc export`: the plain semantics, as `revoke-mc check "
                               "--reduction none` searches it. Each step is",
                               "one indivisible command; what a step is, and which values its choices have, is settled "
                               "already."});
    if (program.counts.states && all_default)
        lines.push_back(fmt::format("The spec says that there are {} states.", *program.counts.states));
    lines.insert(lines.end(), {"", "Properties:"});
    for (const program::PropertyId p : program.properties.ids()) lines.push_back(how_checked(commands, p));
    for (std::string& line : lines) line = printable(line);
    return lines;
}

std::string shell_word(const std::string& name) {
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-+,@%";
    std::string word = printable(name);
    if (word.starts_with('-')) word.insert(0, "./");
    if (word.find_first_not_of(harmless) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace revoke_mc::reports
