// What makes it true is that the steps before it are possible: replay looks at these.
#include "model/semantics/explain/question.hpp"

#include "model/language/program/build.hpp"

namespace revoke_mc::explain {

program::PropertyId ask_explained(program::Program& program) {
    program::Property property;
    property.kind = program::Property::Kind::reachable;
    property.name = explained_question;
    property.text = "each line of the log is a step, up to here";
    property.condition = program::make_truth(true, {});
    program.properties.push_back(std::move(property));
    return program::PropertyId{program.properties.size() - 1};
}

}  // namespace revoke_mc::explain
