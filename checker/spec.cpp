// A spec, loaded and checked once.
#include "checker/internal/contents.hpp"
#include "checker/internal/reporter.hpp"
#include "reports/recorder.hpp"

namespace revoke_mc::checker {
namespace {

std::shared_ptr<const Spec::Contents> read_within(const std::string& file, const Parameters& parameters,
                                                  const Limits& limits) {
    const limits::Scope scope(allowance(limits));
    return std::make_shared<const Spec::Contents>(file, parameters);
}

}  // namespace

Spec::Contents::Contents(const std::string& its_file, const Parameters& its_parameters)
    : file(its_file), parameters(its_parameters), loaded(syntax::load(its_file)),
      program(std::make_shared<const program::Program>(again())) {}

const lower::Lowered& Spec::Contents::lowered() const {
    std::call_once(asked_, [&] { lowered_ = std::make_unique<const lower::Lowered>(lower::lower(*program)); });
    return *lowered_;
}

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

const lower::Lowered& Spec::lowered() const { return contents_->lowered(); }

Spec load(const std::string& file, const Parameters& parameters) {
    return Spec(std::make_shared<const Spec::Contents>(file, parameters));
}

}  // namespace revoke_mc::checker
