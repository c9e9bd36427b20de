// The C interface: translates options and documents, and catches all exceptions.
#include "checker/revoke_mc.h"

#include <cstring>
#include <new>

#include <nlohmann/json.hpp>

#include "checker/checker.hpp"
#include "checker/internal/json_options.hpp"
#include "checker/shared_coverage.hpp"
#include "checker/spec_files.hpp"
#include "explorer/base/limits.hpp"
#include "model/language/syntax/place.hpp"
#include "reports/ci/junit.hpp"
#include "reports/ci/markdown.hpp"
#include "reports/ci/sarif.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"

namespace {

using namespace revoke_mc;  // NOLINT(google-build-using-namespace): what stands here is the library, seen from C
using checker::Conclusion;
using Json = nlohmann::json;

/// Between the library, which throws and learns of interrupts from a flag, and functions of C.
class Caller : public checker::Observer {
public:
    Caller(const revoke_mc_observer* functions, void* user) : functions_(functions), user_(user) {}

    void begin(const std::string& spec) { spec_ = spec; }
    /// Becomes true when the caller says to stop.
    [[nodiscard]] const std::atomic<bool>& stop() const { return stop_; }

    void progress(const checker::Progress& now) override {
        if (functions_ == nullptr || functions_->progress == nullptr) return;
        const std::string pass(to_string(now.pass));
        const revoke_mc_progress so_far{spec_.c_str(), pass.c_str(), now.depth, now.states, now.transitions,
                                        now.frontier,  now.bytes,    now.done,  now.total,  now.seconds};
        if (functions_->progress(&so_far, user_) != 0) stop_.store(true, std::memory_order_relaxed);
    }

