// Terms as text, in the expression syntax of Promela or Murphi, with the names of ExportNames.
#pragma once

#include <set>
#include <string>

#include "reports/export/commands.hpp"

namespace revoke_mc::reports {

enum class ExportLanguage : std::uint8_t { promela, murphi };

class TermText {
public:
    TermText(const Commands& commands, ExportLanguage language)
        : terms_(commands.terms()), names_(commands.names()), promela_(language == ExportLanguage::promela) {}

    /// A condition, or a number that is stored in variable `target` (whose constants' names it then uses).
    [[nodiscard]] std::string operator()(Term term, lower::SlotId target = lower::none) const;
    /// The variables in a term.
    [[nodiscard]] std::set<lower::SlotId> variables(Term term) const;

private:
    struct Text {
        std::string text;
        int binding = 0;  ///< how tight: the greater, the tighter
    };
    [[nodiscard]] Text text(Term term, lower::SlotId target) const;
    [[nodiscard]] Text list(const TermNode& node, const char* sign, int binding) const;
    [[nodiscard]] Text infix(const TermNode& node, const char* sign, int binding) const;
    [[nodiscard]] Text comparison(Term left, Term right, const char* sign) const;
    [[nodiscard]] Text negation(const TermNode& node) const;
    [[nodiscard]] Text division(const TermNode& node, const char* sign) const;
    [[nodiscard]] std::string choice(const std::string& condition, const std::string& then,
                                     const std::string& otherwise) const;
    [[nodiscard]] std::string wrapped(Term term, int binding, lower::SlotId target = lower::none) const;
    [[nodiscard]] std::string constant(std::int64_t value, lower::SlotId target) const;
    [[nodiscard]] lower::SlotId compared_with(Term term) const;

    const Terms& terms_;
    const ExportNames& names_;
    bool promela_;
};

/// The text with line breaks at spaces inside parentheses, to keep lines not much longer than `width`; `next_line`
/// stands between them. (Outside of parentheses a line break ends a statement of Promela.)
[[nodiscard]] std::string folded(const std::string& text, const std::string& next_line, std::size_t width = 110);

/// Writes of a step in an order in which each value is still that of the state before; where there is none, the value
/// is computed before everything else (`early`).
struct OrderedWrite {
    lower::SlotId slot = lower::none;
    Term value = 0;
    bool early = false;
};
[[nodiscard]] std::vector<OrderedWrite> in_order(const std::map<lower::SlotId, Term>& writes, const TermText& text);

/// What stands at the head of an exported file: the spec, its parameters, expected counts, properties and what becomes
/// of them. Plain lines; the writer puts its `how to run` between.
[[nodiscard]] std::vector<std::string> heading(const Commands& commands);

/// The name of a file as a word of a command line that a reader may copy out of a comment.
[[nodiscard]] std::string shell_word(const std::string& name);

}  // namespace revoke_mc::reports
