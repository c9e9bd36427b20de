// A spec, loaded and checked once.
#include "checker/internal/contents.hpp"
#include "checker/internal/reporter.hpp"
#include "reports/recorder.hpp"

namespace revoke_mc::checker {
namespace {

std::shared_ptr<const Spec::Contents> read(const std::string& file, const Parameters& parameters) {
    Spec::Contents contents{file, parameters, syntax::load(file), {}};
    contents.program = std::make_shared<const program::Program>(contents.again());
    return std::make_shared<const Spec::Contents>(std::move(contents));
}

std::shared_ptr<const Spec::Contents> read_within(const std::string& file, const Parameters& parameters,
                                                  const Limits& limits) {
    const limits::Scope scope(allowance(limits));
    return read(file, parameters);
}

}  // namespace

Spec::Spec(const std::string& file, const Parameters& parameters, const Limits& limits)
    : contents_(read_within(file, parameters, limits)) {}

Spec::Spec(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

const std::string& Spec::file() const { return contents_->file; }

const std::string& Spec::title() const { return contents_->program->title; }

std::vector<reports::ParameterValue> Spec::parameters() const { return reports::parameters_of(*contents_->program); }

std::vector<std::string> Spec::warnings() const {
    std::vector<std::string> out;
    for (const syntax::Diagnostic& warning : contents_->program->warnings)
        out.push_back(syntax::render(warning, *contents_->program->sources));
    return out;
}

const program::Program& Spec::program() const { return *contents_->program; }

Spec load(const std::string& file, const Parameters& parameters) { return Spec(read(file, parameters)); }

}  // namespace revoke_mc::checker
