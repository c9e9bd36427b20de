// Walks over all routines that are the driver's own, lets the operators look at each, and gives names.
#include "model/language/mutate/mutants.hpp"

#include <map>
#include <set>

#include "model/language/mutate/operators.hpp"
#include "model/language/syntax/parser.hpp"

namespace revoke_mc::mutate {
namespace {

/// "vfio.wait_for_fences": functions that an override has replaced are not part of the program.
std::set<std::string> overridden(const syntax::Loaded& loaded) {
    std::set<std::string> names;
    for (const syntax::File& file : loaded.files)
        for (const syntax::Function& function : file.functions)
            if (function.override_) names.insert(function.name);
    return names;
}

class Collector {
public:
    enum class Which : std::uint8_t { in_program, replaced };

    Collector(const syntax::Loaded& loaded, Which which)
        : loaded_(loaded), which_(which), vocabulary_(loaded), overridden_(overridden(loaded)) {}

    std::vector<Mutant> collect() {
        for (const syntax::File& file : loaded_.files)
            if (!loaded_.sources.files[file.file].is_kernel()) add(file);
        number_repetitions();
        return std::move(mutants_);
    }

private:
    void add(const syntax::File& file) {
        for (const syntax::Component& component : file.components) add(component);
        if (which_ == Which::replaced) return;
        for (const syntax::Function& function : file.functions) add(function, function.name);
    }

    void add(const syntax::Component& component) {
        for (const syntax::Function& function : component.functions) {
            const std::string name = component.name + "." + function.name;
            if (overridden_.contains(name) == (which_ == Which::replaced)) add(function, name);
        }
        if (which_ == Which::replaced) return;
        for (const syntax::Thread& thread : component.threads)
            if (thread.kind != syntax::Thread::Kind::device) add(*thread.body, component.name + "." + thread.name);
    }

    void add(const syntax::Function& function, const std::string& name) {
        if (!function.ghost && !function.predicate && function.body) add(*function.body, name);
    }

    void add(const syntax::Stmt& body, const std::string& routine) {
        for (Mutant& mutant : mutants_of(loaded_.sources, vocabulary_, body)) {
            mutant.routine = routine;
            const std::string changed = mutant.kind == Kind::swap ? " <-> " : " -> ";
            const bool says_what = mutant.kind == Kind::swap || mutant.kind == Kind::weaken;
            mutant.id = std::string(id_prefix) + std::string(to_string(mutant.kind)) + " " + routine + ": " +
                        mutant.before + (says_what ? changed + mutant.after : "");
            mutants_.push_back(std::move(mutant));
        }
    }

    void number_repetitions() {
        std::map<std::string, int> seen;
        for (Mutant& mutant : mutants_)
            if (const int count = ++seen[mutant.id]; count > 1) mutant.id += " #" + std::to_string(count);
    }

    const syntax::Loaded& loaded_;
    Which which_;
    Vocabulary vocabulary_;
    std::set<std::string> overridden_;
    std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants(const syntax::Loaded& loaded) {
    return Collector(loaded, Collector::Which::in_program).collect();
}

std::vector<Mutant> replaced_mutants(const syntax::Loaded& loaded) {
    return Collector(loaded, Collector::Which::replaced).collect();
}

syntax::Loaded apply(const syntax::Loaded& loaded, const Mutant& mutant) {
    syntax::Loaded result{edited(loaded.sources, mutant.edits), {}};
    for (const syntax::File& file : loaded.files) result.files.push_back(syntax::parse(result.sources, file.file));
    return result;
}

bool matches(std::string_view pattern, std::string_view id) {
    // Where the last `*` stands, and how much of the id it covers so far: only that one ever needs to cover more.
    std::size_t star = std::string_view::npos, covered = 0, p = 0, i = 0;
    while (i < id.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            covered = i;
        } else if (p < pattern.size() && pattern[p] == id[i]) {
            ++p;
            ++i;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            i = ++covered;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string_view to_string(Kind kind) {
    switch (kind) {
    case Kind::drop: return "drop";
    case Kind::swap: return "swap";
    case Kind::weaken: return "weaken";
    case Kind::ignore: return "ignore";
    case Kind::always: return "always";
    }
    return "?";
}

}  // namespace revoke_mc::mutate
