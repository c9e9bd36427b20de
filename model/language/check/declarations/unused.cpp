// Parameters that nothing uses.
//
// A parameter is used if an expression that is checked names it. Not all is checked: predicates that nobody asks for,
// functions that an override has replaced, the properties of a file that others use. There the text decides.
#include <algorithm>
#include <string>
#include <string_view>

#include "model/language/check/declarations/declare.hpp"
#include "model/language/syntax/print.hpp"
#include "model/language/syntax/scan.hpp"

namespace revoke_mc::check {

namespace {

/// How often the word occurs in the text, not counting comments and quoted texts.
std::size_t occurrences(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    for (std::size_t at = syntax::skip_space(text, 0); at < text.size();) {
        const std::size_t length = syntax::token_length(text, at);
        count += text.substr(at, length) == word ? 1 : 0;
        at = syntax::skip_space(text, at + length);
    }
    return count;
}

bool names_it(const std::vector<ast::Function>& functions, const std::string& name) {
    return std::any_of(functions.begin(), functions.end(), [&](const ast::Function& function) {
        return function.predicate && function.value && occurrences(syntax::print(*function.value), name) != 0;
    });
}

bool named_unchecked(const World& world, const ast::File& file, const std::string& name) {
    if (&file != &world.main()) return occurrences(world.sources().files[file.file].text, name) > 1;
    return names_it(file.functions, name) ||
           std::any_of(file.components.begin(), file.components.end(),
                       [&](const ast::Component& component) { return names_it(component.functions, name); });
}

}  // namespace

void warn_of_unused(World& world) {
    for (const auto& file : world.loaded.files)
        for (const auto& param : file.params) {
            const auto found = world.globals.find(param.name);
            if (found == world.globals.end() || found->second.used || named_unchecked(world, file, param.name))
                continue;
            world.report.warning(param.place, "nothing uses the parameter '" + param.name + "'",
                                 "--set " + param.name + " changes nothing: use it, or take it out");
        }
}

}  // namespace revoke_mc::check
