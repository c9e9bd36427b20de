// Puts the functions of a model together: the filter, the transitions' actions, the conditions.
//
// All go into one piece of executable memory. Whatever goes wrong on the way (AsmJit reports errors
// by code, which the first one settles) makes the whole model interpreted; nothing else is lost.
#include "explorer/native/x86/compile.hpp"

#include <algorithm>

#include "explorer/native/guards.hpp"
#include "explorer/native/x86/conditions.hpp"
#include "explorer/native/x86/filter.hpp"
#include "explorer/native/x86/translator.hpp"

namespace revoke_mc::native::x86 {

using asmjit::FuncNode;
using asmjit::Imm;
using asmjit::x86::Compiler;
using asmjit::x86::Gp;

namespace {

constexpr std::size_t most_transitions = 20000;  // beyond that, compiling takes too long

/// Mapped twice: what can be executed cannot be written, and the reverse. Where the system does not have that, adding
/// code to it fails, as for any other reason.
asmjit::JitAllocator::CreateParams mapped_twice() {
    asmjit::JitAllocator::CreateParams params;
    params.options = asmjit::JitAllocatorOptions::kUseDualMapping;
    return params;
}

class JitMemory : public Memory {
    const asmjit::JitAllocator::CreateParams params_ = mapped_twice();

public:
    asmjit::JitRuntime runtime{&params_};  // frees what was added to it
};

class ModelCompiler {
public:
    ModelCompiler(const system::PackedModel& model, std::size_t words)
        : model_(model), words_(words), memory_(std::make_unique<JitMemory>()), out_(std::make_unique<Compiled>()) {}

    std::unique_ptr<const Compiled> compile() {
        if (code_.init(memory_->runtime.environment()) != asmjit::kErrorOk) return nullptr;
        Compiler compiler(&code_);
        rows();
        filters(compiler);
        for (const system::TransitionId t : out_->rows.ids())
            if (out_->rows[t].kind == Row::Kind::interpret) action(compiler, t);
        conditions(compiler);
        void* base = nullptr;
        if (compiler.finalize() != asmjit::kErrorOk || memory_->runtime.add(&base, &code_) != asmjit::kErrorOk)
            return nullptr;
        resolve(static_cast<const char*>(base));
        out_->memory = std::move(memory_);
        return std::move(out_);
    }

private:
    void rows() {
        out_->rows.resize(model_.transitions.size());
        out_->masks.assign(model_.transitions.size() * 2 * words_, 0);
        for (const system::TransitionId t : model_.transitions.ids()) {
            prefixes_.push_back(prefix_of(model_, model_.transitions[t]));
            const auto& effect = prefixes_.back().effect;
            if (!effect) continue;
            out_->rows[t].kind = Row::Kind::plain;
            out_->rows[t].copy = effect->copy;
            std::uint64_t* const masks = &out_->masks[std::size_t{t.number()} * 2 * words_];
            for (std::size_t w = 0; w < model_.words; ++w) {
                masks[w] = ~effect->writes[w].clear;
                masks[words_ + w] = effect->writes[w].set;
            }
        }
    }

    void filters(Compiler& compiler) {
        for (const system::TransitionId t : model_.transitions.ids()) {
            out_->all.order.push_back(t);
            if (model_.confined.empty() || model_.confined[t] == system::no_word) out_->beyond.order.push_back(t);
        }
        for (Sieve* sieve : {&out_->all, &out_->beyond})
            filters_.emplace_back(&sieve->filter, FilterMaker(model_, prefixes_, *sieve).emit(compiler)->label());
    }

    void action(Compiler& compiler, system::TransitionId t) {
        Translator translator(compiler, model_);
        if (!translator.can_translate(model_.transitions[t].code)) return;
        const Gp state = compiler.newUIntPtr(), successor = compiler.newUIntPtr(), outcome = compiler.newUInt32();
        FuncNode* function =
            compiler.addFunc(asmjit::FuncSignatureT<std::uint32_t, const void*, void*>(asmjit::CallConvId::kHost));
        function->setArg(0, state);
        function->setArg(1, successor);
        const auto leave = [&](Exit how) {
            compiler.mov(outcome, Imm(static_cast<std::uint32_t>(how)));
            compiler.ret(outcome);
        };
        Exits exits;
        exits.disabled = [&] { leave(Exit::disabled); };
        exits.unusual = [&] { leave(Exit::unusual); };
        exits.done = [&] {
            for (std::uint32_t w = 0; w < model_.words; ++w)
                compiler.mov(asmjit::x86::qword_ptr(successor, static_cast<std::int32_t>(w * 8)), translator.word(w));
            leave(Exit::done);
        };
        translator.load_state(state);
        translator.translate(model_.transitions[t].code, prefixes_[t].settled, exits);
        compiler.endFunc();
        out_->rows[t].kind = Row::Kind::action;
        actions_.emplace_back(t, function->label());
    }

    void conditions(Compiler& compiler) {
        ConditionMaker maker(compiler, model_);
        for (const auto& list : model_.check_lists) failed_.push_back(maker.failed(list));
        for (const system::PackedProperty& property : model_.properties)
            goals_.push_back(property.kind == system::PropertyKind::possibility ? maker.holds(property.code)
                                                                                : std::nullopt);
        waiting_ = maker.waiting();
        const bool alone = std::any_of(model_.waits.begin(), model_.waits.end(),
                                       [](const system::WaitEdge& edge) { return edge.waiter == edge.holder; });
        out_->circle = alone || model_.threads.size() > 64 ? 1 : 2;
    }

    template <class Function>
    void point(Function& function, const char* base, const asmjit::Label& label) const {
        function = reinterpret_cast<Function>(reinterpret_cast<std::uintptr_t>(base) + code_.labelOffset(label));
    }

    void resolve(const char* base) {
        for (const auto& [filter, label] : filters_) point(*filter, base, label);
        for (const auto& [transition, label] : actions_) point(out_->rows[transition].action, base, label);
        out_->failed.assign(failed_.size(), nullptr);
        for (const system::CheckListId i : failed_.ids())
            if (failed_[i]) point(out_->failed[i], base, *failed_[i]);
        out_->goals.assign(goals_.size(), nullptr);
        for (const system::PropertyId p : goals_.ids())
            if (goals_[p]) point(out_->goals[p], base, *goals_[p]);
        if (waiting_) point(out_->waiting, base, *waiting_);
    }

    using MaybeLabel = std::optional<asmjit::Label>;

    const system::PackedModel& model_;
    std::size_t words_;
    std::unique_ptr<JitMemory> memory_;
    std::unique_ptr<Compiled> out_;
    Indexed<system::TransitionId, Prefix> prefixes_;
    asmjit::CodeHolder code_;
    std::vector<std::pair<Filter*, asmjit::Label>> filters_;
    std::vector<std::pair<system::TransitionId, asmjit::Label>> actions_;
    Indexed<system::CheckListId, MaybeLabel> failed_;
    Indexed<system::PropertyId, MaybeLabel> goals_;
    MaybeLabel waiting_;
};

}  // namespace

std::unique_ptr<const Compiled> compile(const system::PackedModel& model, std::size_t words) {
    const auto& features = asmjit::CpuInfo::host().features().x86();
    if (!features.hasAVX2() || !features.hasBMI2()) return nullptr;
    if (model.transitions.empty() || model.transitions.size() > most_transitions) return nullptr;
    return ModelCompiler(model, words).compile();
}

}  // namespace revoke_mc::native::x86
