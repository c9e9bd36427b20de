// The order of checking: names, components, storage, code, properties, and last the rules that need
// the whole program.
//
// Everything is looked at before the first error is thrown, as long as it makes sense: properties name
// statements, and rules follow calls, so these wait until all code is understood.
#include "model/language/check/check.hpp"

#include "model/language/check/claims/properties.hpp"
#include "model/language/check/declarations/declare.hpp"
#include "model/language/check/expressions/functions.hpp"
#include "model/language/check/rules/rules.hpp"
#include "model/language/check/statements/statements.hpp"
#include "model/language/check/storage/storage.hpp"

namespace revoke_mc::check {
namespace {

void describe_program(World& world) {
    auto& program = world.program;
    const auto& main = world.main();
    program.title = main.title;
    program.instrumented = world.loaded.instrumented;
    program.file = world.sources().files[main.file].name;
    for (const auto& file : world.loaded.files)
        program.source_notes.insert(program.source_notes.end(), file.sources.begin(), file.sources.end());
}

}  // namespace

program::Program check(const syntax::Loaded& loaded, const std::map<std::string, std::int64_t>& set,
                       const std::set<std::string>& unbounded) {
    World world(loaded);
    world.program.sources = std::make_shared<const syntax::Sources>(loaded.sources);
    describe_program(world);
    declare_names(world, set, unbounded);
    declare_components(world);
    lay_out(world);
    make_storage(world);
    declare_events(world);
    order_locks(world);
    check_signatures(world);
    check_log(world);
    check_routines(world);
    check_properties(world);
    number_statements(world);
    resolve_entering(world);
    claim_asserts(world);
    check_expectations(world);
    check_acceptances(world);
    world.report.throw_if_any(world.sources());
    make_snapshot_marks(world);
    mark_steps(world);
    check_rules(world);
    world.report.throw_if_any(world.sources());
    warn_of_unused(world);
    world.program.warnings = world.report.warnings();
    return std::move(world.program);
}

}  // namespace revoke_mc::check