    void trace(const std::string& about, const reports::TraceDocument& trace) const {
        if (functions_ == nullptr || functions_->trace == nullptr) return;
        functions_->trace(spec_.c_str(), about.c_str(), reports::to_json(trace).c_str(), user_);
    }
    [[nodiscard]] bool wants_traces() const { return functions_ != nullptr && functions_->trace != nullptr; }

private:
    const revoke_mc_observer* functions_;
    void* user_;
    std::string spec_;
    std::atomic<bool> stop_{false};
};

struct Answer {
    int status = REVOKE_MC_AS_EXPECTED;
    std::string text;
};

Answer answer(Conclusion conclusion, std::string text) { return {static_cast<int>(conclusion), std::move(text)}; }

Answer error(int status, const std::string& message) {
    return {status, Json{{"error", message}}.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

/// What `work` answers; exceptions as answers.
template <class Work>
Answer guarded(const Work& work) {
    try {
        return work();
    } catch (const syntax::SpecError& mistake) {
        return error(REVOKE_MC_WRONG_INPUT, mistake.what());
    } catch (const reports::DocumentError& mistake) {
        return error(REVOKE_MC_WRONG_INPUT, mistake.what());
    } catch (const reports::FileError& mistake) {
        return error(REVOKE_MC_WRONG_INPUT, mistake.what());
    } catch (const limits::Exhausted& limit) {
        return error(REVOKE_MC_INCOMPLETE, limit.what());
    } catch (const std::bad_alloc&) {
        return error(REVOKE_MC_INCOMPLETE, "out of memory");
    } catch (const std::exception& mistake) {
        return error(REVOKE_MC_INTERNAL_ERROR, mistake.what());
    }
}

/// Also when there is no memory left for an answer.
template <class Work>
int call(char** result, const Work& work) noexcept {
    if (result != nullptr) *result = nullptr;
    try {
        const Answer answer = guarded(work);
        if (result != nullptr) {
            *result = new char[answer.text.size() + 1];
            std::memcpy(*result, answer.text.c_str(), answer.text.size() + 1);
        }
        return answer.status;
    } catch (...) {
        return REVOKE_MC_INTERNAL_ERROR;
    }
}

std::string required(const char* text, const char* what) {
    if (text == nullptr) throw reports::DocumentError(std::string(what) + " is missing: it is NULL");
    return text;
}

/// As `check` of the program does with several specs.
class CheckRun {
public:
    CheckRun(checker::CheckCall call, std::string path, Caller& caller)
        : call_(std::move(call)), path_(std::move(path)), caller_(caller) {
        call_.options.limits.interrupt = &caller_.stop();
    }

    Answer run() {
        for (const std::string& file : checker::spec_files({path_})) add(file);
        if (call_.options.strict) judge_shared_files();
        return answer(conclusion_, document());
    }

private:
    void add(const std::string& file) {
        caller_.begin(file);
        const checker::CheckedSpec checked = caller_.stop()
                                                 ? checker::not_begun(file, call_.options)
                                                 : check_file(file, call_.parameters, call_.options, &caller_);
        for (const auto& found : checked.found) caller_.trace(found.trace.property.name, found.trace);
        shared_.add(checked);
        conclusion_ = worst(conclusion_, checker::conclusion_of(checked.result));
        run_.specs.push_back(report_of(checked));
    }

    void judge_shared_files() {
        checker::SharedCoverage::Judged judged = shared_.judge({path_}, call_.parameters.empty());
        if (!judged.stale.empty()) throw reports::DocumentError(judged.stale);
        conclusion_ = worst(conclusion_, checker::conclusion_of(judged));
        run_.findings = std::move(judged.findings);
    }

    std::string document() {
        run_.version = REVOKE_MC_VERSION;
        run_.strict = call_.options.strict;
        run_.exit_code = static_cast<int>(conclusion_);
        switch (call_.format) {
        case checker::DocumentFormat::json: break;
        case checker::DocumentFormat::sarif: return reports::to_sarif(run_);
        case checker::DocumentFormat::junit: return reports::to_junit(run_);
        case checker::DocumentFormat::markdown: return reports::to_markdown(run_);
        }
        return reports::to_json(document_of(run_));
    }

    checker::CheckCall call_;
    std::string path_;
    Caller& caller_;
    checker::SharedCoverage shared_;
    reports::CheckRun run_;
    Conclusion conclusion_ = Conclusion::as_expected;
};

Answer mutate(const std::string& path, checker::MutateCall call, Caller& caller) {
    caller.begin(path);
    call.options.limits.interrupt = &caller.stop();
    call.options.traces = caller.wants_traces();
    const checker::Spec spec(path, call.parameters, call.options.limits);
    const checker::Mutated mutated = checker::mutate(spec, call.options, &caller);
    if (mutated.refusal) return error(static_cast<int>(mutated.conclusion), path + ": " + *mutated.refusal);
    if (!mutated.stale.empty()) return error(REVOKE_MC_WRONG_INPUT, mutated.stale);
    for (std::size_t i = 0; i < mutated.traces.size(); ++i)
        for (const reports::TraceDocument& trace : mutated.traces[i])
            caller.trace(mutated.document.mutants[i].id + "\n" + trace.property.name, trace);
    return answer(mutated.conclusion, reports::mutation_json(mutated.document));
}

Answer replay(const std::string& text, checker::ReplayCall call, Caller& caller) {
    call.limits.interrupt = &caller.stop();
    const reports::TraceDocument trace = reports::trace_from_json(text);
    caller.begin(call.spec.empty() ? trace.spec.file : call.spec);
    const checker::Replayed replayed =
        call.spec.empty() ? checker::replay(trace, call.limits) : replay_in(call.spec, trace, call.limits, &caller);
    const Json json{{"answer", std::string(to_string(replayed.answer))}, {"text", replayed.text}};
    return answer(conclusion_of(replayed), json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

int revoke_mc_check(const char* path, const char* options_json, const revoke_mc_observer* observer, void* user,
                    char** result) {
    return call(result, [&] {
        Caller caller(observer, user);
        return CheckRun(checker::check_call(options_json), required(path, "the path"), caller).run();
    });
}

int revoke_mc_mutate(const char* path, const char* options_json, const revoke_mc_observer* observer, void* user,
                     char** result) {
    return call(result, [&] {
        Caller caller(observer, user);
        return mutate(required(path, "the path"), checker::mutate_call(options_json), caller);
    });
}

int revoke_mc_replay(const char* trace_json, const char* options_json, const revoke_mc_observer* observer, void* user,
                     char** result) {
    return call(result, [&] {
        Caller caller(observer, user);
        return replay(required(trace_json, "the trace"), checker::replay_call(options_json), caller);
    });
}

void revoke_mc_free(char* result) { delete[] result; }

const char* revoke_mc_version(void) { return REVOKE_MC_VERSION; }
