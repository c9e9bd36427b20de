#include "model/language/mutate/edit.hpp"

#include <algorithm>

#include "model/language/syntax/plain_text.hpp"
#include "model/language/syntax/scan.hpp"

namespace revoke_mc::mutate {
namespace {

constexpr std::size_t longest_shown = 100;

std::size_t offset(const syntax::Sources& sources, syntax::Place place) {
    return syntax::Lines(place.file, sources.files[place.file].text).offset(place);
}

std::size_t line_ends(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string text_between(const syntax::Sources& sources, syntax::Place begin, syntax::Place end) {
    const std::size_t first = offset(sources, begin);
    return sources.files[begin.file].text.substr(first, offset(sources, end) - first);
}

Edit replace(const syntax::Sources& sources, syntax::Place begin, syntax::Place end, std::string text) {
    const std::size_t before = line_ends(text_between(sources, begin, end));
    const std::size_t now = line_ends(text);
    if (now < before) text.append(before - now, '\n');
    return {begin.file, offset(sources, begin), offset(sources, end), std::move(text)};
}

syntax::Sources edited(syntax::Sources sources, std::vector<Edit> edits) {
    // From the back: the offsets of the others stay right.
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.begin > b.begin; });
    for (const Edit& edit : edits) sources.files[edit.file].text.replace(edit.begin, edit.end - edit.begin, edit.text);
    return sources;
}

std::string in_a_line(const std::string& text) {
    std::string line = syntax::plain_line(syntax::fold_space(text));
    if (line.ends_with(';')) line.pop_back();
    if (line.size() <= longest_shown) return line;
    std::size_t size = longest_shown - 3;
    while (size > 0 && (static_cast<unsigned char>(line[size]) & 0xC0U) == 0x80U) --size;  // not inside a character
    return line.substr(0, size) + "...";
}

}  // namespace revoke_mc::mutate
