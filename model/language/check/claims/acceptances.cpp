// `accept "ID" because "REASON";`: findings that the author knows of.
//
// Here only their form is looked at. Whether a finding of that name exists is known after a search, to
// whoever makes it: unused code to `check`, a mutant that survives to `mutate`.
#include <map>

#include "model/language/check/claims/properties.hpp"

namespace revoke_mc::check {
namespace {

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t") == std::string::npos; }

void add_acceptance(World& world, const ast::Accept& accept, std::map<std::string, Place>& known) {
    if (is_blank(accept.id))
        world.error(accept.place, "what is accepted has no name",
                    "write the name of a finding as 'check --strict' prints it");
    if (is_blank(accept.reason))
        world.error(accept.reason_place, "a finding is not accepted without a reason",
                    "say why it is right as it is: because \"...\"");
    const auto [entry, fresh] = known.try_emplace(accept.id, accept.place);
    if (!fresh)
        world.error(accept.place, "'" + accept.id + "' is accepted twice",
                    "the other one: " + world.sources().describe(entry->second));
    world.program.acceptances.push_back({accept.id, accept.reason, accept.place});
}

}  // namespace

void check_acceptances(World& world) {
    for (const auto& file : world.loaded.files) {
        std::map<std::string, Place> known;
        for (const auto& accept : file.accepts) add_acceptance(world, accept, known);
    }
}

}  // namespace revoke_mc::check
