// The parts of the builder that everything else uses: mistakes, nesting, names, marks, quoted texts.
#include "model/language/syntax/builder.hpp"

#include <utility>

#include <fmt/format.h>

#include "model/language/syntax/plain_text.hpp"

namespace revoke_mc::syntax {

Builder::Builder(const Sources& sources, std::uint32_t file)
    : text_(sources.files.at(file).text), sources_(sources), lines_(file, text_) {
    file_.file = file;
}

File Builder::take_file() { return std::move(file_); }

void Builder::fail(Place place, std::string message, std::string hint) const {
    throw SpecError({{Severity::error, place, std::move(message), std::move(hint)}}, sources_);
}

void Builder::fail(const char* at, std::string message, std::string hint) const {
    fail(place(at), std::move(message), std::move(hint));
}

void Builder::expected(Wanted wanted, std::string_view what, const char* at) const {
    Spot spot{text_, lines_, offset(at), item_, {}};
    if (!braces_.empty()) spot.brace = braces_.back();
    throw SpecError({explain(spot, wanted, what)}, sources_);
}

void Builder::enter(const char* at) {
    if (nesting_ == max_nesting)
        fail(at, fmt::format("nested more than {} deep", max_nesting),
             "move the inner part into a function or a predicate");
    ++nesting_;
}

void Builder::close_brace(Text t) {
    braces_.pop_back();
    end_of_statement(t);
}

Name Builder::take_name() {
    Name result = std::move(names_.back());
    names_.pop_back();
    return result;
}

void Builder::mark(Text t) { marks_.push_back({values_.size(), names_.size(), place(t.data())}); }

Builder::Mark Builder::take_mark() {
    const Mark result = marks_.back();
    marks_.pop_back();
    return result;
}

std::vector<Name> Builder::take_names() {
    const auto first = names_.begin() + static_cast<std::ptrdiff_t>(take_mark().names);
    std::vector<Name> result(std::make_move_iterator(first), std::make_move_iterator(names_.end()));
    names_.erase(first, names_.end());
    return result;
}

NamedPlace Builder::take_named() {
    Name name = take_name();
    return {name.place, std::move(name.text)};
}

std::vector<NamedPlace> Builder::take_all_named() {
    std::vector<NamedPlace> result;
    for (Name& name : take_names()) result.push_back({name.place, std::move(name.text)});
    return result;
}

std::string Builder::unquote(Text t) {
    std::string result;
    for (std::size_t i = 1; i + 1 < t.size(); ++i) {
        if (t[i] == '\\') ++i;
        result += t[i];
    }
    return result;
}

/// A text for people: whatever its author put into it, from here on it is one line of plain text.
std::string Builder::plain_text(Text t) { return plain_line(unquote(t)); }

}  // namespace revoke_mc::syntax
