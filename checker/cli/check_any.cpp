// `revoke-mc check --any`: one answer for every number of instances, spec by spec; a table at the end.
#include <algorithm>

#include <fmt/format.h>

#include "checker/any_number.hpp"
#include "checker/checker.hpp"
#include "checker/cli/check_files.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/cli/signals.hpp"
#include "checker/every_result.hpp"
#include "explorer/base/limits.hpp"
#include "model/language/syntax/place.hpp"
#include "reports/any_number.hpp"
#include "reports/story.hpp"

namespace revoke_mc::cli {
namespace {

bool has_parameter(const checker::Spec& spec, const std::string& name) {
    const auto parameters = spec.parameters();
    return std::any_of(parameters.begin(), parameters.end(), [&](const auto& one) { return one.name == name; });
}

class CheckAny {
public:
    CheckAny(const CheckOptions& options, Console& console)
        : options_(options), console_(console), files_(options, console) {}

    ExitCode run() {
        const InterruptScope interrupt(!options_.quiet);
        for (const std::string& file : files_.specs()) {
            if (interrupt.interrupted() || console_.closed()) {
                code_ = worst(code_, ExitCode::incomplete);
                break;
            }
            check(file, interrupt);
            console_.flush();
        }
        if (document_.results.empty() && code_ == ExitCode::as_expected) no_spec_has_it();
        finish();
        return files_.failed() ? worst(code_, ExitCode::wrong_input) : code_;
    }

private:
    void check(const std::string& file, const InterruptScope& interrupt) {
        checker::AnyNumberOptions search;
        search.threads = options_.search.threads;
        search.limits.max_memory = options_.search.limits.max_memory;
        search.limits.interrupt = &interrupt.flag();
        search.limits.deadline = limits::deadline_after(options_.timeout);
        for (const std::string& name : options_.any) {
            try {
                check(checker::Spec(file, options_.settings, search.limits), name, search);
            } catch (const syntax::SpecError& error) {
                wrong(file, name, error.what());
            } catch (const limits::Exhausted& limit) {
                console_.err(fmt::format("{}: {}\n", reports::printable(file), limit.what()));
                code_ = worst(code_, ExitCode::incomplete);
            }
        }
    }

    void check(const checker::Spec& spec, const std::string& name, const checker::AnyNumberOptions& search) {
        if (!has_parameter(spec, name)) {
            const auto& named = options_.specs;  // in a folder there may well be specs without it
            if (std::find(named.begin(), named.end(), spec.file()) != named.end())
                wrong(spec.file(), name, reports::printable(spec.file() + ": there is no parameter '" + name + "'"));
            return;
        }
        ProgressWatch watch(name_for_progress(spec.file()), console_);
        const checker::AnyNumber found =
            checker::check_any_number(spec, name, search, console_.shows_progress() ? &watch : nullptr);
        console_.clear_progress();
        reports::EveryResult result = checker::every_result(spec, found);
        for (std::size_t i = 0; i < found.properties.size(); ++i)
            show(found.properties[i], result, result.properties[i]);
        take_in(std::move(result));
    }

    void show(const checker::AnyNumberProperty& found, const reports::EveryResult& result,
              reports::EveryProperty& property) {
        if (!found.trace) return;
        property.trace = files_.write(result.spec, *found.trace);
        if (options_.quiet || !reports::surprising(property)) return;
        console_.out("\n" + reports::story(*found.trace, {console_.width(), console_.style(), options_.story}) +
                     (property.trace ? "trace: " + reports::printable(*property.trace) + "\n" : "") + "\n");
    }

    void wrong(const std::string& file, const std::string& name, const std::string& message) {
        console_.err(message + "\n");
        reports::EveryResult result;
        result.spec = file;
        result.parameter = name;
        result.error = message;
        take_in(std::move(result));
    }

    void take_in(reports::EveryResult result) {
        code_ = worst(code_, checker::conclusion_of(result));
        document_.results.push_back(std::move(result));
    }

    void no_spec_has_it() {
        std::string names;
        for (const std::string& name : options_.any) names += (names.empty() ? "'" : " or '") + name + "'";
        console_.err(reports::printable("revoke-mc: no spec has a parameter " + names) + "\n");
        code_ = ExitCode::wrong_input;
    }

    void finish() {
        if (!options_.quiet && !document_.results.empty()) {
            if (document_.results.size() == 1 && !document_.results.front().error)
                console_.out(reports::every_properties(document_.results.front(), console_.style()));
            console_.out("\n" + reports::every_table(document_, console_.style()));
            console_.out("\n" + reports::every_summary(document_) + "\n");
        }
        console_.flush();
        files_.write_document(options_.json, [&] { return reports::every_json(document_); });
    }

    const CheckOptions& options_;
    Console& console_;
    CheckFiles files_;
    reports::EveryDocument document_;
    ExitCode code_ = ExitCode::as_expected;
};

}  // namespace

ExitCode check_any_command(const CheckOptions& options, Console& console) { return CheckAny(options, console).run(); }

}  // namespace revoke_mc::cli
