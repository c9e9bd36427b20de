#include "checker/internal/checkpoint.hpp"

#include <cerrno>
#include <filesystem>
#include <new>
#include <unistd.h>

#include "explorer/base/limits.hpp"
#include "explorer/system/packed_model.hpp"
#include "model/language/program/fingerprint.hpp"
#include "reports/checkpoint/write.hpp"
#include "reports/file.hpp"

namespace revoke_mc::checker {
namespace {

bool is_there(const std::string& file) {
    std::error_code error;
    return std::filesystem::exists(std::filesystem::symlink_status(file, error));
}

void add(program::Fingerprint& out, const system::Field& field) {
    for (const std::uint64_t number : {field.word, field.shift, field.width}) out.number(number);
    out.number(static_cast<std::uint64_t>(field.base));
}

/// Of what a step does: the layout of the state, the code, and where it begins. Another build of this program may make
/// another system of the same spec, whose states mean something else.
std::string fingerprint_of(const system::PackedModel& model) {
    program::Fingerprint out;
    out.number(model.words);
    out.number(model.bits);
    for (const system::Field& field : model.fields) add(out, field);
    for (const system::Instruction& step : model.code) {
        for (const std::uint64_t number :
             {std::uint64_t{static_cast<std::uint8_t>(step.op)}, std::uint64_t{step.a}, std::uint64_t{step.b},
              std::uint64_t{step.c}, static_cast<std::uint64_t>(step.imm), step.mask, step.value})
            out.number(number);
    }
    for (const system::Transition& transition : model.transitions) {
        for (const std::uint64_t number : {transition.thread.raw(), transition.guards, transition.code})
            out.number(number);
    }
    for (const system::ThreadTable& thread : model.threads) add(out, thread.position);
    for (const system::PackedProperty& property : model.properties) {
        out.number(static_cast<std::uint64_t>(property.kind));
        out.number(property.code);
    }
    for (const std::uint64_t word : model.initial) out.number(word);
    return out.hash();
}

reports::CheckpointHead head_of(const program::Program& program, const lower::Lowered& lowered,
                                const reduce::Reductions& reductions) {
    reports::CheckpointHead out;
    out.program = REVOKE_MC_VERSION;
    out.spec = program.file;
    out.text = program::fingerprint(*program.sources, std::vector<program::Parameter>{});
    for (const program::Parameter& parameter : program.parameters) out.parameters[parameter.name] = parameter.value;
    out.reduction = reductions.name();
    out.system = fingerprint_of(lowered.model());
    return out;
}

}  // namespace

CheckpointKeeper::CheckpointKeeper(const CheckpointOptions& options) : options_(options), lock_(options.file) {
    if (!options_.resume && is_there(options_.file))
        throw reports::FileError(options_.file + " is there already: go on from it (--resume), or remove it");
    std::error_code none_there;
    std::filesystem::remove(reports::unfinished(options_.file), none_there);  // of a run that was killed
}

void CheckpointKeeper::begin(const program::Program& program, const lower::Lowered& lowered,
                             const reduce::Reductions& reductions) {
    head_ = head_of(program, lowered, reductions);
    wait();
    if (!options_.resume || !is_there(options_.file)) return;
    found_ = std::make_unique<reports::CheckpointReader>(options_.file);
    if (const std::string why = reports::why_not(found_->head(), head_); !why.empty())
        throw explorer::BadCheckpoint(why);
}

void CheckpointKeeper::save(const std::function<void(explorer::CheckpointSink&)>& write) {
    try {
        reports::write_checkpoint(options_.file, head_, write);
        error_.clear();
    } catch (const reports::FileError& error) {
        error_ = error.what();
    } catch (const std::bad_alloc&) {
        error_ = "cannot write " + options_.file + ": there is not enough memory left";
    }
    wait();
}

void CheckpointKeeper::wait() { next_ = limits::deadline_after(options_.every); }

}  // namespace revoke_mc::checker
